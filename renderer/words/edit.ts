import { formatCount } from '../../contract/formats.ts'

/** Labels of the dialog that changes a job; those of its fields are in `job-form`. */
export const editWords = {
  command: 'Edit…', button: 'Edit', rename: 'Change title and labels', title: 'Edit job',
  started: 'This job has started: only its title and labels may still change.',
  ended: 'What the next run is given may change: retry the job when it is saved. What was asked of it stays.',
  olderProfile: (name: string, used: number, newest: number) => `It ran with version ${used} of ${name}; version ${newest} is the newest.`, takeNewest: 'Take the newest version',
  startedMeanwhile: 'The job has started meanwhile. What you typed is kept here; only title and labels can still be saved.',
  endedMeanwhile: (word: string, adjusts: boolean) => `The job has ended meanwhile (${word}). What you typed is kept here; ${adjusts ? 'of it, what its next run is given can still be saved, but not its prompt and what it waits for' : 'only title and labels can still be saved'}.`,
  kept: 'These changes were typed before and not saved.',
  loading: 'Reading the job …', save: 'Save', saving: 'Saving …', discard: 'Discard changes',
  unchanged: 'Nothing is changed yet.', changed: (count: number) => `${formatCount(count, 'field')} changed.`,
  saved: (title: string) => `Changed ‘${title}’.`,
  offline: 'The engine does not answer. What you typed is kept; save it when the engine is back.',
} as const
