import { formatNumber } from '../../contract/formats.ts'

/** Labels of the palette, the list of keys, and commands that belong to no other feature. */
export const commandWords = {
  palette: 'Commands', placeholder: 'What do you want to do? Or find a job', none: 'No command and no job matches.', asking: 'Looking among all jobs …', close: 'Close', offline: 'The engine does not answer: nothing can be changed now.', jobs: 'Jobs', manyJobs: (count: number) => `${formatNumber(count)} jobs`,
  help: 'Keys', groups: { go: 'Go to', list: 'List', job: 'Job', inbox: 'Inbox', window: 'Window' },
  goQueue: 'Go to all jobs', goInbox: 'Go to the inbox', goRunning: 'Show running jobs', goWaiting: 'Show waiting jobs', goFinished: 'Show finished jobs',
  next: 'Next', previous: 'Previous', first: 'First', last: 'Last', filter: 'Filter the list', back: 'Back', clearFilters: 'Clear filters',
  showLog: 'Show the log', showChanges: 'Show the changes', showDetails: 'Show the details', searchLog: 'Search the log', copyId: 'Copy the job’s id', copyBranch: 'Copy the job’s branch', openWorktree: 'Open the job’s worktree',
  openPalette: 'Everything you can do', openHelp: 'All keys', newJob: 'New job', newAfter: 'New job after this one', themeLight: 'Light theme', themeDark: 'Dark theme', themeSystem: 'Theme of the system', pause: 'Pause: start no more jobs', resume: 'Start jobs again',
  allow: 'Allow once', allowJob: 'Allow in this job', deny: 'Deny with a message', reload: 'Load older jobs',
  unknown: (id: string) => `This window has no command ${id}. Restart Dispatch: menu and page are of two versions.`,
  closeFirst: 'Finish or close what is open first.',
  notNow: (title: string) => `“${title}” does not fit what is selected or open: choose a job or question it can be done with.`,
} as const
