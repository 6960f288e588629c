import type { JobState, Outcome } from '../../contract/job.ts'
import { decide, listInTheWay, type Decision } from './decide.ts'
import { freeBelow, heldMove, holdBelow, settle, type DependencyOutcome, type Step, type Steps } from './settle.ts'
import type { EdgeOut, GraphReader, HeldBy } from './status.ts'
import { cancelled, dependencyFailed, held, parentHeld, parentsMet, redecided, released, reopened, retried, revived, type Move } from './transition.ts'

/** An edge that is forgiven: the job goes on as if it were met, whatever its parent does from now on. `again`: it is asked again instead. */
export interface Waive { job: number; waive: number; again?: true }

/** A job that has not started, and how it stands. */
export interface Standing { job: number; state: JobState; heldBy: HeldBy | null }

// What a person's command does to the graph, step by step; the caller applies each before it asks for the next one: to the store, or, to say what would be, to a picture of it.

/** Lets a held job go: edges that stand in its way are forgiven, open ones are still waited for; what was held only because of it goes on too. */
export function* release(graph: GraphReader, job: number, outcomeFor: DependencyOutcome): Generator<Step | Waive | null, void, void> {
  for (const waive of listInTheWay(graph.edgesInto(job))) yield { job, waive }
  yield { job, from: 'held', move: released(decide(graph.edgesInto(job))), by: job }
  yield* freeBelow(graph, job, outcomeFor)
}

/** Cancels a job wherever it stands, and what depends on it goes by its edges. */
export function* cancel(graph: GraphReader, { job, state }: Standing, outcome: Outcome, outcomeFor: DependencyOutcome): Steps {
  yield { job, from: state, move: { ...cancelled(outcome), from: [state] }, by: job }
  yield* settle(graph, job, 'cancelled', outcomeFor)
}

/** Everything that hangs under a job and has not ended, each once. */
function* listBelow(graph: GraphReader, job: number): Generator<{ edge: EdgeOut; parent: number }, void, void> {
  const seen = new Set([job])
  // A set may grow while it is walked.
  for (const parent of seen) {
    for (const edge of graph.edgesFrom(parent)) {
      if (edge.childState === 'finished' || seen.has(edge.child)) continue
      yield { edge, parent }
      if (edge.leaf !== true) seen.add(edge.child)
    }
  }
}

/** Holds a job that has not started; with its dependents, all of them that have not started either. */
export function* hold(graph: GraphReader, { job, state }: Standing, withDependents: boolean): Steps {
  yield { job, from: state, move: held(), by: job }
  if (!withDependents) return
  for (const { edge, parent } of listBelow(graph, job)) {
    if (edge.childState === 'blocked' || edge.childState === 'queued') yield { job: edge.child, from: edge.childState, move: held(), by: parent }
    else yield null
  }
}

const toReleased = (decision: Decision): Move | null => (decision.kind === 'hold' ? parentHeld(decision.cause) : decision.kind === 'cancel' ? null : released(decision))

/** Lets all dependents of a job go that a person holds. Their broken edges are not forgiven: one that has such an edge is held for it from now on. */
export function* releaseBelow(graph: GraphReader, job: number, outcomeFor: DependencyOutcome): Steps {
  for (const { edge, parent } of listBelow(graph, job)) {
    const move = edge.childState === 'held' && edge.childHeldParent === null ? toReleased(decide(graph.edgesInto(edge.child))) : null
    if (move === null) {
      yield null
      continue
    }
    yield { job: edge.child, from: 'held', move, by: parent }
    if (move.to.state !== 'held') yield* freeBelow(graph, edge.child, outcomeFor)
  }
}

/**
 * Runs a finished job again; its parents must let it. With its dependents, those it had cancelled wait for it once more, nearest first, unless another parent still forbids it;
 * then whatever was met by one of them and has not started waits again.
 */
export function* retry(graph: GraphReader, job: number, withDependents: boolean, outcomeFor: DependencyOutcome): Generator<Step | Waive | null, void, void> {
  yield* askAgain(graph, job)
  yield { job, from: 'finished', move: retried(decide(graph.edgesInto(job))), by: job }
  const again = [job]
  const met = new Map<number, Step>()
  // Each parent is walked once: what fell with it is revived and walked in its turn, what it had let go is looked at in the end.
  for (let next = 0; next < again.length; next++) {
    const by = again[next]!
    for (const edge of graph.edgesFrom(by)) {
      const fell = edge.childState === 'finished' && edge.childCause !== null && (edge.childCause === by || edge.childAny)
      if (edge.childState === 'queued' && !met.has(edge.child)) met.set(edge.child, { job: edge.child, from: 'queued', move: reopened(), by })
      if (!withDependents || !fell) {
        yield null
        continue
      }
      yield { job: edge.child, from: 'finished', move: revived(), by }
      again.push(edge.child)
    }
  }
  for (const child of again.slice(1)) yield* decideRevived(graph, child, outcomeFor)
  for (const step of met.values()) yield decide(graph.edgesInto(step.job)).kind === 'wait' ? step : null
}

/** What was forgiven was how a parent had ended. One that is run again itself is waited for once more. */
function* askAgain(graph: GraphReader, job: number): Generator<Waive, void, void> {
  for (const edge of graph.edgesInto(job).edges) if (edge.waived && edge.parentState !== 'finished') yield { job, waive: edge.parent, again: true }
}

/** A revived job may have another parent that still stands in its way, or none left to wait for. */
function* decideRevived(graph: GraphReader, job: number, outcomeFor: DependencyOutcome): Generator<Step | Waive | null, void, void> {
  yield* askAgain(graph, job)
  const decision = decide(graph.edgesInto(job))
  const step = (move: Move): Step => ({ job, from: 'blocked', move, by: 'cause' in decision ? decision.cause : job })
  switch (decision.kind) {
    case 'go': return yield step(parentsMet())
    case 'hold': return yield step(parentHeld(decision.cause))
    case 'cancel':
      yield step(dependencyFailed(decision.cause, outcomeFor(decision.cause)))
      return yield* settle(graph, job, 'cancelled', outcomeFor)
    case 'wait': return yield null
  }
}

/** What becomes of a job whose edges were changed, and of everything downstream with it. One that a person holds stays held, but not beyond an edge that cancels it. */
export function* redecide(graph: GraphReader, { job, state, heldBy }: Standing, outcomeFor: DependencyOutcome): Steps {
  const into = graph.edgesInto(job)
  const decision = decide(into)
  const says = { blocked: 'wait', queued: 'go' } as const
  let move: Move | null = null
  if (decision.kind === 'cancel') move = redecided(decision, outcomeFor)
  else if (state === 'held') move = heldBy?.kind === 'parent' ? heldMove(heldBy.job, into) : null
  else if (says[state as keyof typeof says] !== decision.kind) move = redecided(decision, outcomeFor)
  if (move === null) return
  yield { job, from: state, move, by: job }
  if (move.to.state === 'finished') yield* settle(graph, job, 'cancelled', outcomeFor)
  else if (move.to.state === 'held' && state !== 'held') yield* holdBelow(graph, job, outcomeFor)
  else if (state === 'held' && move.to.state !== 'held') yield* freeBelow(graph, job, outcomeFor)
}
