import type { Command } from '../../commands/command.ts'
import { openJob } from '../../state/view.ts'
import { terminalWords } from '../../words/terminal.ts'

/** Id of the terminal's search field. */
export const TERMINAL_SEARCH_ID = 'terminal-search'

export const terminalCommands: readonly Command[] = [
  { id: 'job.terminal', title: terminalWords.show, group: 'job', keys: ['t'], when: ({ targets }) => targets.length === 1 && targets[0]!.run > 0, run: ({ targets }) => openJob(targets[0]!.id, 'terminal') },
  { id: 'job.searchTerminal', title: terminalWords.search, group: 'job', keys: ['mod+f'], when: () => document.getElementById(TERMINAL_SEARCH_ID) !== null, run: () => (document.getElementById(TERMINAL_SEARCH_ID) as HTMLInputElement).select() },
]
