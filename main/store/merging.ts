import type { Conflict } from '../../contract/job.ts'
import type { JobRow } from './job-row.ts'

/**
 * A fan-in that stopped at a conflict: all parents in the order they are merged, each with the commit that is merged, and how many of them the
 * conflict is among: the last of those is the one whose merge stopped. `resolved`: a person has released the job, its worktree is to be gone on with.
 */
export interface Merging { parents: { id: string; title: string; commit: string }[]; reached: number; files: string[]; resolved: boolean }

/** The fan-in a job stands in, if it stands in one. */
export function mergingOf(row: Pick<JobRow, 'merging'>): Merging | null {
  return row.merging === null ? null : (JSON.parse(row.merging) as Merging)
}

/** What a job is held for, when that is a conflict. */
export function conflictOf(row: Pick<JobRow, 'state' | 'merging'>): Conflict | null {
  const merging = row.state === 'held' ? mergingOf(row) : null
  return merging === null || merging.resolved ? null : { parents: merging.parents.slice(0, merging.reached).map(({ id, title }) => ({ id, title })), files: merging.files }
}
