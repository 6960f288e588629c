import type { JobState, Outcome } from '../../contract/job.ts'
import { decide, fateOf, type Decision } from './decide.ts'
import type { EdgeOut, GraphReader } from './status.ts'
import { dependencyFailed, parentHeld, parentsMet, reopened, unheld, type Move } from './transition.ts'

/** The words a cancelled dependent carries. */
export type DependencyOutcome = (cause: number) => Outcome

/**
 * Moves everything downstream of a job that has just finished, nearest first. The caller applies each move before it asks for the next one:
 * a cancelled child is itself a finished parent by the time its own children are read.
 * Steps are small, so that a caller may pause between any two of them.
 */
export function* settle(graph: GraphReader, finished: number, parentOutcome: 'succeeded' | 'failed' | 'cancelled' | 'lost', outcomeFor: DependencyOutcome): Generator<{ job: number; from: JobState; move: Move }> {
  const frontier: { job: number; succeeded: boolean }[] = [{ job: finished, succeeded: parentOutcome === 'succeeded' }]
  for (let next = 0; next < frontier.length; next++) {
    const parent = frontier[next]!
    for (const edge of graph.edgesFrom(parent.job)) {
      const move = moveOf(graph, edge, parent, outcomeFor)
      if (!move) continue
      yield { job: edge.child, from: edge.childState, move }
      if (move.to.state === 'finished' && edge.leaf !== true) frontier.push({ job: edge.child, succeeded: false })
    }
  }
}

function moveOf(graph: GraphReader, edge: EdgeOut, parent: { job: number; succeeded: boolean }, outcomeFor: DependencyOutcome): Move | null {
  if (edge.childState !== 'blocked' && edge.childState !== 'held') return null
  const fate = edge.waived ? 'met' : fateOf(edge.when, 'finished', parent.succeeded ? 'succeeded' : 'failed')
  // The common case of a cascade: no need to read the child's other edges, nothing can outweigh this one.
  if (fate === 'broken' && edge.otherwise === 'cancel') return dependencyFailed(parent.job, outcomeFor(parent.job))
  const decision = decide(graph.edgesInto(edge.child))
  if (edge.childState === 'held') return heldMove(edge.childHeldParent, decision)
  switch (decision.kind) {
    case 'go': return parentsMet()
    case 'hold': return parentHeld(decision.cause)
    case 'cancel': return dependencyFailed(decision.cause, outcomeFor(decision.cause))
    case 'wait': return null
  }
}

/** A job a person holds stays. One a parent holds goes on when that parent mended; when another parent stands in the way now, that one is named. */
function heldMove(heldParent: number | null, decision: Decision): Move | null {
  if (heldParent === null || decision.kind === 'cancel') return null
  if (decision.kind === 'hold') return decision.cause === heldParent ? null : parentHeld(decision.cause)
  return unheld(decision)
}

/** Children of a job that is run again which were met and have not started: their edge is open once more, so they wait. */
export function* reopen(graph: GraphReader, retried: number): Generator<{ job: number; move: Move }> {
  for (const edge of graph.edgesFrom(retried)) {
    if (edge.childState === 'queued' && decide(graph.edgesInto(edge.child)).kind === 'wait') yield { job: edge.child, move: reopened() }
  }
}
