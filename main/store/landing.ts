import type { Verified } from '../../contract/check.ts'
import type { Outcome } from '../../contract/job.ts'
import type { JobRow } from './job-row.ts'

/**
 * A landing that has begun, stored before the branch moves from `before` to `after`: an engine that dies then is not followed by one that lands twice, or judges the work anew.
 * `outcome` is what its run ends with once it is landed.
 */
export interface Begun { before: string; after: string; verified: Verified | null; outcome: Outcome }
/** What an attempt that could not be landed leaves for the next one in its session. */
export interface Turned { refused: string }

const stored = (row: Pick<JobRow, 'landing'>): Begun | Turned | null => (row.landing === null ? null : JSON.parse(row.landing) as Begun | Turned)

/** The landing that a run found begun by an engine that is no more; null when there is none. */
export function begunOf(row: Pick<JobRow, 'landing'>): Begun | null {
  const landing = stored(row)
  return landing !== null && 'after' in landing ? landing : null
}

/** Why the attempt before this one, in the same session, could not be landed; null when that was not its trouble. */
export function turnedDownOf(row: Pick<JobRow, 'landing'>): string | null {
  const landing = stored(row)
  return landing !== null && 'refused' in landing ? landing.refused : null
}
