import { layOutLayers, type BoxSize, type IndexEdge, type Layered } from './layers.ts'

/** What is laid out: boxes by number, edges between them. Answers carry the request's `id`, because only the newest counts. */
export interface LayoutRequest { id: number; count: number; edges: readonly IndexEdge[]; size: BoxSize }
/** Upper left corners, and for each edge the points on its way, flat: x, y, x, y. `tookMs` of computing. */
export interface LayoutResult { id: number; x: number[]; y: number[]; bends: number[][]; width: number; height: number; tookMs: number }

/** Width to height of the whole, about that of a window. */
const ASPECT = 1.7
/** Between parts that have nothing to do with each other. */
const PART_GAP = 48

interface Part { boxes: number[]; edges: number[]; drawn: Layered }

/** Lays out each connected part by itself and sets the parts in rows, as words are set in lines; jobs that stand alone come last. */
export function layOut({ id, count, edges, size }: LayoutRequest): LayoutResult {
  const start = performance.now()
  const parts = toParts(count, edges).map((part): Part => ({ ...part, drawn: layOutPart(part, edges, size) }))
  const [x, y, bends] = [new Array<number>(count).fill(0), new Array<number>(count).fill(0), edges.map((): number[] => [])]
  const room = Math.max(parts.reduce((most, part) => Math.max(most, part.drawn.width), 0), Math.sqrt(ASPECT * parts.reduce((sum, part) => sum + (part.drawn.width + PART_GAP) * (part.drawn.height + PART_GAP), 0)))
  let [left, top, rowHeight, width] = [0, 0, 0, 0]
  const sorted = [...parts.filter((part) => part.boxes.length > 1), ...parts.filter((part) => part.boxes.length === 1)]
  for (const { boxes, edges: own, drawn } of sorted) {
    const gap = boxes.length === 1 ? size.rowGap : PART_GAP
    if (left > 0 && left + drawn.width > room) { top += rowHeight + gap; left = 0; rowHeight = 0 }
    boxes.forEach((box, at) => { x[box] = left + drawn.x[at]!; y[box] = top + drawn.y[at]! })
    own.forEach((edge, at) => {
      const first = x[edges[edge]![0]]!
      bends[edge] = drawn.bends[at]!.flatMap((height, step) => [first + (step + 1) * (size.width + size.columnGap), top + height])
    })
    width = Math.max(width, left + drawn.width)
    left += drawn.width + gap
    rowHeight = Math.max(rowHeight, drawn.height)
  }
  return { id, x, y, bends, width, height: top + rowHeight, tookMs: performance.now() - start }
}

function layOutPart(part: Omit<Part, 'drawn'>, edges: readonly IndexEdge[], size: BoxSize): Layered {
  const at = new Map(part.boxes.map((box, index) => [box, index]))
  return layOutLayers(part.boxes.length, part.edges.map((edge) => [at.get(edges[edge]![0])!, at.get(edges[edge]![1])!] as const), size)
}

/** Connected parts, in the order of their first box. */
function toParts(count: number, edges: readonly IndexEdge[]): Omit<Part, 'drawn'>[] {
  const leader = Array.from({ length: count }, (_, at) => at)
  const find = (at: number): number => {
    while (leader[at] !== at) { leader[at] = leader[leader[at]!]!; at = leader[at]! }
    return at
  }
  for (const [parent, child] of edges) {
    const [one, other] = [find(parent), find(child)]
    if (one !== other) leader[Math.max(one, other)] = Math.min(one, other)
  }
  const parts = new Map<number, Omit<Part, 'drawn'>>()
  for (let at = 0; at < count; at++) {
    const part = parts.get(find(at))
    if (part) part.boxes.push(at)
    else parts.set(find(at), { boxes: [at], edges: [] })
  }
  edges.forEach(([parent], edge) => parts.get(find(parent))!.edges.push(edge))
  return [...parts.values()]
}
