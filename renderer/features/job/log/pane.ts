import { createHeights } from './heights.ts'
import { rowAt, rowOf, type LogRow } from './log-rows.ts'
import { NO_PART, type LogPart } from './reader.ts'
import { isJump, rangeOf, toPlace, toScroll, type Scale } from './scale.ts'
import { isHeld, PAGE, type Focus } from './window.ts'

/** Rows are drawn this far beyond what is seen, and drawn anew when less than that is left. */
const OVER_PX = 600
const SLACK_PX = 250
/** Closer to the end than this counts as being at the end. */
const AT_END_PX = 24
/** Room below the last row. */
const END_PX = 8
/** Nobody scrolls any more after this: the thumb is put where it belongs. */
const IDLE_MS = 150
/** An entry that is not loaded is taken to be at least this high, also where many make one folded row. */
const LEAST_PX = 2

/** What is drawn where. The spacer gives the range that is scrolled, the block holds the rows. */
export interface PaneParts { scroller: HTMLElement; spacer: HTMLElement; block: HTMLElement }
export interface PaneEvents {
  /** Other rows have to be drawn; `now`: before the next frame. */
  onShow(now: boolean): void
  onLook(focus: Focus): void
  /** Whether the end is held on to. */
  onSticks(sticks: boolean): void
}

/**
 * The scrolled part of a log. It holds on to one row (the anchor): what is measured, loaded or dropped around it does not move it on the screen.
 * Only a jump asks the scrollbar where in the log it is; every other step moves the anchor by as many pixels, and the thumb is corrected afterwards.
 */
export type Pane = ReturnType<typeof createPane>

