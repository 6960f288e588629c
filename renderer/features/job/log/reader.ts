import type { Result } from '../../../../contract/errors.ts'
import type { LogPage } from '../../../../contract/log.ts'
import { createLogRows, type LogRow } from './log-rows.ts'
import { END, firstOf, join, lastOf, nextAsk, NOTHING_HELD, PAGE, toEnd, trim, type Ask, type Focus, type Held } from './window.ts'

/** What is loaded of a log: rows of the entries `from` to `to` of `last`. `opened`: the first page is in. */
export interface LogPart { rows: readonly LogRow[]; from: number; to: number; last: number; opened: boolean; trouble: string | null }
export const NO_PART: LogPart = { rows: [], from: 1, to: 0, last: 0, opened: false, trouble: null }

export interface LogReader {
  /** Somebody looks at these entries: they and their surroundings are read. */
  look(focus: Focus): void
  /** There are entries up to this number. */
  heard(last: number): void
  /** The engine is there again: what it has now may be more, or less after a power cut. */
  check(): void
  stop(): void
}

/** Reads a log in pages around what is looked at, one page at a time, the newest wish first. Without a place to begin at it opens at the end. */
export function createLogReader({ read, seq, onChange }: { read(page: Omit<Ask, 'joins'>): Promise<Result<LogPage>>; seq: number | null; onChange(part: LogPart): void }): LogReader {
  let held: Held = NOTHING_HELD
  let book = createLogRows()
  let part = NO_PART
  let focus: Focus = seq === null ? { from: END, to: END, follows: true } : { from: seq, to: seq, follows: false }
  let [last, reading, stopped, unsure] = [0, false, false, false]

  const tell = (now: LogPart): void => { part = now; onChange(now) }

  function take(page: LogPage, ask: Ask, heardMore: boolean): void {
    const before = held
    const isShorter = page.last < lastOf(held)
    held = isShorter ? NOTHING_HELD : trim(join(held, page, ask), focus)
    last = heardMore && !isShorter ? Math.max(last, page.last) : page.last
    // A link behind the end: the end is what there is.
    if (held.entries.length === 0 && last > 0 && focus.from > last) focus = { ...focus, from: last, to: last }
    if (held === before && part.opened && part.trouble === null && part.last === last) return
    if (firstOf(held) !== firstOf(before) || lastOf(held) < lastOf(before) || before.entries.length === 0) book = createLogRows()
    tell({ rows: held === before ? part.rows : book.push(held.entries), from: firstOf(held), to: lastOf(held), last, opened: part.opened || held.entries.length > 0 || last === 0, trouble: null })
  }

  function next(): Ask | null {
    if (!part.opened && seq === null) return toEnd()
    const ask = nextAsk(held, last, focus)
    if (ask === null && unsure) return { after: lastOf(held), limit: PAGE, joins: true }
    return ask !== null && held.entries.length === 0 && part.opened && last === 0 && !unsure ? null : ask
  }

  async function pump(): Promise<void> {
    if (reading) return
    reading = true
    for (let ask = next(); ask !== null && !stopped; ask = next()) {
      unsure = false
      const { joins: _, ...wish } = ask
      const before = last
      const page = await read(wish)
      if (stopped) return
      if (!page.ok) {
        tell({ ...part, trouble: page.message })
        break
      }
      take(page.value, ask, last !== before)
    }
    reading = false
  }

  void pump()
  return {
    look: (now) => { focus = now; void pump() },
    heard: (end) => {
      if (end <= last) return
      last = end
      if (part.opened && next() === null) tell({ ...part, last })
      void pump()
    },
    check: () => { unsure = true; void pump() },
    stop: () => { stopped = true },
  }
}
