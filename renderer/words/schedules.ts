/** Labels of the schedules page. */
export const scheduleWords = {
  title: 'Schedules', go: 'Go to schedules', loading: 'Reading the schedules …',
  emptyTitle: 'No schedule yet', emptyHint: 'A schedule submits the same job again and again, at the times of a cron pattern:', emptyCommand: 'dispatch submit "Update the dependencies" --every "0 2 * * 1-5"',
  failed: 'The schedules could not be read', again: 'Try again',
  every: 'Every', repository: 'Repository', last: 'Last', afterwards: 'Then', wouldBe: 'Would be', overlap: 'Overlap', catchUp: 'If missed', lastJob: 'Open the job',
  run: 'Run now', pause: 'Pause', resume: 'Resume', remove: 'Remove…', keep: 'Keep it',
  removeTitle: (title: string) => `Remove the schedule ‘${title}’?`, removeHint: 'It submits nothing more. The jobs it has submitted stay.', removeConfirm: 'Remove the schedule',
  submitted: (job: string) => `Submitted ${job}.`, removed: (title: string) => `Removed ‘${title}’.`,
} as const