export function createPane() {
  const heights = createHeights()
  let part: LogPart = NO_PART
  let rows: readonly LogRow[] = []
  let drawn = { first: 0, end: 0 }
  /** The row that entry `seq` is in begins `-shift` px below the top of the view. */
  let anchor = { seq: 1, shift: 0 }
  /** The thumb is not where it belongs. */
  let isAstray = false
  let wanted: { seq: number; align: 'start' | 'third' } | null = null
  let [sticks, per, view, lastTop] = [false, 28, 0, 0]
  let on: (PaneParts & PaneEvents) | null = null
  let idle: ReturnType<typeof setTimeout> | undefined

  const before = (): number => (part.from - 1) * per
  const inside = (): number => heights.top(rows.length) + (part.to >= part.last ? END_PX : 0)
  const scale = (): Scale => ({ total: Math.max(view, before() + inside() + Math.max(0, part.last - part.to) * per), view })
  /** While the end is held on to, what has just come may not be read yet: that is a moment, not a gap. */
  const isLoaded = (): boolean => rows.length > 0 && (sticks ? part.last - part.to <= 2 * PAGE : isHeld(part, anchor.seq))
  const least = (): number => (part.from === 1 ? 0 : -Infinity)
  /** Where the view begins within what is loaded. */
  const yIn = (): number => (sticks ? Math.max(least(), inside() - view) : heights.top(rowAt(rows, anchor.seq)) + anchor.shift)
  const y = (): number => (isLoaded() ? before() + yIn() : anchor.shift + (anchor.seq < part.from ? (anchor.seq - 1) * per : before() + inside() + (anchor.seq - part.to - 1) * per))
  const limits = (): [number, number] => [least(), part.to >= part.last ? Math.max(least(), inside() - view) : Infinity]
  const isCovered = (slack: number): boolean => {
    const at = yIn()
    return (drawn.first === 0 || heights.top(drawn.first) <= at - slack) && (drawn.end === rows.length || heights.top(drawn.end) >= at + view + slack)
  }

  function setYIn(to: number): void {
    const at = rowAt(rows, rows[heights.at(to)]!.seq)
    anchor = { seq: rows[at]!.seq, shift: to - heights.top(at) }
  }

  function setY(to: number): void {
    const within = to - before()
    if (within < 0 && part.from > 1) anchor = { seq: Math.max(1, 1 + Math.floor(to / per)), shift: 0 }
    else if (within > inside() && part.to < part.last) anchor = { seq: Math.min(part.last, part.to + 1 + Math.floor((within - inside()) / per)), shift: 0 }
    else if (rows.length > 0) setYIn(within)
  }

  /** Keeps the view within the log; tells whether it was outside. */
  function clamp(): boolean {
    if (!isLoaded()) return false
    const [top, most] = limits()
    const to = Math.max(top, Math.min(yIn(), most))
    const outside = Math.abs(to - yIn()) > 0.5
    if (outside) setYIn(to)
    return outside
  }

  function setSticks(next: boolean): void {
    if (next === sticks) return
    if (sticks && isLoaded()) setYIn(yIn())
    sticks = next
    on?.onSticks(next)
  }

  /** Takes over how far somebody scrolled. */
  function catchUp(): void {
    const now = on!.scroller.scrollTop
    const delta = now - lastTop
    if (delta === 0) return
    lastTop = now
    // A pane that became higher is scrolled by the browser, not by a person.
    if (on!.scroller.clientHeight !== view) return
    wanted = null
    if (delta < 0) setSticks(false)
    const most = rangeOf(scale()) - view
    if (isJump(delta, view)) setY(now >= most - 1 ? scale().total - view : toPlace(now, scale()))
    else setY(y() + delta)
    const outside = clamp()
    if (!isLoaded()) return
    const [first, last] = limits()
    if (delta > 0 && yIn() >= last - AT_END_PX) setSticks(true)
    // At the end of the range but not of the log, or the other way round.
    if (outside || (now <= 0 && yIn() > first) || (now >= most && yIn() < last)) sync()
  }

  /** Puts the thumb where it belongs. */
  function sync(): void {
    const { scroller, spacer } = on!
    isAstray = false
    spacer.style.height = `${rangeOf(scale())}px`
    const right = toScroll(y(), scale())
    if (Math.abs(scroller.scrollTop - right) > 1) scroller.scrollTop = right
    draw()
  }

  function draw(): void {
    lastTop = on!.scroller.scrollTop
    if (isLoaded()) on!.block.style.transform = `translateY(${lastTop - yIn() + heights.top(drawn.first)}px)`
  }

  function resolve(): void {
    if (!wanted || !isHeld(part, wanted.seq) || rows.length === 0 || view === 0) return
    anchor = { seq: rows[rowOf(rows, wanted.seq)]!.seq, shift: wanted.align === 'start' ? 0 : -Math.round(view / 3) }
    wanted = null
    isAstray = true
  }

  function measure(): void {
    const children = on!.block.children
    for (let i = 0; i < children.length; i++) heights.set(drawn.first + i, (children[i] as HTMLElement).getBoundingClientRect().height)
  }

  function look(): void {
    if (!isLoaded()) return on!.onLook({ from: anchor.seq, to: anchor.seq, follows: sticks })
    const [first, end] = [heights.at(yIn()), heights.at(yIn() + view) + 1]
    on!.onLook({ from: rows[first]!.seq, to: end < rows.length ? rows[end]!.seq - 1 : part.to, follows: sticks })
  }

  /** After rows were drawn, or changed their height. */
  function settle(): void {
    if (!on) return
    if (on.scroller.clientHeight === view) catchUp()
    view = on.scroller.clientHeight
    measure()
    resolve()
    if (clamp() || isAstray || sticks) sync()
    else {
      on.spacer.style.height = `${rangeOf(scale())}px`
      draw()
    }
    if (isLoaded() && !isCovered(0)) on.onShow(false)
    look()
  }

  function goTo(seq: number, align: 'start' | 'third'): void {
    setSticks(false)
    wanted = { seq, align }
    if (!isHeld(part, seq)) anchor = { seq, shift: 0 }
    on?.onShow(false)
  }

  return {
    /** Begins to draw; returns what ends it. */
    attach: (parts: PaneParts & PaneEvents): (() => void) => {
      on = parts
      return () => { on = null; clearTimeout(idle) }
    },
    /** The rows now; gives which of them to draw, or that none of what is looked at is loaded, and which entry that would be. */
    lay: (next: LogPart, guess: (row: LogRow) => number): { first: number; end: number; missing: number | null } => {
      const grew = next.from !== part.from || next.to !== part.to
      part = next
      rows = next.rows
      if (anchor.seq > part.last) anchor = { seq: Math.max(1, part.last), shift: 0 }
      heights.lay(rows, guess)
      if (grew && rows.length > 0) per = Math.max(LEAST_PX, inside() / (part.to - part.from + 1))
      resolve()
      drawn = isLoaded() ? { first: heights.at(yIn() - OVER_PX), end: heights.at(yIn() + Math.max(view, 300) + OVER_PX) + 1 } : { first: 0, end: 0 }
      return { ...drawn, missing: isLoaded() ? null : anchor.seq }
    },
    settle,
    scrolled: (): void => {
      if (!on) return
      catchUp()
      clearTimeout(idle)
      idle = setTimeout(() => { if (on) sync() }, IDLE_MS)
      if (isLoaded() && drawn.end > 0 && isCovered(SLACK_PX)) look()
      else on.onShow(!isLoaded() || !isCovered(0))
    },
    goTo,
    goToEnd: (): void => {
      wanted = null
      if (part.to < part.last) anchor = { seq: part.last, shift: 0 }
      setSticks(true)
      on?.onShow(false)
    },
    /** Somebody begins to scroll away from the end. */
    letGo: (): void => setSticks(false),
    by: (px: number): void => { if (on) on.scroller.scrollTop += px },
    sticks: (): boolean => sticks,
  }
}
