import { createHeights, type Heights } from './heights.ts'
import { rowAt, rowOf, type LogRow } from './log-rows.ts'
import { NO_PART, type LogPart } from './reader.ts'
import type { Scale } from './scale.ts'
import { isHeld, PAGE, type Focus } from './window.ts'

/** Closer to the end than this counts as being at the end. */
const AT_END_PX = 24
/** Room below the last row. */
const END_PX = 8
/** An entry that is not loaded is taken to be at least this high, also where many make one folded row. */
const LEAST_PX = 2

/**
 * Where in a log somebody looks. It holds on to one row (the anchor): what is measured, loaded or dropped around it does not move it on the screen.
 * `y` counts from the top of the whole log, `yIn` from the top of what is loaded of it.
 */
export interface Place {
  part: LogPart
  heights: Heights
  /** The row that entry `seq` is in begins `-shift` px below the top of the view. */
  anchor: { seq: number; shift: number }
  /** The end is held on to, whatever comes. */
  sticks: boolean
  /** Height of an entry that is not loaded: the average of those that are. */
  perPx: number
  /** Height of the view. */
  view: number
}

export const createPlace = (): Place => ({ part: NO_PART, heights: createHeights(), anchor: { seq: 1, shift: 0 }, sticks: false, perPx: 28, view: 0 })

const before = ({ part, perPx }: Place): number => (part.from - 1) * perPx
const inside = ({ part, heights }: Place): number => heights.top(part.rows.length) + (part.to >= part.last ? END_PX : 0)
export const scaleOf = (place: Place): Scale => ({ total: Math.max(place.view, before(place) + inside(place) + Math.max(0, place.part.last - place.part.to) * place.perPx), view: place.view })

/** Whether what is looked at is loaded. While the end is held on to, what has just come may not be read yet: that is a moment, not a gap. */
export const isLoaded = ({ part, anchor, sticks }: Place): boolean => part.rows.length > 0 && (sticks ? part.last - part.to <= 2 * PAGE : isHeld(part, anchor.seq))

const least = ({ part }: Place): number => (part.from === 1 ? 0 : -Infinity)
/** How far up and down the view may be within what is loaded. */
export const limitsOf = (place: Place): [number, number] => [least(place), place.part.to >= place.part.last ? Math.max(least(place), inside(place) - place.view) : Infinity]

export function toYIn(place: Place): number {
  const { part, heights, anchor, sticks, view } = place
  return sticks ? Math.max(least(place), inside(place) - view) : heights.top(rowAt(part.rows, anchor.seq)) + anchor.shift
}

export function toY(place: Place): number {
  const { part, anchor, perPx } = place
  if (isLoaded(place)) return before(place) + toYIn(place)
  return anchor.shift + (anchor.seq < part.from ? (anchor.seq - 1) * perPx : before(place) + inside(place) + (anchor.seq - part.to - 1) * perPx)
}

function setYIn(place: Place, to: number): void {
  const { part: { rows }, heights } = place
  const at = rowAt(rows, rows[heights.at(to)]!.seq)
  place.anchor = { seq: rows[at]!.seq, shift: to - heights.top(at) }
}

/** Looks somewhere else; what is not loaded there is known by the number of its entry. */
export function setY(place: Place, to: number): void {
  const { part, perPx } = place
  const within = to - before(place)
  if (within < 0 && part.from > 1) place.anchor = { seq: Math.max(1, 1 + Math.floor(to / perPx)), shift: 0 }
  else if (within > inside(place) && part.to < part.last) place.anchor = { seq: Math.min(part.last, part.to + 1 + Math.floor((within - inside(place)) / perPx)), shift: 0 }
  else if (part.rows.length > 0) setYIn(place, within)
}

/** Keeps the view within the log; tells whether it was outside. */
export function clamp(place: Place): boolean {
  if (!isLoaded(place)) return false
  const [top, end] = limitsOf(place)
  const to = Math.max(top, Math.min(toYIn(place), end))
  if (Math.abs(to - toYIn(place)) <= 0.5) return false
  setYIn(place, to)
  return true
}

export const isAtEnd = (place: Place): boolean => isLoaded(place) && toYIn(place) >= limitsOf(place)[1] - AT_END_PX

/** Holds on to the end, or lets it go and stays where it is; tells whether that is new. */
export function stick(place: Place, sticks: boolean): boolean {
  if (sticks === place.sticks) return false
  if (!sticks && isLoaded(place)) setYIn(place, toYIn(place))
  place.sticks = sticks
  return true
}

/** Puts the row of an entry at the top of the view, or a third below it; false while it is not loaded. */
export function point(place: Place, seq: number, align: 'start' | 'third'): boolean {
  const { part, view } = place
  if (!isHeld(part, seq) || part.rows.length === 0 || view === 0) return false
  place.anchor = { seq: part.rows[rowOf(part.rows, seq)]!.seq, shift: align === 'start' ? 0 : -Math.round(view / 3) }
  return true
}

/** The rows now. */
export function layRows(place: Place, part: LogPart, guess: (row: LogRow) => number): void {
  const grew = part.from !== place.part.from || part.to !== place.part.to
  place.part = part
  if (place.anchor.seq > part.last) place.anchor = { seq: Math.max(1, part.last), shift: 0 }
  place.heights.lay(part.rows, guess)
  if (grew && part.rows.length > 0) place.perPx = Math.max(LEAST_PX, inside(place) / (part.to - part.from + 1))
}

/** Entries that are seen. Of the last row all are: what comes behind it is needed then. */
export function toFocus(place: Place): Focus {
  const { part, heights, anchor, sticks, view } = place
  if (!isLoaded(place)) return { from: anchor.seq, to: anchor.seq, follows: sticks }
  const [first, end] = [heights.at(toYIn(place)), heights.at(toYIn(place) + view) + 1]
  return { from: part.rows[first]!.seq, to: end < part.rows.length ? part.rows[end]!.seq - 1 : part.to, follows: sticks }
}
