import fc from 'fast-check'
import { expect, test } from 'vitest'
import { layOut, type LayoutResult } from './layout.ts'
import type { IndexEdge } from './layers.ts'

const size = { width: 100, height: 40, columnGap: 50, rowGap: 10 }
const draw = (count: number, edges: readonly IndexEdge[]): LayoutResult => layOut({ id: 1, count, edges, size })

/** Any graph without circles: edges lead from lower to higher numbers, each pair once. */
const graphs = fc.integer({ min: 2, max: 40 }).chain((count) => fc.uniqueArray(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)).filter(([a, b]) => a !== b).map(([a, b]): [number, number] => [Math.min(a, b), Math.max(a, b)]), { maxLength: 90, selector: String }).map((edges) => ({ count, edges })))

test('boxes never lie on each other, lines lead to the right, and everything is inside', () => {
  fc.assert(fc.property(graphs, ({ count, edges }) => {
    const { x, y, width, height } = draw(count, edges)
    for (const [parent, child] of edges) expect(x[child]!).toBeGreaterThanOrEqual(x[parent]! + size.width + size.columnGap)
    for (let one = 0; one < count; one++) {
      expect(x[one]! >= 0 && y[one]! >= 0 && x[one]! + size.width <= width && y[one]! + size.height <= height + 1).toBe(true)
      for (let other = 0; other < one; other++) expect(Math.abs(x[one]! - x[other]!) >= size.width || Math.abs(y[one]! - y[other]!) >= size.height).toBe(true)
    }
  }), { numRuns: 150 })
})

test('a long line has a lane in each column it passes, clear of the boxes there', () => {
  fc.assert(fc.property(graphs, ({ count, edges }) => {
    const { x, y, bends } = draw(count, edges)
    edges.forEach(([parent, child], edge) => {
      const passed = (x[child]! - x[parent]!) / (size.width + size.columnGap) - 1
      expect(bends[edge]).toHaveLength(2 * passed)
      for (let at = 0; at < bends[edge]!.length; at += 2) {
        for (let box = 0; box < count; box++) if (x[box] === bends[edge]![at]) expect(Math.abs(y[box]! + size.height / 2 - bends[edge]![at + 1]!)).toBeGreaterThanOrEqual(size.height / 2)
      }
    })
  }), { numRuns: 100 })
})

test('the drawing of a connected graph is no taller than what is in it', () => {
  const edges: readonly IndexEdge[] = [[0, 1], [0, 2], [1, 2]]
  const { y, bends, height } = draw(3, edges)
  const lowest = Math.max(...y.map((top) => top + size.height), ...bends.flatMap((bend) => bend.filter((_, at) => at % 2 === 1)))
  expect(height - lowest).toBeLessThanOrEqual(size.rowGap)
  expect(height).toBeLessThan(3 * size.height)
})

test('a chain is one straight line', () => {
  const { x, y, width } = draw(4, [[0, 1], [1, 2], [2, 3]])
  expect(x).toEqual([0, 150, 300, 450])
  expect(new Set(y).size).toBe(1)
  expect(width).toBe(550)
})

test('a diamond is symmetric, and nothing crosses that need not', () => {
  const { y } = draw(4, [[0, 1], [0, 2], [1, 3], [2, 3]])
  expect(y[0]).toBe(y[3])
  expect(y[0]! * 2).toBe(y[1]! + y[2]!)
  // Two strands, given crosswise: 0 → 3 and 1 → 2 side by side.
  const strands = draw(6, [[0, 1], [0, 2], [1, 4], [2, 3], [3, 5], [4, 5]])
  expect(Math.sign(strands.y[1]! - strands.y[2]!)).toBe(Math.sign(strands.y[4]! - strands.y[3]!))
})

test('parts that have nothing to do with each other lie apart; jobs that stand alone come last', () => {
  const { x, y } = draw(5, [[1, 2], [3, 4]])
  expect(y[0]).toBeGreaterThan(Math.min(y[1]!, y[3]!) - 1)
  expect(y[0]! > y[3]! || x[0]! > x[4]!).toBe(true)
})

test('the same graph is always drawn the same, and a circle does not hang it', () => {
  const edges: IndexEdge[] = [[0, 1], [1, 2], [0, 3], [3, 4], [2, 4]]
  expect({ ...draw(5, edges), tookMs: 0 }).toEqual({ ...draw(5, edges), tookMs: 0 })
  expect(draw(3, [[0, 1], [1, 2], [2, 0]]).x).toHaveLength(3)
})
