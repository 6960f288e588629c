import type { Place } from './walk.ts'

/** Where the drawing is looked at from: its origin on the screen, and how large. */
export interface Viewport { x: number; y: number; zoom: number }
interface Size { width: number; height: number }

const PADDING = 32
/** Smaller than this, boxes are dots. */
const LEAST = 0.06
/** Titles can be read from here on. */
const READABLE = 0.6
/** And with some effort from here. */
const LEGIBLE = 0.4
/** So many jobs are read one by one; of more, one looks at the shape. */
const SMALL = 60

/** All of the drawing, never larger than life; what does not fit even so starts at its upper left corner. */
export function toFit(drawing: Size, screen: Size): Viewport {
  const zoom = Math.max(LEAST, Math.min(1, (screen.width - 2 * PADDING) / drawing.width, (screen.height - 2 * PADDING) / drawing.height))
  const place = (room: number, length: number): number => (length * zoom + 2 * PADDING > room ? PADDING : (room - length * zoom) / 2)
  return { x: place(screen.width, drawing.width), y: place(screen.height, drawing.height), zoom }
}

/** How a drawing is first seen: all of it if it can be read then, else the job it is about in the middle. One about no job in particular begins at its left edge if it is small, for its titles; a large one is seen whole, for its shape. */
export function toFirst(drawing: Size & { places: ReadonlyMap<string, Place> }, own: string | null, screen: Size, box: Size): Viewport {
  const fit = toFit(drawing, screen)
  const place = own === null ? undefined : drawing.places.get(own)
  if (fit.zoom >= (place ? READABLE : LEGIBLE) || (!place && drawing.places.size > SMALL)) return fit
  const zoom = place ? 0.8 : READABLE
  if (!place) return { x: PADDING, y: Math.max(PADDING, (screen.height - drawing.height * zoom) / 2), zoom }
  return { x: screen.width / 2 - (place.x + box.width / 2) * zoom, y: screen.height / 2 - (place.y + box.height / 2) * zoom, zoom }
}
