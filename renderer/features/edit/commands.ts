import type { Command } from '../../commands/command.ts'
import { openOverlay } from '../../state/view.ts'
import { editWords } from '../../words/edit.ts'

/** Changing a job. */
export const editCommands: readonly Command[] = [
  { id: 'job.edit', title: editWords.command, group: 'job', keys: ['e'], changes: true, when: ({ targets }) => targets.length === 1, run: ({ targets }) => openOverlay('edit', { id: targets[0]!.id }) },
]
