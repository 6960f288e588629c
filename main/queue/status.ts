import type { EdgeOtherwise, EdgeWhen, JobState, Outcome, OutcomeKind, WaitingFor } from '../../contract/job.ts'

/** Who holds a job: a person; a parent that could not meet its edge; or the work of its parents, which does not merge: only a person can end that, too. */
export type HeldBy = { kind: 'person' } | { kind: 'parent'; job: number } | { kind: 'conflict' }

/** A job's state with exactly the data that state has. Jobs are named by their row number here: it is also their age. */
export type Status =
  | { state: 'blocked' }
  | { state: 'held'; by: HeldBy }
  | { state: 'queued' }
  | { state: 'starting' }
  | { state: 'running' }
  | { state: 'waiting'; for: WaitingFor }
  | { state: 'finished'; outcome: Outcome; cause: number | null }

/** An edge seen from the child. `waived`: a person released the child although this edge was not met. */
export interface EdgeIn { parent: number; parentState: JobState; parentOutcome: OutcomeKind | null; when: EdgeWhen; otherwise: EdgeOtherwise; waived: boolean }

/** All edges into a job, in submission order. `any`: one that is met is enough. */
export interface EdgesIn { any: boolean; edges: readonly EdgeIn[] }

/** An edge seen from the parent, with the child's own standing. `childHeldParent`: the parent that holds it; null when nobody or a person does. */
export interface EdgeOut { child: number; childState: JobState; childHeldParent: number | null; /** The parent it was cancelled because of. */ childCause: number | null; /** The child is content with any one of its edges. */ childAny: boolean; when: EdgeWhen; otherwise: EdgeOtherwise; waived: boolean; /** Nothing depends on the child: known where it costs nothing, so that ten thousand leaves are not asked one by one. */ leaf?: boolean }

/** How the graph is read: from a map in tests, from SQL in the engine. */
export interface GraphReader {
  edgesInto(child: number): EdgesIn
  /** In the order of the children. Read as it is walked: a job may have ten thousand of them. `unfinished`: without children that have finished, which costs less than to leave them out afterwards. */
  edgesFrom(parent: number, of?: 'all' | 'unfinished'): Iterable<EdgeOut>
}
