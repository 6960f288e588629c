import type { Job } from '../../../contract/job.ts'
import { canCancel, canHold, canRelease } from '../../jobs/allowed.ts'

/** What can be done with a pipeline as a whole: each is one call, moved in one transaction. */
export type PipelineMove = 'cancel' | 'hold' | 'release' | 'retry'

const endedBadly = (job: Job): boolean => job.state === 'finished' && job.outcome?.kind !== 'succeeded'
const FITS: Record<PipelineMove, (job: Job) => boolean> = { cancel: canCancel, hold: canHold, release: canRelease, retry: endedBadly }

/** Whether a move has anything to do; the engine decides what it does. */
export const concerns = (move: PipelineMove, jobs: readonly Job[]): boolean => jobs.some(FITS[move])

/** Jobs whose process is alive: stopped by a cancellation, left alone by a hold. */
export const countAlive = (jobs: readonly Job[]): number => jobs.filter((job) => job.state === 'running' || job.state === 'starting' || job.state === 'waiting').length
