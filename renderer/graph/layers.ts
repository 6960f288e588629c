/** A box of the drawing and the room between boxes, in px. */
export interface BoxSize { width: number; height: number; columnGap: number; rowGap: number }
/** A drawn part: the upper left corner of each box, and for each edge the heights at which it crosses the columns between its ends. */
export interface Layered { x: number[]; y: number[]; bends: number[][]; width: number; height: number }
export type IndexEdge = readonly [parent: number, child: number]

/** A line through a column: a box (its index) or an edge passing by (index of the edge, and no box). */
interface Slot { box: number; column: number; y: number; height: number; left: Slot[]; right: Slot[]; place: number }

/** Sweeps over all columns: crossings hardly fall any more after four there and back, heights settle after six. */
const ORDER_SWEEPS = 8
const HEIGHT_SWEEPS = 12
/** Beyond so many passing lines edges are drawn straight: the drawing is too dense to follow them anyway, and memory stays small. */
const MOST_LINES = 150_000
/** Room of an edge that passes through a column. */
const LINE_HEIGHT = 10

/**
 * Lays a connected graph out in columns, left to right: each job right of all it depends on, few crossings, long edges in lanes of their own.
 * Linear per sweep, so that thousands of jobs take a fraction of a second; the same input always gives the same drawing.
 */
export function layOutLayers(count: number, edges: readonly IndexEdge[], size: BoxSize): Layered {
  const column = toColumns(count, edges)
  const { columns, lines } = toSlots(count, edges, column, size)
  orderColumns(columns)
  setHeights(columns, size.rowGap)
  const all = columns.flat()
  const top = all.reduce((least, slot) => Math.min(least, slot.y - slot.height / 2), Infinity)
  const bottom = all.reduce((most, slot) => Math.max(most, slot.y + slot.height / 2), -Infinity)
  const [x, y] = [new Array<number>(count).fill(0), new Array<number>(count).fill(0)]
  for (const slot of all) {
    if (slot.box < 0) continue
    x[slot.box] = slot.column * (size.width + size.columnGap)
    y[slot.box] = Math.round(slot.y - slot.height / 2 - top)
  }
  return { x, y, bends: lines.map((line) => line.map((slot) => Math.round(slot.y - top))), width: columns.length * (size.width + size.columnGap) - size.columnGap, height: Math.round(bottom - top) }
}

/** The column of each box: right of its last parent; one that depends on nothing stands just left of its first child. */
function toColumns(count: number, edges: readonly IndexEdge[]): number[] {
  const [children, parents] = [toLists(count, edges, 0), toLists(count, edges, 1)]
  const column = new Array<number>(count).fill(0)
  const open = parents.map((list) => list.length)
  const done = new Array<boolean>(count).fill(false)
  const ready = open.flatMap((left, at) => (left === 0 ? [at] : []))
  for (let taken = 0, next = 0; taken < count; taken++) {
    // A circle cannot come from the engine; were one there, it is cut at its first box.
    while (ready.length <= taken) { if (!done[next] && !ready.includes(next)) ready.push(next); next++ }
    const at = ready[taken]!
    done[at] = true
    for (const child of children[at]!) {
      if (done[child]) continue
      column[child] = Math.max(column[child]!, column[at]! + 1)
      if (--open[child]! === 0) ready.push(child)
    }
  }
  for (let at = 0; at < count; at++) {
    const first = children[at]!.reduce((least, child) => Math.min(least, column[child]!), Infinity)
    if (parents[at]!.length === 0 && first !== Infinity) column[at] = Math.max(0, first - 1)
  }
  return column
}

function toLists(count: number, edges: readonly IndexEdge[], by: 0 | 1): number[][] {
  const lists = Array.from({ length: count }, (): number[] => [])
  for (const edge of edges) lists[edge[by]]!.push(edge[by === 0 ? 1 : 0])
  return lists
}

function toSlots(count: number, edges: readonly IndexEdge[], column: readonly number[], size: BoxSize): { columns: Slot[][]; lines: Slot[][] } {
  const columns: Slot[][] = []
  const add = (box: number, at: number, height: number): Slot => {
    const slot: Slot = { box, column: at, y: 0, height, left: [], right: [], place: 0 }
    while (columns.length <= at) columns.push([])
    columns[at]!.push(slot)
    return slot
  }
  const boxes = Array.from({ length: count }, (_, box) => add(box, column[box]!, size.height))
  const between = edges.reduce((sum, [parent, child]) => sum + Math.max(0, column[child]! - column[parent]! - 1), 0)
  const lines = edges.map(([parent, child]) => {
    const line: Slot[] = []
    if (between <= MOST_LINES) for (let at = column[parent]! + 1; at < column[child]!; at++) line.push(add(-1, at, LINE_HEIGHT))
    const path = [boxes[parent]!, ...line, boxes[child]!]
    path.slice(1).forEach((slot, at) => { slot.left.push(path[at]!); path[at]!.right.push(slot) })
    return line
  })
  return { columns, lines }
}

