import type { Command, CommandContext } from '../../commands/command.ts'
import { canHold, canRelease } from '../../jobs/allowed.ts'
import { openOverlay } from '../../state/view.ts'
import { moveWords } from '../../words/queue.ts'

const ask = (move: 'hold' | 'release') => ({ targets }: CommandContext): void => openOverlay('subtree', { move, ids: targets.map((job) => job.id) })

/** Moves of jobs with everything downstream. */
export const moveCommands: readonly Command[] = [
  { id: 'job.holdAll', title: moveWords.subtree.hold.command, group: 'job', keys: ['shift+h'], changes: true, when: ({ targets }) => targets.some(canHold), run: ask('hold') },
  { id: 'job.releaseAll', title: moveWords.subtree.release.command, group: 'job', keys: ['shift+u'], changes: true, when: ({ targets }) => targets.some(canRelease), run: ask('release') },
]
