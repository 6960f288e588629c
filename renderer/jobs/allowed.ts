import type { Job } from '../../contract/job.ts'

/** What a person may do with a job where it stands. The engine decides in the end; this only keeps keys and buttons quiet that would be refused. */
export const canCancel = (job: Job): boolean => job.state !== 'finished'
export const canHold = (job: Job): boolean => job.state === 'blocked' || job.state === 'queued'
export const canRelease = (job: Job): boolean => job.state === 'held'
/** Whether it is too late to change more than its title and labels. */
export const hasStarted = (job: Job): boolean => job.state !== 'blocked' && job.state !== 'held' && job.state !== 'queued'
/** One held for a conflict can be begun anew, too. */
export const canRetry = (job: Job): boolean => job.state === 'finished' || job.conflict !== undefined
