import type { JobState, Outcome } from '../../contract/job.ts'
import { decide, fateOf, type Decision } from './decide.ts'
import type { EdgeIn, EdgeOut, GraphReader } from './status.ts'
import { dependencyFailed, parentHeld, parentsMet, reopened, unheld, type Move } from './transition.ts'

/** The words a cancelled dependent carries. */
export type DependencyOutcome = (cause: number) => Outcome

/**
 * Moves everything downstream of a job that has just finished, nearest first. The caller applies each move before it asks for the next one:
 * a cancelled child is itself a finished parent by the time its own children are read.
 * Steps are small, so that a caller may pause between any two of them.
 */
export function* settle(graph: GraphReader, finished: number, parentOutcome: 'succeeded' | 'failed' | 'cancelled' | 'lost', outcomeFor: DependencyOutcome): Generator<{ job: number; from: JobState; move: Move }> {
  yield* spread(graph, [{ job: finished, how: parentOutcome === 'succeeded' ? 'succeeded' : 'failed' }], outcomeFor)
}

/** Moves everything that was held only because this job was: a person has just let it go. */
export function* freeBelow(graph: GraphReader, released: number, outcomeFor: DependencyOutcome): Generator<{ job: number; from: JobState; move: Move }> {
  yield* spread(graph, [{ job: released, how: 'freed' }], outcomeFor)
}

/** A parent that moved, and how: an end decides edges, a hold is handed down along edges that hold, its end takes those holds back. */
interface Moved { job: number; how: 'succeeded' | 'failed' | 'held' | 'freed' }

function* spread(graph: GraphReader, frontier: Moved[], outcomeFor: DependencyOutcome): Generator<{ job: number; from: JobState; move: Move }> {
  for (let next = 0; next < frontier.length; next++) {
    const parent = frontier[next]!
    for (const edge of graph.edgesFrom(parent.job)) {
      const move = moveBy(graph, edge, parent, outcomeFor)
      if (!move) continue
      yield { job: edge.child, from: edge.childState, move }
      if (edge.leaf === true) continue
      if (move.to.state === 'finished') frontier.push({ job: edge.child, how: 'failed' })
      else if (move.to.state === 'held' && edge.childState === 'blocked') frontier.push({ job: edge.child, how: 'held' })
      else if (move.to.state !== 'held' && edge.childState === 'held') frontier.push({ job: edge.child, how: 'freed' })
    }
  }
}

function moveBy(graph: GraphReader, edge: EdgeOut, parent: Moved, outcomeFor: DependencyOutcome): Move | null {
  switch (parent.how) {
    case 'held': return edge.childState === 'blocked' && edge.otherwise === 'hold' && !edge.waived ? parentHeld(parent.job) : null
    case 'freed': return edge.childState === 'held' && edge.childHeldParent === parent.job ? heldMove(edge.childHeldParent, graph.edgesInto(edge.child)) : null
    case 'succeeded':
    case 'failed': return moveOf(graph, edge, { job: parent.job, succeeded: parent.how === 'succeeded' }, outcomeFor)
  }
}

function moveOf(graph: GraphReader, edge: EdgeOut, parent: { job: number; succeeded: boolean }, outcomeFor: DependencyOutcome): Move | null {
  if (edge.childState !== 'blocked' && edge.childState !== 'held') return null
  const fate = edge.waived ? 'met' : fateOf(edge.when, 'finished', parent.succeeded ? 'succeeded' : 'failed')
  // The common case of a cascade: no need to read the child's other edges, nothing can outweigh this one.
  if (fate === 'broken' && edge.otherwise === 'cancel') return dependencyFailed(parent.job, outcomeFor(parent.job))
  const edges = graph.edgesInto(edge.child)
  const decision = decide(edges)
  if (edge.childState === 'held') return heldMove(edge.childHeldParent, edges)
  switch (decision.kind) {
    case 'go': return parentsMet()
    case 'hold': return parentHeld(decision.cause)
    case 'cancel': return dependencyFailed(decision.cause, outcomeFor(decision.cause))
    case 'wait': return null
  }
}

/** A job a person holds stays. One a parent holds goes on when that parent mended; when another parent stands in the way now, that one is named. */
function heldMove(heldParent: number | null, edges: readonly EdgeIn[]): Move | null {
  const decision: Decision = decide(edges)
  if (heldParent === null || decision.kind === 'cancel') return null
  // The parent that holds it is held itself: what others do changes nothing.
  if (decision.kind !== 'hold' && edges.some((edge) => edge.parent === heldParent && edge.parentState === 'held' && !edge.waived)) return null
  if (decision.kind === 'hold') return decision.cause === heldParent ? null : parentHeld(decision.cause)
  return unheld(decision)
}

/** Children of a job that is run again which were met and have not started: their edge is open once more, so they wait. */
export function* reopen(graph: GraphReader, retried: number): Generator<{ job: number; move: Move }> {
  for (const edge of graph.edgesFrom(retried)) {
    if (edge.childState === 'queued' && decide(graph.edgesInto(edge.child)).kind === 'wait') yield { job: edge.child, move: reopened() }
  }
}
