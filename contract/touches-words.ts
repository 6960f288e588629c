import { formatCount } from './formats.ts'
import type { PlanResult } from './plan.ts'

/** Two globs that can match a common path. */
export type Meeting = readonly [own: string, other: string]

/** Pairs of globs spelled out in one sentence. */
const MEETINGS_NAMED = 3

const describeMeeting = ([one, other]: Meeting, whose: string): string => (one === other ? `both touch ${one}` : `${whose} ${other} meets ${one}`)

/**
 * Why a queued job in place waits for another: `waits for j1 ‘A’, which works in place in the same repository: its src/** meets src/pay/**`.
 * `meets`: their globs that meet, of this job and of the other; or whoever of the two does not say what it touches. `more`: further jobs in its way.
 */
export function describeBeside({ id, title }: { id: string; title: string }, meets: readonly Meeting[] | 'this' | 'other', more: number): string {
  const others = more === 0 ? '' : ` (and for ${formatCount(more, 'other')})`
  const which = `waits for ${id} ‘${title}’${others}, which works in place in the same repository`
  if (meets === 'other') return `${which} and does not say what it touches`
  if (meets === 'this') return `${which}; this job does not say what it touches, so it is alone there`
  const rest = meets.length - MEETINGS_NAMED
  return `${which}: ${meets.slice(0, MEETINGS_NAMED).map((meeting) => describeMeeting(meeting, 'its')).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}

type Overlaps = NonNullable<PlanResult['overlaps']>

/** Jobs of a plan that may change the same files at once, a line for each pair, and what to do about it in the first. Empty when there are none. */
export function describeOverlaps(overlaps: Overlaps | undefined): string[] {
  if (overlaps === undefined) return []
  const lines = overlaps.pairs.map(({ jobs: [one, other], globs }) => `${one} and ${other}: ${describeMeeting(globs, `${other}’s`)}`)
  return ['These may change the same files, and neither waits for the other, so their work may conflict. Let one wait (after), or part what they touch:', ...lines, ...(overlaps.more > 0 ? [`and ${formatCount(overlaps.more, 'more pair')}`] : [])]
}
