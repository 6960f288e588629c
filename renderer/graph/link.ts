import type { PointerEvent } from 'react'
import { offerEdge, readState, refusalOf } from './offer-edge.ts'
import { BOX, type Drawing } from './use-layout.ts'
import { setGraphView, useGraphView } from './view.ts'
import type { Place } from './walk.ts'

/** The box at a place of the drawing. */
export function boxAt({ places }: Pick<Drawing, 'places'>, { x, y }: Place): string | null {
  for (const [id, place] of places) if (x >= place.x && x <= place.x + BOX.width && y >= place.y && y <= place.y + BOX.height) return id
  return null
}

/** Draws a line from a job after the pointer; let go over another job, it asks how that one is to wait. */
export function startLink(drawing: Drawing, from: string, event: PointerEvent, toFlow: (at: Place) => Place): void {
  event.preventDefault()
  event.stopPropagation()
  const { topology } = drawing
  const listening = new AbortController()
  const stop = (): void => { listening.abort(); setGraphView({ linking: null }) }
  const follow = (to: globalThis.PointerEvent): void => {
    const at = toFlow({ x: to.clientX, y: to.clientY })
    const over = boxAt(drawing, at)
    const before = useGraphView.getState().linking
    const bad = over === null || over === from ? false : over === before?.over ? before.bad : refusalOf(topology, from, over, (id) => readState(topology, id)) !== null
    setGraphView({ linking: { from, ...at, over: over === from ? null : over, bad }, hovered: null })
  }
  const drop = (to: globalThis.PointerEvent): void => {
    follow(to)
    const over = useGraphView.getState().linking?.over ?? null
    stop()
    if (over !== null) offerEdge(topology, { parent: from, child: over }, { x: to.clientX, y: to.clientY })
  }
  const { signal } = listening
  window.addEventListener('pointermove', follow, { signal })
  window.addEventListener('pointerup', drop, { signal })
  window.addEventListener('pointercancel', stop, { signal })
  window.addEventListener('keydown', (key) => { if (key.key === 'Escape') { key.stopPropagation(); stop() } }, { signal, capture: true })
}

/** The line near a place of the drawing, within so many of its px. */
export function lineAt({ lines }: Pick<Drawing, 'lines'>, { x, y }: Place, within: number): Drawing['lines'][number] | null {
  const context = document.createElement('canvas').getContext('2d')
  if (!context) return null
  context.lineWidth = within * 2
  return lines.find((line) => context.isPointInStroke(new Path2D(line.path), x, y)) ?? null
}
