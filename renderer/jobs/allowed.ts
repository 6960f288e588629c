import type { Job } from '../../contract/job.ts'

/** What a person may do with a job where it stands. The engine decides in the end; this only keeps keys and buttons quiet that would be refused. */
export const canCancel = (job: Job): boolean => job.state !== 'finished'
export const canHold = (job: Job): boolean => job.state === 'blocked' || job.state === 'queued'
export const canRelease = (job: Job): boolean => job.state === 'held'
/** Whether it is too late to change more than its title and labels. */
export const hasStarted = (job: Job): boolean => job.state !== 'blocked' && job.state !== 'held' && job.state !== 'queued'
/** Whether what its next run is given may still change: limits, check, profile. */
export const canAdjust = (job: Job): boolean => job.state === 'finished' && job.outcome?.kind !== 'succeeded'
/** One held for a conflict can be begun anew, too. */
export const canRetry = (job: Job): boolean => job.state === 'finished' || job.conflict !== undefined
/** Work on a branch of its own that no branch of the person's has yet. */
export const canLand = (job: Job): boolean => job.state === 'finished' && job.isolation === 'worktree' && job.headCommit !== null && (job.headCommit !== job.baseCommit || job.outcome?.reason === 'not-landed') && job.landed === undefined
/** Whether its check has passed on what it made. */
export const isVerified = (job: Job): boolean => (job.outcome?.kind === 'succeeded' || job.outcome?.reason === 'not-landed') && job.runs.at(-1)?.verified?.result === 'passed'
