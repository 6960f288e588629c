import { copy } from '../../ui/copy.ts'
import type { Command, CommandContext } from '../../commands/command.ts'
import { openJob } from '../../state/view.ts'
import { commandWords } from '../../words/commands.ts'
import { openWorktree } from './worktree.ts'

/** Id of the log's search field. */
export const LOG_SEARCH_ID = 'log-search'

const one = ({ targets }: CommandContext): boolean => targets.length === 1
const showTab = (tab: string) => ({ targets }: CommandContext): void => openJob(targets[0]!.id, tab)

/** What can be done on one job's screen. */
export const jobCommands: readonly Command[] = [
  { id: 'job.log', title: commandWords.showLog, group: 'job', keys: ['l'], when: one, run: showTab('log') },
  { id: 'job.changes', title: commandWords.showChanges, group: 'job', keys: ['d'], when: one, run: showTab('changes') },
  { id: 'job.details', title: commandWords.showDetails, group: 'job', keys: ['i'], when: one, run: showTab('details') },
  { id: 'job.searchLog', title: commandWords.searchLog, group: 'job', keys: ['mod+f'], when: () => document.getElementById(LOG_SEARCH_ID) !== null, run: () => (document.getElementById(LOG_SEARCH_ID) as HTMLInputElement).select() },
  { id: 'job.copyId', title: commandWords.copyId, group: 'job', when: one, run: ({ targets }) => void copy(targets[0]!.id, 'the id') },
  { id: 'job.copyBranch', title: commandWords.copyBranch, group: 'job', when: ({ targets }) => targets.length === 1 && targets[0]!.branch !== null, run: ({ targets }) => void copy(targets[0]!.branch!, 'the branch') },
  { id: 'job.openWorktree', title: commandWords.openWorktree, group: 'job', when: ({ targets }) => targets.length === 1 && targets[0]!.worktree !== null, run: ({ targets }) => void openWorktree(targets[0]!) },
]
