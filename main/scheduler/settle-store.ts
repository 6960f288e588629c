import type { Outcome } from '../../contract/job.ts'
import { settle, type DependencyOutcome, type Step } from '../queue/settle.ts'
import type { Waive } from '../queue/steer.ts'
import { graphOf, waiveEdge } from '../store/edges.ts'
import { howItEnded } from '../store/explain.ts'
import { sql, type ReadDb, type WriteDb } from '../store/handles.ts'
import type { JobRow } from '../store/job-row.ts'
import { moveJob, patchJob } from '../store/jobs.ts'
import { ANEW } from './by-person.ts'

type Cause = Pick<JobRow, 'id' | 'title' | 'outcome' | 'reason'>
/** Of a cause, where nothing happens yet: how it would end, and what has been read of it. */
interface Foreseen { endOf(cause: number): Outcome | null; seen(cause: number): Cause | undefined }

/** The words of a dependent that can no longer start; one text per cause, however many dependents it has. */
export function dependencyOutcomes(db: ReadDb, foreseen?: Foreseen): DependencyOutcome {
  const texts = new Map<number, Outcome>()
  return (cause) => {
    let outcome = texts.get(cause)
    if (!outcome) {
      const job = foreseen?.seen(cause) ?? sql(db, 'SELECT id, title, outcome, reason FROM job WHERE seq = ?').get(cause) as Cause | undefined
      const end = foreseen?.endOf(cause) ?? null
      const how = end ? howItEnded({ outcome: end.kind, reason: end.reason }) : job ? howItEnded(job) : 'ended otherwise'
      outcome = { kind: 'cancelled', reason: 'dependency-failed', message: `Cancelled: its edge from ${job?.id ?? 'a job'} ‘${job?.title ?? ''}’ can no longer be met, because that job ${how}.` }
      texts.set(cause, outcome)
    }
    return outcome
  }
}

/** Takes each step in the caller's transaction before the next one is asked for; yields after each so that the writer may pause. Returns what moved. */
export function* takeSteps(db: WriteDb, steps: Iterable<Step | Waive | null>, now: number): Generator<void, Step[], void> {
  const moved: Step[] = []
  for (const step of steps) {
    if (step === null) {
      yield
      continue
    }
    if ('waive' in step) waiveEdge(db, step.job, step.waive, step.again !== true)
    else if (moveJob(db, step.job, step.move, now)) {
      moved.push(step)
      if (step.move.fact === 'revived') beginAnew(db, step.job)
    }
    yield
  }
  return moved
}

/** What is left of attempts it made before is forgotten; one that never ran has made none. */
function beginAnew(db: WriteDb, job: number): void {
  if ((sql(db, 'SELECT run FROM job WHERE seq = ?').pluck().get(job) as number) > 0) patchJob(db, job, ANEW)
}

/** Moves everything downstream of a job that has just finished. */
export function settleInStore(db: WriteDb, finished: number, kind: Outcome['kind'], now: number): Generator<void, Step[], void> {
  return takeSteps(db, settle(graphOf(db), finished, kind, dependencyOutcomes(db)), now)
}
