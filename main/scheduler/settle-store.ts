import type { JobState, Outcome } from '../../contract/job.ts'
import { settle, type DependencyOutcome } from '../queue/settle.ts'
import type { GraphReader } from '../queue/status.ts'
import type { Move } from '../queue/transition.ts'
import { graphOf } from '../store/edges.ts'
import { howItEnded } from '../store/explain.ts'
import { sql, type ReadDb, type WriteDb } from '../store/handles.ts'
import type { JobRow } from '../store/job-row.ts'
import { moveJob } from '../store/jobs.ts'

/** The words of a dependent that can no longer start; one text per cause, however many dependents it has. */
export function dependencyOutcomes(db: ReadDb): DependencyOutcome {
  const texts = new Map<number, Outcome>()
  return (cause) => {
    let outcome = texts.get(cause)
    if (!outcome) {
      const job = sql(db, 'SELECT id, title, outcome, reason FROM job WHERE seq = ?').get(cause) as Pick<JobRow, 'id' | 'title' | 'outcome' | 'reason'> | undefined
      const how = job ? howItEnded(job) : 'ended otherwise'
      outcome = { kind: 'cancelled', reason: 'dependency-failed', message: `Cancelled: its edge from ${job?.id ?? 'a job'} ‘${job?.title ?? ''}’ can no longer be met, because that job ${how}.` }
      texts.set(cause, outcome)
    }
    return outcome
  }
}

/** A job that moved because of another, and from where. */
export interface Settled { job: number; from: JobState; move: Move }

/** Moves everything downstream of a job that has just finished, in the caller's transaction; yields after each job so that the writer may pause. Returns what moved. */
export function* settleInStore(db: WriteDb, finished: number, kind: Outcome['kind'], now: number): Generator<void, Settled[]> {
  const settled: Settled[] = []
  for (const step of settle(graphOf(db), finished, kind, dependencyOutcomes(db))) {
    if (moveJob(db, step.job, step.move, now)) settled.push(step)
    yield
  }
  return settled
}

/** What would move if a job ended so, without touching anything. */
export function previewSettle(db: ReadDb, finished: number, kind: Outcome['kind'], most: number): Settled[] {
  const overlay = new Map<number, { state: Move['to']['state']; outcome: Outcome['kind'] | null; heldParent: number | null }>([[finished, { state: 'finished', outcome: kind, heldParent: null }]])
  const stored = graphOf(db)
  const graph: GraphReader = {
    edgesInto: (child) => stored.edgesInto(child).map((edge) => {
      const now = overlay.get(edge.parent)
      return now ? { ...edge, parentState: now.state, parentOutcome: now.outcome } : edge
    }),
    edgesFrom: (parent) => [...stored.edgesFrom(parent)].map((edge) => {
      const now = overlay.get(edge.child)
      return now ? { ...edge, childState: now.state, childHeldParent: now.heldParent } : edge
    }),
  }
  const moves: Settled[] = []
  for (const step of settle(graph, finished, kind, dependencyOutcomes(db))) {
    const { to } = step.move
    overlay.set(step.job, { state: to.state, outcome: to.state === 'finished' ? to.outcome.kind : null, heldParent: to.state === 'held' && to.by.kind === 'parent' ? to.by.job : null })
    moves.push(step)
    if (moves.length >= most) break
  }
  return moves
}
