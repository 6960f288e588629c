import { useCallback, useEffect } from 'react'
import type { Pane } from './pane.ts'
import { findRanges } from './ranges.ts'
import type { Search } from './use-search.ts'

/** Colours the words in what is on the screen; gives what does it again when other rows are there. */
export function useHighlight(scroller: { current: HTMLElement | null }, wanted: string): () => void {
  const highlight = useCallback(() => {
    if (typeof Highlight === 'undefined' || !scroller.current) return
    if (wanted.trim() === '') CSS.highlights.delete('hit')
    else CSS.highlights.set('hit', new Highlight(...findRanges(scroller.current, wanted)))
  }, [scroller, wanted])
  useEffect(() => { highlight(); return () => { CSS.highlights?.delete('hit') } }, [highlight])
  return highlight
}

/** Room left above and below a hit. */
const ROOM_PX = 40

/** Scrolls within the row of the current hit, which may be longer than the view. False while the row is not drawn. */
export function showHit(scroller: HTMLElement, row: number, { words, hits, at }: Search, pane: Pane): boolean {
  const element = scroller.querySelector(`[data-row="${row}"]`)
  if (!element) return false
  const [view, place] = [scroller.getBoundingClientRect(), element.getBoundingClientRect()]
  if (place.top >= view.top && place.bottom <= view.bottom) return true
  // The hits of one row stand in the order of its entries.
  let nth = 0
  while (at - nth > 0 && hits[at - nth - 1]! >= row) nth++
  const ranges = findRanges(element, words)
  const range = ranges[Math.min(nth, ranges.length - 1)]
  if (!range) return true
  const { top, bottom } = range.getBoundingClientRect()
  if (top < view.top + ROOM_PX || bottom > view.bottom - ROOM_PX) pane.by(Math.round(top - view.top - view.height / 3))
  return true
}
