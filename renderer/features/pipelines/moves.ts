import type { Moved } from '../../../contract/api.ts'
import type { Result } from '../../../contract/errors.ts'
import type { Job } from '../../../contract/job.ts'
import { inDependencyOrder, topologyOf } from '../../graph/topology.ts'
import { canCancel, canHold, canRelease } from '../../jobs/allowed.ts'

/** What can be done with a pipeline as a whole. */
export type PipelineMove = 'cancel' | 'hold' | 'release'
const FITS: Record<PipelineMove, (job: Job) => boolean> = { cancel: canCancel, hold: canHold, release: canRelease }

/** A move as it is shown before it happens. */
export interface MovePlan {
  move: PipelineMove
  /** In the order in which they are moved. */
  jobs: readonly Job[]
  /** Of a process alive: stopped by a cancellation, left alone by a hold. */
  running: readonly Job[]
}

const isAlive = (job: Job): boolean => job.state === 'running' || job.state === 'starting' || job.state === 'waiting'

/**
 * Which jobs a move concerns, in order: last ones first, so that none starts, or is moved on by an edge, because of the one before it was moved.
 * A release goes from the first to the last, as they will run.
 */
export function planMove(move: PipelineMove, jobs: readonly Job[]): MovePlan {
  const byId = new Map(jobs.map((job) => [job.id, job]))
  const order = inDependencyOrder(topologyOf(jobs)).map((id) => byId.get(id)!)
  const sorted = move === 'release' ? order : order.reverse()
  return { move, jobs: sorted.filter(FITS[move]), running: jobs.filter(isAlive) }
}

/** Jobs of a pipeline on which some job outside of it hangs. */
export function withOutsiders(jobs: readonly Job[]): Job[] {
  const own = new Set(jobs.map((job) => job.id))
  return jobs.filter((job) => job.children.some((child) => !own.has(child)))
}

/** Moves one job after the other. One that has ended meanwhile needs nothing; other refusals are counted and do not stop the rest. */
export async function moveEach(plan: Pick<MovePlan, 'jobs'>, one: (job: Job) => Promise<Result<Moved>>): Promise<{ done: number; refused: string[] }> {
  let done = 0
  const refused: string[] = []
  for (const job of plan.jobs) {
    const answer = await one(job)
    if (answer.ok) done++
    else if (answer.code !== 'wrong-state') refused.push(answer.message)
  }
  return { done, refused }
}
