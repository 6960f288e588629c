import type { LogRow } from './log-rows.ts'
import { clamp, createPlace, isAtEnd, isLoaded, layRows, limitsOf, point, scaleOf, setY, stick, toFocus, toY, toYIn } from './place.ts'
import type { LogPart } from './reader.ts'
import { isJump, rangeOf, toPlace, toScroll, type Scale } from './scale.ts'
import { isHeld, type Focus } from './window.ts'

/** Rows are drawn this far beyond what is seen, and drawn anew when less than that is left. */
const OVER_PX = 600
const SLACK_PX = 250
/** A view that is not measured yet is taken to be this high. */
const VIEW_PX = 300
/** Nobody scrolls any more after this: the thumb is put where it belongs. */
const IDLE_MS = 150

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
 * The scrolled part of a log: a place in it, and the elements that show it.
 * Only a jump asks the scrollbar where in the log it is; every other step moves the place by as many pixels, and the thumb is corrected afterwards.
 */
export type Pane = ReturnType<typeof createPane>

export function createPane() {
  const place = createPlace()
  let drawn = { first: 0, end: 0 }
  let wanted: { seq: number; align: 'start' | 'third' } | null = null
  /** `isAstray`: the thumb is not where it belongs. */
  let [lastTop, isAstray] = [0, false]
  /** What the scrollbar has been showing: where a thumb was put counts on this, even if rows have come since. */
  let shown: Scale = scaleOf(place)
  let on: (PaneParts & PaneEvents) | null = null
  let idle: ReturnType<typeof setTimeout> | undefined

  function isCovered(slack: number): boolean {
    const [at, { heights, part: { rows }, view }] = [toYIn(place), place]
    return (drawn.first === 0 || heights.top(drawn.first) <= at - slack) && (drawn.end === rows.length || heights.top(drawn.end) >= at + view + slack)
  }
  const setSticks = (sticks: boolean): void => { if (stick(place, sticks)) on?.onSticks(sticks) }
  const holdEnd = (delta: number): void => { if (delta > 0 && isAtEnd(place)) setSticks(true) }

  function resolve(): void {
    if (!wanted || !point(place, wanted.seq, wanted.align)) return
    wanted = null
    isAstray = true
  }

  function toEnd(): void {
    wanted = null
    if (place.part.to < place.part.last) place.anchor = { seq: place.part.last, shift: 0 }
    setSticks(true)
  }

  /** Takes over how far somebody scrolled. */
  function catchUp(): void {
    const now = on!.scroller.scrollTop
    const delta = now - lastTop
    if (delta === 0) return
    lastTop = now
    // A pane that became higher is scrolled by the browser, not by a person.
    if (on!.scroller.clientHeight !== place.view) return
    wanted = null
    if (delta < 0) setSticks(false)
    const jump = isJump(delta, place.view)
    const most = rangeOf(shown) - place.view
    if (jump && now >= most - 1) return toEnd()
    setY(place, jump ? toPlace(now, shown) / shown.total * scaleOf(place).total : toY(place) + delta)
    const outside = clamp(place)
    if (!isLoaded(place)) return
    holdEnd(delta)
    const [first, last] = limitsOf(place)
    // At the end of the range but not of the log, or the other way round.
    if (outside || (now <= 0 && toYIn(place) > first) || (now >= most && toYIn(place) < last)) sync()
  }

  function show(spacer: HTMLElement): void {
    shown = scaleOf(place)
    spacer.style.height = `${rangeOf(shown)}px`
  }

  /** Puts the thumb where it belongs. */
  function sync(): void {
    const { scroller, spacer } = on!
    isAstray = false
    show(spacer)
    const right = toScroll(toY(place), shown)
    if (Math.abs(scroller.scrollTop - right) > 1) scroller.scrollTop = right
    draw()
  }

  function draw(): void {
    lastTop = on!.scroller.scrollTop
    if (isLoaded(place)) on!.block.style.transform = `translateY(${lastTop - toYIn(place) + place.heights.top(drawn.first)}px)`
  }

  /** After rows were drawn, or changed their height: measures them before anybody sees them. */
  function settle(): void {
    if (!on) return
    const { scroller, spacer, block } = on
    if (scroller.clientHeight === place.view) catchUp()
    place.view = scroller.clientHeight
    for (let i = 0; i < block.children.length; i++) place.heights.set(drawn.first + i, block.children[i]!.getBoundingClientRect().height)
    resolve()
    if (clamp(place) || isAstray || place.sticks) sync()
    else {
      show(spacer)
      draw()
    }
    if (isLoaded(place) && !isCovered(0)) on.onShow(false)
    on.onLook(toFocus(place))
  }

  /** The rows now; gives which of them to draw, or that none of what is looked at is loaded, and which entry that would be. */
  function lay(part: LogPart, guess: (row: LogRow) => number): { first: number; end: number; missing: number | null } {
    layRows(place, part, guess)
    resolve()
    if (!isLoaded(place)) return { ...drawn = { first: 0, end: 0 }, missing: place.anchor.seq }
    const [{ heights, view }, at] = [place, toYIn(place)]
    drawn = { first: heights.at(at - OVER_PX), end: heights.at(at + Math.max(view, VIEW_PX) + OVER_PX) + 1 }
    return { ...drawn, missing: null }
  }

  function scrolled(): void {
    if (!on) return
    catchUp()
    clearTimeout(idle)
    idle = setTimeout(() => { if (on) sync() }, IDLE_MS)
    if (isLoaded(place) && drawn.end > 0 && isCovered(SLACK_PX)) on.onLook(toFocus(place))
    else on.onShow(!isLoaded(place) || !isCovered(0))
  }

  /** A way of so many pixels, however long. */
  function by(px: number): void {
    if (!on) return
    catchUp()
    wanted = null
    if (px < 0) setSticks(false)
    setY(place, toY(place) + px)
    clamp(place)
    holdEnd(px)
    sync()
    on.onShow(false)
  }

  function goTo(seq: number, align: 'start' | 'third'): void {
    setSticks(false)
    wanted = { seq, align }
    if (!isHeld(place.part, seq)) place.anchor = { seq, shift: 0 }
    on?.onShow(false)
  }

  return {
    /** Begins to draw; returns what ends it. */
    attach: (parts: PaneParts & PaneEvents): (() => void) => {
      on = parts
      return () => { on = null; clearTimeout(idle) }
    },
    lay, settle, scrolled, by, goTo,
    goToEnd: (): void => { toEnd(); on?.onShow(false) },
    /** Somebody begins to scroll away from the end. */
    letGo: (): void => setSticks(false),
    sticks: (): boolean => place.sticks,
  }
}
