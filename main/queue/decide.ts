import type { EdgeWhen, JobState, OutcomeKind } from '../../contract/job.ts'
import type { EdgeIn } from './status.ts'

/** An edge is met, can no longer be met, or is still open. */
export type Fate = 'met' | 'broken' | 'open'

/** What the edges say of a child: start, wait, hold for a parent, or be cancelled because of one. */
export type Decision = { kind: 'go' } | { kind: 'wait' } | { kind: 'hold'; cause: number } | { kind: 'cancel'; cause: number }

/**
 * The fate of one edge. Open until the parent has finished; `success` wants succeeded, `failure` wants anything else, `done` is content with both.
 * A parent that is retried is not finished, so its edges are open again.
 */
export function fateOf(when: EdgeWhen, parentState: JobState, parentOutcome: OutcomeKind | null): Fate {
  if (parentState !== 'finished') return 'open'
  if (when === 'done') return 'met'
  return (parentOutcome === 'succeeded') === (when === 'success') ? 'met' : 'broken'
}

/**
 * What all edges together say. A broken edge that cancels beats one that holds, which beats open ones: nothing can mend it but a retry.
 * Among equals the first edge in submission order is named as the cause.
 */
export function decide(edges: readonly EdgeIn[]): Decision {
  let holder: number | null = null
  let open = false
  for (const edge of edges) {
    if (edge.waived) continue
    const fate = fateOf(edge.when, edge.parentState, edge.parentOutcome)
    if (fate === 'open') open = true
    if (fate !== 'broken') continue
    if (edge.otherwise === 'cancel') return { kind: 'cancel', cause: edge.parent }
    holder ??= edge.parent
  }
  if (holder !== null) return { kind: 'hold', cause: holder }
  return { kind: open ? 'wait' : 'go' }
}
