import type { JobState, Outcome } from '../../contract/job.ts'
import { decide, fateOf } from './decide.ts'
import type { EdgeOut, EdgesIn, GraphReader } from './status.ts'
import { dependencyFailed, parentHeld, parentsMet, unheld, type Move } from './transition.ts'

/** The words a cancelled dependent carries. */
export type DependencyOutcome = (cause: number) => Outcome

/** One job's move. `by`: the job whose move brought it about; itself when a person moved it. */
export interface Step { job: number; from: JobState; move: Move; by: number }
/** Steps in their order. Null: a job was looked at and stays where it is. */
export type Steps = Generator<Step | null, void, void>

/**
 * Moves everything downstream of a job that has just finished, nearest first. The caller applies each step before it asks for the next one:
 * a cancelled child is itself a finished parent by the time its own children are read.
 * Steps are small, so that a caller may pause between any two of them.
 */
export function* settle(graph: GraphReader, finished: number, parentOutcome: 'succeeded' | 'failed' | 'cancelled' | 'lost', outcomeFor: DependencyOutcome): Steps {
  yield* spread(graph, [{ job: finished, how: parentOutcome === 'succeeded' ? 'succeeded' : 'failed' }], outcomeFor)
}

/** Moves everything that was held only because this job was: it has been let go. */
export function* freeBelow(graph: GraphReader, released: number, outcomeFor: DependencyOutcome): Steps {
  yield* spread(graph, [{ job: released, how: 'freed' }], outcomeFor)
}

/** Hands down the hold of a job that a parent holds, along edges that hold. */
export function* holdBelow(graph: GraphReader, held: number, outcomeFor: DependencyOutcome): Steps {
  yield* spread(graph, [{ job: held, how: 'held' }], outcomeFor)
}

/** A parent that moved, and how: an end decides edges, a hold is handed down along edges that hold, its end takes those holds back. */
interface Moved { job: number; how: 'succeeded' | 'failed' | 'held' | 'freed' }

function* spread(graph: GraphReader, frontier: Moved[], outcomeFor: DependencyOutcome): Steps {
  for (let next = 0; next < frontier.length; next++) {
    const parent = frontier[next]!
    for (const edge of graph.edgesFrom(parent.job, 'unfinished')) {
      const move = moveBy(graph, edge, parent, outcomeFor)
      if (!move) {
        yield null
        continue
      }
      yield { job: edge.child, from: edge.childState, move, by: parent.job }
      if (edge.leaf === true) continue
      if (move.to.state === 'finished') frontier.push({ job: edge.child, how: 'failed' })
      else if (move.to.state === 'held' && edge.childState === 'blocked') frontier.push({ job: edge.child, how: 'held' })
      else if (move.to.state !== 'held' && edge.childState === 'held') frontier.push({ job: edge.child, how: 'freed' })
    }
  }
}

function moveBy(graph: GraphReader, edge: EdgeOut, parent: Moved, outcomeFor: DependencyOutcome): Move | null {
  switch (parent.how) {
    // One that is content with any of several is not held for one of them: another may let it start.
    case 'held': return edge.childState === 'blocked' && edge.otherwise === 'hold' && !edge.waived && !edge.childAny ? parentHeld(parent.job) : null
    case 'freed': return edge.childState === 'held' && edge.childHeldParent === parent.job ? heldMove(edge.childHeldParent, graph.edgesInto(edge.child)) : null
    case 'succeeded':
    case 'failed': return moveOf(graph, edge, { job: parent.job, succeeded: parent.how === 'succeeded' }, outcomeFor)
  }
}

function moveOf(graph: GraphReader, edge: EdgeOut, parent: { job: number; succeeded: boolean }, outcomeFor: DependencyOutcome): Move | null {
  if (edge.childState !== 'blocked' && edge.childState !== 'held') return null
  const fate = edge.waived ? 'met' : fateOf(edge.when, 'finished', parent.succeeded ? 'succeeded' : 'failed')
  // The common case of a cascade: no need to read the child's other edges, nothing can outweigh this one.
  if (fate === 'broken' && edge.otherwise === 'cancel' && !edge.childAny) return dependencyFailed(parent.job, outcomeFor(parent.job))
  const into = graph.edgesInto(edge.child)
  const decision = decide(into)
  if (decision.kind === 'cancel') return dependencyFailed(decision.cause, outcomeFor(decision.cause))
  if (edge.childState === 'held') return heldMove(edge.childHeldParent, into)
  switch (decision.kind) {
    case 'go': return parentsMet()
    case 'hold': return parentHeld(decision.cause)
    case 'wait': return null
  }
}

/** A job a person holds stays. One a parent holds goes on when that parent mended; when another parent stands in the way now, that one is named. */
export function heldMove(heldParent: number | null, into: EdgesIn): Move | null {
  const decision = decide(into)
  if (heldParent === null || decision.kind === 'cancel') return null
  // The parent that holds it is held itself: what others do changes nothing.
  if (decision.kind === 'wait' && into.edges.some((edge) => edge.parent === heldParent && edge.parentState === 'held' && edge.otherwise === 'hold' && !edge.waived && !into.any)) return null
  if (decision.kind === 'hold') return decision.cause === heldParent ? null : parentHeld(decision.cause)
  return unheld(decision)
}
