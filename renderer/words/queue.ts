import { formatCount, formatNumber } from '../../contract/formats.ts'

/** Labels of the list of jobs and of what can be done with jobs. */
export const queueWords = {
  list: 'Jobs',
  groups: { needs: 'Needs you', running: 'Running', waiting: 'Waiting', held: 'Held and blocked', queued: 'Queued', today: 'Finished today', yesterday: 'Finished yesterday', on: (day: string) => `Finished ${day}` },
  search: 'Filter by title, prompt or id',
  filters: 'More filters',
  state: 'State',
  profile: 'Profile',
  repository: 'Repository',
  pipeline: 'Pipeline',
  schedule: 'Schedule',
  label: 'Label',
  any: { state: 'Any state', profile: 'Any profile', repository: 'Any repository', pipeline: 'Any pipeline', schedule: 'Any schedule', label: 'Any label (k=v)' },
  noPipeline: 'No pipeline',
  groupBy: 'Group by',
  groupings: { state: 'State', pipeline: 'Pipeline', repository: 'Repository', profile: 'Profile' },
  groupCommands: { state: 'Group by state', pipeline: 'Group by pipeline', repository: 'Group by repository', profile: 'Group by profile' },
  without: 'Clear',
  clearText: 'Clear the text',
  states: { pending: 'Waiting or not started', running: 'Running', waiting: 'Waiting', held: 'Held', blocked: 'Blocked', queued: 'Queued', finished: 'Finished', succeeded: 'Succeeded', failed: 'Failed', cancelled: 'Cancelled', lost: 'Lost' },
  clearFilters: 'Clear filters',
  emptyTitle: 'Nothing in the queue',
  emptyHint: 'A job is a prompt for Claude Code in one of your repositories. It runs in a worktree of its own, and its check says whether it is really done.',
  noneTitle: 'No job matches',
  /** Where a list the rail leads to is empty. */
  emptyPlaces: { running: { title: 'Nothing runs', hint: 'A job is listed here while Claude works on it.' }, pending: { title: 'Nothing waits', hint: 'A job is listed here while it is queued, held, or waits for something.' }, finished: { title: 'Nothing has finished', hint: 'A job is listed here once it has ended, whatever came of it.' } } as Record<string, { title: string; hint: string } | undefined>,
  noneHint: 'No job has all of what the filter asks for.',
  older: 'Load older jobs',
  looking: 'Looking among older jobs …',
  loadingOlder: 'Loading older jobs …',
  olderFailed: 'Older jobs could not be read',
  selected: (count: number) => `${formatNumber(count)} selected`,
  count: (count: number, grows: boolean) => `${formatNumber(count)}${grows ? '+' : ''}`,
  reading: (have: number, of: number) => `Loading jobs: ${formatNumber(have)} of ${formatNumber(of)} …`,
  selectsAll: 'All of them are selected then.',
  clear: 'Clear',
  pickTitle: 'Pick a job to see what it does',
  pickHint: 'j and k move through the list, enter opens, x selects several.',
  actionsOf: (title: string) => `What can be done with ‘${title}’`,
  mark: (word: string) => `State: ${word}`,
} as const

/** Labels of saved views: a filter and a grouping with a name. */
export const viewWords = {
  title: 'Views',
  save: 'Save as view', saveTitle: 'Save this view', saveHint: 'The filter and the grouping as they are now. The view is kept on this machine.',
  name: 'Name', doSave: 'Save view',
  change: (name: string) => `Rename or remove ‘${name}’`, changeCommand: 'Rename or remove this view', changeTitle: 'Change view', doChange: 'Rename', remove: 'Remove view',
  go: (name: string) => `Go to view: ${name}`,
  noName: 'A view needs a name.', taken: 'Another view has this name.',
  keep: 'Keep as it is', doNotSave: 'Do not save',
} as const

/** Labels of moves: cancel, hold, release, retry. */
export const moveWords = {
  cancel: 'Cancel', hold: 'Hold', release: 'Release', retry: 'Retry', open: 'Open', select: 'Select', selectAll: 'Select all shown',
  cancelTitle: (count: number) => (count === 1 ? 'Cancel this job?' : `Cancel ${formatCount(count, 'job')}?`),
  cancelRunning: 'Claude is stopped. What it has changed so far stays in its worktree.',
  cancelAlso: (count: number) => `${formatCount(count, 'more job')} would change with it:`,
  cancelAlone: 'No other job depends on it.',
  looking: 'Looking at what depends on it …',
  keep: 'Keep',
  doCancel: (count: number) => (count === 1 ? 'Cancel job' : `Cancel ${formatCount(count, 'job')}`),
  retryTitle: 'Retry this job?',
  retryWhy: (count: number) => `${formatCount(count, 'job')} ${count === 1 ? 'was' : 'were'} cancelled because of it. ${count === 1 ? 'It' : 'They'} can wait for it once more.`,
  retryRefused: 'Nothing else would move.',
  more: (count: number) => `and ${formatNumber(count)} more`,
  retryAlone: 'Retry it alone',
  retryWith: 'Retry with dependents',
  done: { cancelled: (what: string, also: number) => `Cancelled ${what}${also > 0 ? ` and ${formatCount(also, 'more job')}` : ''}.`, held: (what: string, also: number) => `Held ${what}${also > 0 ? ` and ${formatCount(also, 'more job')}` : ''}.`, released: (what: string, also: number) => `Released ${what}${also > 0 ? ` and ${formatCount(also, 'more job')}` : ''}.`, retried: (what: string, also: number) => `Retrying ${what}${also > 0 ? ` with ${formatCount(also, 'dependent')}` : ''}.` },
  subtree: {
    hold: { command: 'Hold with everything downstream…', title: (count: number) => (count === 1 ? 'Hold everything downstream?' : `Hold ${formatCount(count, 'job')} and everything downstream?`), alone: (count: number) => (count === 1 ? 'Hold this job alone' : 'Hold these jobs alone'), all: 'Hold with dependents', none: 'No job downstream has yet to start.' },
    release: { command: 'Release with everything downstream…', title: (count: number) => (count === 1 ? 'Release everything downstream?' : `Release ${formatCount(count, 'job')} and everything downstream?`), alone: (count: number) => (count === 1 ? 'Release this job alone' : 'Release these jobs alone'), all: 'Release with dependents', none: 'A person holds no job downstream.' },
  },
  what: (titles: readonly string[]) => (titles.length === 1 ? `‘${titles[0]}’` : formatCount(titles.length, 'job')),
} as const
