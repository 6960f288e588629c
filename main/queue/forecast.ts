import type { ForecastObstacle } from '../../contract/pipeline.ts'
import type { JobState } from '../../contract/job.ts'
import { fateOf } from './decide.ts'
import type { Touches } from './overlap.ts'
import { play, type Course } from './play.ts'
import type { EdgeIn } from './status.ts'

/** An unfinished job as it is looked ahead of. Times are epoch ms. */
export interface PlannedJob {
  job: number
  state: Exclude<JobState, 'finished'>
  profile: string
  /** Its repository, when it works in place, and what it touches there. */
  lock: string | null
  touches: Touches
  priority: number
  notBefore: number
  any: boolean
  /** In submission order. */
  edges: readonly EdgeIn[]
  /** How long such jobs took; null when none has succeeded yet. */
  estimateMs: number | null
  /** When its run began; null before. */
  startedAt: number | null
  /** When what it waits for in the middle of its run is over; null when nobody knows, because it waits for a person. */
  until: number | null
}

/** Where jobs may run. Other work is not reckoned with: nobody knows how long it takes. */
export interface Places {
  paused: boolean
  slots: number
  /** `opensAt`: from then on, or null when never, one of its windows is open; absent when it has none. */
  profiles: ReadonlyMap<string, { slots: number; paused: boolean; opensAt?: (at: number) => number | null }>
}

/** What can be said of the end of some jobs. `judged` of the `of` jobs that will run have an estimate. `obstacle`: why there is no time. */
export interface Foreseen { criticalPath: number[]; etaMs: number | null; obstacle: { kind: ForecastObstacle; job: number | null } | null; judged: number; of: number }

/**
 * When unfinished jobs are likely to have ended, if all that still run succeed and nothing else takes their slots.
 * The critical path is the chain that takes longest if slots were no matter; the time is that of the jobs played through the slots there are, in the order the queue takes them.
 * A job nobody has an estimate of takes as long as the others (their median), but where one stands on the critical path no time is told.
 */
export function forecast(jobs: readonly PlannedJob[], places: Places, now: number): Foreseen {
  const standIn = median(jobs.flatMap((job) => job.estimateMs ?? [])) ?? 1
  const leftOf = (job: PlannedJob): number => leftMs(job, job.estimateMs ?? standIn, now)
  const course = play({ jobs: jobs.map(asReleased), leftOf, now, places: null })
  const criticalPath = pathTo(course)
  const willRun = jobs.filter((job) => course.ends.has(job.job))
  const obstacle = findObstacle(jobs, { course, criticalPath, places })
  const told = { criticalPath, judged: willRun.filter((job) => job.estimateMs !== null).length, of: willRun.length }
  if (obstacle !== null) return { ...told, etaMs: null, obstacle }
  const { lastAt, ends } = play({ jobs, leftOf, now, places })
  return lastAt === null ? { ...told, etaMs: null, obstacle: { kind: 'paused', job: willRun.find((job) => !ends.has(job.job))?.job ?? null } } : { ...told, etaMs: lastAt - now, obstacle: null }
}

/** What a job still takes once it may go on; one that runs longer than others did has nothing left. */
function leftMs(job: PlannedJob, estimateMs: number, now: number): number {
  if (job.startedAt === null || job.state === 'queued' || job.state === 'blocked' || job.state === 'held') return estimateMs
  return Math.max(0, estimateMs - (now - job.startedAt))
}

/** What is held goes on as if somebody released it now: so the path shows what is still to come. */
function asReleased(job: PlannedJob): PlannedJob {
  if (job.state !== 'held') return job
  return { ...job, edges: job.edges.map((edge) => (fateOf(edge.when, edge.parentState, edge.parentOutcome) === 'broken' ? { ...edge, waived: true } : edge)) }
}

/** From what ends last back along the parents each job started after. Ones that would be cancelled take no time and are left out. */
function pathTo({ ends, after }: Course): number[] {
  let last: number | undefined
  for (const [job, at] of ends) if (last === undefined || at > ends.get(last)!) last = job
  const path: number[] = []
  for (let job = last; job !== undefined; job = after.get(job)) if (ends.has(job)) path.push(job)
  return path.reverse()
}

/** The first thing that makes a time a guess without ground, what a person can do something about first. */
function findObstacle(jobs: readonly PlannedJob[], { course, criticalPath, places }: { course: Course; criticalPath: readonly number[]; places: Places }): Foreseen['obstacle'] {
  const person = jobs.find((job) => job.state === 'waiting' && job.until === null)
  if (person) return { kind: 'person', job: person.job }
  const held = jobs.find((job) => job.state === 'held')
  if (held) return { kind: 'held', job: held.job }
  if (course.held !== null) return { kind: 'will-be-held', job: course.held }
  const planned = new Set(jobs.map((job) => job.job))
  const outside = jobs.flatMap((job) => job.edges).find((edge) => edge.parentState !== 'finished' && !planned.has(edge.parent))
  if (outside) return { kind: 'outside', job: outside.parent }
  const toStart = jobs.filter((job) => course.ends.has(job.job) && (job.state === 'queued' || job.state === 'blocked'))
  const stopped = places.paused ? toStart[0] : toStart.find((job) => places.profiles.get(job.profile)?.paused)
  if (stopped) return { kind: 'paused', job: places.paused ? null : stopped.job }
  const estimates = new Map(jobs.map((job) => [job.job, job.estimateMs]))
  const unknown = criticalPath.find((job) => estimates.get(job) === null)
  return unknown === undefined ? null : { kind: 'no-estimate', job: unknown }
}

/** The middle value, or null of none; of an even number the mean of both in the middle. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : Math.round((sorted[middle - 1]! + sorted[middle]!) / 2)
}
