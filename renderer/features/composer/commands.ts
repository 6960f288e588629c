import { openOverlay } from '../../state/view.ts'
import type { Command } from '../../commands/command.ts'
import { commandWords } from '../../words/commands.ts'

/** Opening the form. A browser keeps ⌘N for itself, so that there `n` is the key. */
export const composerCommands: readonly Command[] = [
  { id: 'job.new', title: commandWords.newJob, group: 'window', keys: ['n', 'mod+n'], run: () => openOverlay('composer') },
  { id: 'job.newAfter', title: commandWords.newAfter, group: 'job', when: ({ targets }) => targets.length > 0, run: ({ targets }) => openOverlay('composer', { after: targets.map((job) => job.id) }) },
]
