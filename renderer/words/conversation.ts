import { formatCount } from '../../contract/words.ts'

/** Labels of the conversation tab. */
export const conversationWords = {
  tab: 'Conversation', show: 'Show the conversation', takeOver: 'Take over in a terminal: copy the command', label: 'Conversation', loading: 'Reading the conversation …', failed: 'The conversation could not be read', emptyTitle: 'Nothing has been said yet', empty: 'The conversation begins when its first job starts.',
  you: 'You', claude: 'Claude', helper: 'A helper of Claude’s', run: (number: number) => `Run ${number}`, openJob: 'Open this job', thisJob: 'this job', follow: 'Go to the end', working: 'Claude is at work', more: 'Show all', less: 'Show less',
  tools: (count: number) => formatCount(count, 'tool call'), failedTools: (count: number) => `${count} failed`, noResult: 'No result yet', emptyResult: 'Empty result', exited: (code: number) => `exit ${code}`, error: 'error',
  box: 'Follow up', boxHint: 'Adds a job to this conversation: Claude remembers all of the above.', boxAfter: (title: string) => `Adds a job to this conversation; it starts when ‘${title}’ has ended.`, boxTaken: 'Adds a job to this conversation; it waits until the terminal is closed.', placeholder: 'What should Claude do next?', check: 'Check', checkPlaceholder: 'npm test', add: 'Add to the conversation', adding: 'Adding …', blank: 'Expected a prompt, found only blank space: say what Claude should do.', offline: 'The engine does not answer. What you wrote is kept; add it when it is back.',
  open: 'Take it over', openHint: 'The real Claude Code, same profile, same folder, in your terminal. Jobs of this conversation wait until you close it.', openBusy: 'A job of it is at work. Wait for it, or cancel it; then:', openNotYet: 'It can be taken over once it has begun.', taken: (pid: number, clock: string, age: string) => `Open in a terminal (process ${pid}) since ${clock}, ${age}. Its jobs wait until it is closed there. What is said there is not shown here.`,
} as const
