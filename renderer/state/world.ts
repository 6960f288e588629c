import type { Approval } from '../../contract/approval.ts'
import type { Job } from '../../contract/job.ts'

/** What the engine told, as of event `seq`. Never changed in place. */
export interface World {
  seq: number
  /** Unfinished jobs, all of them; of the finished, those loaded so far. Lists and events carry the latest run only. */
  jobs: ReadonlyMap<string, Job>
  /** Questions that wait for an answer. */
  approvals: ReadonlyMap<string, Approval>
  /** Newest log entry heard of, by job. */
  logEnds: ReadonlyMap<string, number>
  /** Rise when the thing has to be read again. */
  changed: { profiles: number; schedules: number; engine: number }
  /** Events were missed for good: everything has to be read again. */
  needsReload: boolean
}

/** Before anything was heard. */
export const EMPTY_WORLD: World = { seq: 0, jobs: new Map(), approvals: new Map(), logEnds: new Map(), changed: { profiles: 0, schedules: 0, engine: 0 }, needsReload: false }

/** Adds jobs of a page that was read. One that is known is newer than the page: events brought it. */
export function addJobs(world: World, jobs: readonly Job[]): World {
  const fresh = jobs.filter((job) => !world.jobs.has(job.id))
  if (fresh.length === 0) return world
  const all = new Map(world.jobs)
  for (const job of fresh) all.set(job.id, job)
  return { ...world, jobs: all }
}
