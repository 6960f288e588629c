import type { GraphNode, Topology } from './topology.ts'
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

/** What a drawing is looked at for: the job it is about, or the one of all that somebody would look for. */
export interface Aim { own: string | null; liveliest: string | null }

/** How a drawing is first seen: all of it if it can be read then, else the job it is about in the middle. One about no job in particular shows, if it is small, where it is alive, else its left edge, for its titles; a large one is seen whole, for its shape. */
export function toFirst(drawing: Size & { places: ReadonlyMap<string, Place> }, { own, liveliest }: Aim, screen: Size, box: Size): Viewport {
  const fit = toFit(drawing, screen)
  const place = own === null ? undefined : drawing.places.get(own)
  if (fit.zoom >= (place ? READABLE : LEGIBLE) || (!place && drawing.places.size > SMALL)) return fit
  if (place) return { x: screen.width / 2 - (place.x + box.width / 2) * 0.8, y: screen.height / 2 - (place.y + box.height / 2) * 0.8, zoom: 0.8 }
  const alive = liveliest === null ? undefined : drawing.places.get(liveliest)
  const along = (room: number, length: number, middle: number | undefined): number => {
    const drawn = length * READABLE
    if (drawn + 2 * PADDING <= room) return (room - drawn) / 2
    return middle === undefined ? PADDING : Math.min(PADDING, Math.max(room - PADDING - drawn, room / 2 - middle * READABLE))
  }
  return { x: along(screen.width, drawing.width, alive && alive.x + box.width / 2), y: along(screen.height, drawing.height, alive && alive.y + box.height / 2), zoom: READABLE }
}

/** In this order somebody would look for it: what asks, what a person holds, what runs. */
const ALIVE: readonly GraphNode['state'][] = ['waiting', 'held', 'running', 'starting']

export function findLiveliest(topology: Topology, stateOf: (id: string) => GraphNode['state'] | undefined): string | null {
  const first = new Map<GraphNode['state'] | undefined, string>()
  for (const id of topology.nodes.keys()) if (!first.has(stateOf(id))) first.set(stateOf(id), id)
  for (const state of ALIVE) if (first.has(state)) return first.get(state)!
  return null
}
