import type { EdgeWhen, JobState, OutcomeKind } from '../../contract/job.ts'
import type { EdgeIn, EdgesIn } from './status.ts'

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

const fateIn = (edge: EdgeIn): Fate => (edge.waived ? 'met' : fateOf(edge.when, edge.parentState, edge.parentOutcome))

/** What the edges into a job say together. */
export function decide({ any, edges }: EdgesIn): Decision {
  return any && edges.length > 0 ? decideAny(edges) : decideAll(edges)
}

/**
 * All must be met. A broken edge that cancels beats one that holds, which beats open ones: nothing can mend it but a retry.
 * Among equals the first edge in submission order is named as the cause.
 */
function decideAll(edges: readonly EdgeIn[]): Decision {
  let holder: number | null = null
  let open = false
  for (const edge of edges) {
    const fate = fateIn(edge)
    if (fate === 'open') open = true
    if (fate !== 'broken') continue
    if (edge.otherwise === 'cancel') return { kind: 'cancel', cause: edge.parent }
    holder ??= edge.parent
  }
  if (holder !== null) return { kind: 'hold', cause: holder }
  return { kind: open ? 'wait' : 'go' }
}

/** One met edge beats all: what the others do is not asked. While one is open it waits; once all are broken the first edge in submission order decides, and is named as the cause. */
function decideAny(edges: readonly EdgeIn[]): Decision {
  const fates = edges.map(fateIn)
  if (fates.includes('met')) return { kind: 'go' }
  if (fates.includes('open')) return { kind: 'wait' }
  const { otherwise, parent } = edges[0]!
  return { kind: otherwise, cause: parent }
}

/** The parents whose broken edges stand in the way: those a person forgives by letting the job go. With any of several, none does while another may still be met. */
export function listInTheWay(into: EdgesIn): number[] {
  const { kind } = decide(into)
  if (into.any && kind !== 'hold' && kind !== 'cancel') return []
  return into.edges.filter((edge) => fateIn(edge) === 'broken').map((edge) => edge.parent)
}

/** The parents whose edges let the job go: their work is what it builds on. */
export function listMet(into: EdgesIn): number[] {
  return into.edges.filter((edge) => fateIn(edge) === 'met').map((edge) => edge.parent)
}
