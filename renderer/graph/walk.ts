import type { Topology } from './topology.ts'

export type Direction = 'left' | 'right' | 'up' | 'down'
export interface Place { x: number; y: number }

const DIRECTIONS: Record<string, Direction> = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' }
/** The way an arrow key points; undefined for other keys. */
export const toDirection = (key: string): Direction | undefined => DIRECTIONS[key]

/** Where an arrow key leads: left and right along the lines, to the nearest of the jobs there; up and down within the column, then to whatever lies there. Null at an end. */
export function stepFrom(topology: Topology, places: ReadonlyMap<string, Place>, from: string, direction: Direction): string | null {
  const at = places.get(from)
  if (!at) return null
  if (direction === 'left') return nearest((topology.parents.get(from) ?? []).map((edge) => edge.parent), places, (place) => Math.abs(place.y - at.y))
  if (direction === 'right') return nearest((topology.children.get(from) ?? []).map((edge) => edge.child), places, (place) => Math.abs(place.y - at.y))
  const beyond = [...places].flatMap(([id, place]) => ((direction === 'up' ? place.y < at.y : place.y > at.y) ? [id] : []))
  const column = beyond.filter((id) => places.get(id)!.x === at.x)
  return column.length > 0 ? nearest(column, places, (place) => Math.abs(place.y - at.y)) : nearest(beyond, places, (place) => Math.abs(place.y - at.y) * 2 + Math.abs(place.x - at.x))
}

function nearest(ids: readonly string[], places: ReadonlyMap<string, Place>, distance: (place: Place) => number): string | null {
  let [best, least] = [null as string | null, Infinity]
  for (const id of ids) {
    const place = places.get(id)
    if (place && distance(place) < least) [best, least] = [id, distance(place)]
  }
  return best
}
