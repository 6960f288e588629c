import { toEdgeId, type GraphEdge } from './topology.ts'
import type { Place } from './walk.ts'

/** A line of the drawing: an edge and its way. */
export interface Line { id: string; edge: GraphEdge; path: string; label: Place }
/** Between which boxes a line goes (their upper left corners), and the points on its way, flat. */
interface Way { edge: GraphEdge; from: Place; to: Place; bends: readonly number[]; box: { width: number; height: number } }

/** The way of an edge as an SVG path: out of the right side of a box, along its lane through each column, into the left side of the other, with a small head. */
export function toLine({ edge, from, to, bends, box }: Way): Line {
  const start = { x: from.x + box.width, y: from.y + box.height / 2 }
  const end = { x: to.x, y: to.y + box.height / 2 }
  let path = `M${start.x},${start.y}`
  let at = start
  for (let index = 0; index + 1 < bends.length; index += 2) {
    const bend = { x: bends[index]!, y: bends[index + 1]! }
    path += curve(at, bend)
    at = { x: bend.x + box.width, y: bend.y }
    path += `H${at.x}`
  }
  path += `${curve(at, end)}M${end.x - HEAD},${end.y - HEAD * 0.7}L${end.x},${end.y}L${end.x - HEAD},${end.y + HEAD * 0.7}`
  // In the last gap, where lines to the same job have not met yet.
  return { id: toEdgeId(edge), edge, path, label: { x: (at.x + end.x) / 2, y: (at.y + end.y) / 2 } }
}

/** Length of a line's head in px. */
const HEAD = 6

function curve(from: Place, to: Place): string {
  if (from.y === to.y) return `H${to.x}`
  const middle = Math.round((from.x + to.x) / 2)
  return `C${middle},${from.y} ${middle},${to.y} ${to.x},${to.y}`
}

/** How a line is drawn: by when the edge is met. */
export type LineKind = GraphEdge['when']
/** Lines that end within such a field of the drawing are drawn as one, in px. */
const FIELD = { width: 1200, height: 700 }

/** The ways of a kind as few paths, by field: one for each line would burden the page, one for all is drawn whole wherever a corner of it shows. */
export function joinPaths(lines: readonly Line[], kind: LineKind, only?: (line: Line) => boolean): string[] {
  const fields = new Map<string, string>()
  for (const line of lines) {
    if (line.edge.when !== kind || (only && !only(line))) continue
    const field = `${Math.floor(line.label.x / FIELD.width)} ${Math.floor(line.label.y / FIELD.height)}`
    fields.set(field, (fields.get(field) ?? '') + line.path)
  }
  return [...fields.values()]
}
