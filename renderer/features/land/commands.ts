import type { Command } from '../../commands/command.ts'
import { canLand } from '../../jobs/allowed.ts'
import { openOverlay } from '../../state/view.ts'
import { landWords } from '../../words/land.ts'

export const landCommands: readonly Command[] = [
  { id: 'job.land', title: landWords.land, group: 'job', keys: ['shift+l'], changes: true, when: ({ targets }) => targets.length === 1 && canLand(targets[0]!), run: ({ targets }) => openOverlay('land', { id: targets[0]!.id }) },
]
