import type { LogEntry, LogPage } from '../../../../contract/log.ts'

/** Entries a page is asked for, and kept loaded on both sides of what is looked at: some seconds under a fast wheel. */
export const PAGE = 1000
/** The first page is small, so that something is there at once. */
export const FIRST_PAGE = 500
/** Entries and characters held; what is farther away is dropped and read again when somebody goes there. */
const MOST = 20_000
const MOST_CHARS = 40_000_000
/** So much is kept when something is dropped: dropping a little with each page would build all rows anew each time. */
const KEPT = 0.75
/** A number behind every entry a job can have. */
export const END = 2 ** 31

/** The part of a log that is loaded: numbers without a gap, oldest first. */
export interface Held { entries: readonly LogEntry[]; chars: number }
export const NOTHING_HELD: Held = { entries: [], chars: 0 }

/** Numbers on the screen; `follows`: whatever comes is to be there. */
export interface Focus { from: number; to: number; follows: boolean }
/** A page to ask for. One that does not join what is held takes its place. */
export interface Ask { after: number; before?: number; limit: number; joins: boolean }

export const firstOf = ({ entries }: Held): number => entries[0]?.seq ?? 1
export const lastOf = ({ entries }: Held): number => entries.at(-1)?.seq ?? 0
export const isHeld = (held: { from: number; to: number }, seq: number): boolean => seq >= held.from && seq <= held.to

/** What has to be read next for what is looked at; null when all of it is there. */
export function nextAsk(held: Held, last: number, focus: Focus): Ask | null {
  if (focus.follows && (held.entries.length === 0 || last - lastOf(held) > 2 * PAGE)) return toEnd()
  if (focus.follows && lastOf(held) < last) return { after: lastOf(held), limit: PAGE, joins: true }
  if (!focus.follows && (held.entries.length === 0 || focus.to < firstOf(held) - PAGE || focus.from > lastOf(held) + PAGE)) return toPlace(focus.from)
  const [above, below] = [focus.from - firstOf(held), lastOf(held) - focus.to]
  // Of very long lines only what is on the screen is read: more would be dropped at once, and read again.
  const ahead = held.chars > MOST_CHARS / 2 ? 1 : PAGE
  const wantsBelow = lastOf(held) < last && below < ahead
  const wantsAbove = firstOf(held) > 1 && above < ahead
  if (wantsBelow && (!wantsAbove || below <= above)) return { after: lastOf(held), limit: PAGE, joins: true }
  return wantsAbove ? { after: Math.max(0, firstOf(held) - 1 - PAGE), before: firstOf(held), limit: PAGE, joins: true } : null
}

export const toEnd = (): Ask => ({ after: 0, before: END, limit: FIRST_PAGE, joins: false })
const toPlace = (seq: number): Ask => ({ after: Math.max(0, seq - 1 - PAGE / 2), limit: PAGE, joins: false })

/** What is held with a page of it: before, behind, or in place of what there was. A page that does not touch it takes its place, too. */
export function join(held: Held, page: LogPage, ask: Ask): Held {
  const { entries } = page
  const chars = entries.reduce((sum, entry) => sum + entry.text.length, 0)
  if (!ask.joins || held.entries.length === 0) return { entries, chars }
  if (entries.length === 0) return held
  if (entries[0]!.seq === lastOf(held) + 1) return { entries: [...held.entries, ...entries], chars: held.chars + chars }
  if (entries.at(-1)!.seq === firstOf(held) - 1) return { entries: [...entries, ...held.entries], chars: held.chars + chars }
  return { entries, chars }
}

/** Drops what is farthest from what is looked at, when too much is held. */
export function trim(held: Held, focus: Focus): Held {
  if (held.entries.length <= MOST && held.chars <= MOST_CHARS) return held
  let [first, end, chars] = [0, held.entries.length, held.chars]
  const [from, to] = focus.follows ? [lastOf(held), lastOf(held)] : [focus.from, focus.to]
  while (end - first > MOST * KEPT || chars > MOST_CHARS * KEPT) {
    const [above, below] = [from - held.entries[first]!.seq, held.entries[end - 1]!.seq - to]
    if (above <= 0 && below <= 0) break
    const fromTop = above > below
    chars -= held.entries[fromTop ? first++ : --end]!.text.length
  }
  return { entries: held.entries.slice(first, end), chars }
}
