import type { Place } from './walk.ts'

/** Where the drawing is looked at from: its origin on the screen, and how large. */
export interface Viewport { x: number; y: number; zoom: number }
interface Size { width: number; height: number }

const PADDING = 32
/** Smaller than this, boxes are dots. */
const LEAST = 0.06
/** Titles can be read from here on. */
const READABLE = 0.6

/** All of the drawing, never larger than life; what does not fit even so starts at its upper left corner. */
export function toFit(drawing: Size, screen: Size): Viewport {
  const zoom = Math.max(LEAST, Math.min(1, (screen.width - 2 * PADDING) / drawing.width, (screen.height - 2 * PADDING) / drawing.height))
  const place = (room: number, length: number): number => (length * zoom + 2 * PADDING > room ? PADDING : (room - length * zoom) / 2)
  return { x: place(screen.width, drawing.width), y: place(screen.height, drawing.height), zoom }
}

/** How a drawing is first seen: all of it if it can be read then or if it is about no job in particular, else the job it is about in the middle. */
export function toFirst(drawing: Size & { places: ReadonlyMap<string, Place> }, own: string | null, screen: Size, box: Size): Viewport {
  const fit = toFit(drawing, screen)
  const place = own === null ? undefined : drawing.places.get(own)
  if (!place || fit.zoom >= READABLE) return fit
  const zoom = 0.8
  return { x: screen.width / 2 - (place.x + box.width / 2) * zoom, y: screen.height / 2 - (place.y + box.height / 2) * zoom, zoom }
}