/** Orders each column by the middle of its neighbours, there and back; the order with the fewest crossings stays. */
function orderColumns(columns: Slot[][]): void {
  const number = (): void => columns.forEach((column) => column.forEach((slot, at) => { slot.place = at }))
  number()
  let [best, fewest] = [columns.map((column) => [...column]), countCrossings(columns)]
  for (let sweep = 0; sweep < ORDER_SWEEPS && fewest > 0; sweep++) {
    const right = sweep % 2 === 0
    for (const column of right ? columns : [...columns].reverse()) {
      const keys = new Map(column.map((slot) => [slot, middle(right ? slot.left : slot.right, slot.place)]))
      column.sort((a, b) => keys.get(a)! - keys.get(b)! || a.place - b.place)
      column.forEach((slot, at) => { slot.place = at })
    }
    const crossings = countCrossings(columns)
    if (crossings < fewest) [best, fewest] = [columns.map((column) => [...column]), crossings]
  }
  best.forEach((column, at) => { columns[at] = column })
  number()
}

const middle = (neighbours: readonly Slot[], otherwise: number): number => (neighbours.length === 0 ? otherwise : neighbours.reduce((sum, slot) => sum + slot.place, 0) / neighbours.length)

/** Pairs of edges that cross between neighbouring columns: inversions, counted with a tree of sums. */
function countCrossings(columns: readonly Slot[][]): number {
  let crossings = 0
  columns.forEach((column, at) => {
    const width = columns[at + 1]?.length ?? 0
    const sums = new Int32Array(width + 1)
    let seen = 0
    for (const slot of column) {
      const ends = slot.right.map((end) => end.place).sort((a, b) => a - b)
      for (const end of ends) {
        let notAfter = 0
        for (let index = end + 1; index > 0; index -= index & -index) notAfter += sums[index]!
        crossings += seen - notAfter
      }
      for (const end of ends) for (let index = end + 1; index <= width; index += index & -index) sums[index]!++
      seen += ends.length
    }
  })
  return crossings
}

/** Heights: each slot wants the mean of its neighbours; within a column the order and the gaps hold. */
function setHeights(columns: readonly Slot[][], gap: number): void {
  for (const column of columns) {
    let y = 0
    for (const slot of column) { slot.y = y + slot.height / 2; y += slot.height + gap }
  }
  for (let sweep = 0; sweep < HEIGHT_SWEEPS; sweep++) {
    const right = sweep % 2 === 0
    // The last two look at both sides, so that a box stands between what it joins.
    const both = sweep >= HEIGHT_SWEEPS - 2
    for (const column of right ? columns : [...columns].reverse()) {
      spread(column, column.map((slot) => wanted(both ? [...slot.left, ...slot.right] : right ? slot.left : slot.right, slot)), gap)
    }
  }
  for (const column of columns) column.forEach((slot, at) => straighten(slot, column[at - 1], column[at + 1], gap))
}

/** A line that is almost level is made level, if there is room: small slopes look like mistakes. */
function straighten(slot: Slot, above: Slot | undefined, below: Slot | undefined, gap: number): void {
  const [from] = slot.left
  if (!from || slot.left.length > 1 || from.right.length > 1 || Math.abs(from.y - slot.y) > slot.height / 2) return
  const fits = (other: Slot | undefined): boolean => other === undefined || Math.abs(other.y - from.y) >= (other.height + slot.height) / 2 + gap
  if (fits(above) && fits(below)) slot.y = from.y
}

function wanted(neighbours: readonly Slot[], slot: Slot): number {
  return neighbours.length === 0 ? slot.y : neighbours.reduce((sum, other) => sum + other.y, 0) / neighbours.length
}

/** Puts a column as near to the wanted heights as gaps and order allow (least squares: neighbours that would overlap move as one block). */
function spread(column: readonly Slot[], want: readonly number[], gap: number): void {
  const blocks: { sum: number; weight: number; from: number }[] = []
  const offsets: number[] = []
  column.forEach((slot, at) => {
    const before = column[at - 1]
    offsets.push(before ? offsets[at - 1]! + (before.height + slot.height) / 2 + gap : 0)
    // Passing lines weigh more: a long edge that runs straight is easier to follow.
    const weight = slot.box < 0 ? 4 : 1
    blocks.push({ sum: (want[at]! - offsets[at]!) * weight, weight, from: at })
    for (let last = blocks.at(-1)!, prior = blocks.at(-2); prior && prior.sum / prior.weight >= last.sum / last.weight; last = blocks.at(-1)!, prior = blocks.at(-2)) {
      blocks.splice(-2, 2, { sum: prior.sum + last.sum, weight: prior.weight + last.weight, from: prior.from })
    }
  })
  blocks.forEach((block, index) => {
    for (let at = block.from; at < (blocks[index + 1]?.from ?? column.length); at++) column[at]!.y = block.sum / block.weight + offsets[at]!
  })
}
