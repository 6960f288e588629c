import { useEffect, useRef, useState, type PointerEvent, type RefObject } from 'react'

/** A row that was moved aside, or is being: how far, and where it stands in the list's box. */
export interface Swiped { id: string; by: number; open: boolean; top: number; height: number }

/** A finger that moves less is a tap; one that moves more down than aside scrolls. */
const SLOP = 8
/** Past this share of the way it stays open when let go. */
const STAYS = 0.4

interface Start { id: string; x: number; y: number; from: number; width: number; row: HTMLElement; moving: boolean }

/** What a list needs to be swiped. `onClickCapture` swallows the click that ends a swipe. */
export interface Swipe {
  swiped: Swiped | null
  close(): void
  handlers: { onPointerDown(event: PointerEvent): void; onPointerMove(event: PointerEvent): void; onPointerUp(event: PointerEvent): void; onPointerCancel(): void; onClickCapture(event: { stopPropagation(): void; preventDefault(): void }): void }
}

/** Moves a row of a list aside by touch or pen. Rows carry `data-swipe` (their id) and `data-reach` (how wide what lies under them is); up and down stays with the browser. */
export function useSwipe(box: RefObject<HTMLElement | null>): Swipe {
  const [swiped, setSwiped] = useState<Swiped | null>(null)
  const start = useRef<Start | null>(null)
  const swallow = useRef(false)
  const close = (): void => { start.current = null; setSwiped(null) }
  const isOpen = swiped !== null
  useEffect(() => {
    const scroller = box.current
    if (!isOpen || !scroller) return
    const onKey = (event: KeyboardEvent): void => { if (event.key === 'Escape') setSwiped(null) }
    const away = (): void => setSwiped(null)
    scroller.addEventListener('scroll', away, { passive: true })
    window.addEventListener('keydown', onKey)
    return () => { scroller.removeEventListener('scroll', away); window.removeEventListener('keydown', onKey) }
  }, [isOpen, box])

  const moveTo = (at: Start, by: number, open: boolean): void => {
    const [row, list] = [at.row.getBoundingClientRect(), box.current!.getBoundingClientRect()]
    setSwiped({ id: at.id, by, open, top: row.top - list.top, height: row.height })
  }
  const by = (at: Start, event: PointerEvent): number => Math.max(0, Math.min(at.width, at.from + at.x - event.clientX))
  return {
    swiped, close,
    handlers: {
      onPointerDown(event) {
        swallow.current = false
        const row = event.pointerType === 'mouse' ? null : (event.target as Element).closest<HTMLElement>('[data-swipe]')
        const id = row?.dataset['swipe'] ?? ''
        if (swiped && swiped.id !== id) { close(); swallow.current = true; return }
        const width = Number(row?.dataset['reach'] ?? 0)
        if (row && width > 0) start.current = { id, x: event.clientX, y: event.clientY, from: swiped?.by ?? 0, width, row, moving: false }
      },
      onPointerMove(event) {
        const at = start.current
        if (!at) return
        const [across, down] = [Math.abs(event.clientX - at.x), Math.abs(event.clientY - at.y)]
        if (!at.moving && down > SLOP && down > across) return close()
        if (!at.moving && across <= SLOP) return
        if (!at.moving) at.row.setPointerCapture(event.pointerId)
        at.moving = true
        moveTo(at, by(at, event), false)
      },
      onPointerUp(event) {
        const at = start.current
        start.current = null
        if (!at) return
        // A tap on a row that is open closes it.
        if (!at.moving) { if (swiped) { swallow.current = true; setSwiped(null) } return }
        swallow.current = true
        const stays = at.from > 0 ? by(at, event) > at.width * (1 - STAYS) : by(at, event) > at.width * STAYS
        if (stays) moveTo(at, at.width, true)
        else setSwiped(null)
      },
      onPointerCancel: close,
      onClickCapture(event) {
        if (!swallow.current) return
        swallow.current = false
        event.stopPropagation()
        event.preventDefault()
      },
    },
  }
}
