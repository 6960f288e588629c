import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findCycle, findPath, inOrder } from './graph.ts'

const graph = (all: Record<string, string[]>) => new Map(Object.entries(all))

test.each<[string, Record<string, string[]>, string[] | null]>([
  ['nothing', {}, null],
  ['a chain', { a: [], b: ['a'], c: ['b'] }, null],
  ['a diamond', { a: [], b: ['a'], c: ['a'], d: ['b', 'c'] }, null],
  ['a parent outside of the plan', { a: ['elsewhere'] }, null],
  ['its own parent', { a: ['a'] }, ['a', 'a']],
  ['two in a circle', { a: ['b'], b: ['a'] }, ['a', 'b', 'a']],
  ['a circle behind a tail', { tail: ['a'], a: ['b'], b: ['c'], c: ['a'] }, ['a', 'c', 'b', 'a']],
])('the cycle of %s', (_, parents, cycle) => {
  expect(findCycle(graph(parents))).toEqual(cycle)
})

test('a chain of 20,000 jobs has no cycle, and is found to have one when it is closed', () => {
  const parents = new Map(Array.from({ length: 20_000 }, (_, i) => [`j${i}`, i === 0 ? [] : [`j${i - 1}`]] as const)) as Map<string, string[]>
  // From the far end: the walk goes 20,000 deep before it returns.
  const backwards = new Map([...parents].reverse())
  expect(findCycle(backwards)).toBeNull()
  expect(inOrder(backwards)).toEqual([...parents.keys()])
  backwards.set('j0', ['j19999'])
  const cycle = findCycle(backwards)!
  expect(cycle).toHaveLength(20_001)
  expect(cycle[0]).toBe(cycle.at(-1))
})

const anyGraph = fc.array(fc.array(fc.nat(11), { maxLength: 4 }), { minLength: 1, maxLength: 12 }).map((rows) => new Map(rows.map((row, i) => [`n${i}`, [...new Set(row)].filter((to) => to < rows.length).map((to) => `n${to}`)])))

test('a cycle is found exactly when there is no order, and the path it names is real', () => {
  fc.assert(fc.property(anyGraph, (parents) => {
    const cycle = findCycle(parents)
    const order = inOrder(parents)
    expect(order.length === parents.size).toBe(cycle === null)
    if (cycle) for (let i = 0; i + 1 < cycle.length; i++) expect(parents.get(cycle[i + 1]!)).toContain(cycle[i])
    else for (const [node, all] of parents) for (const parent of all) expect(order.indexOf(parent)).toBeLessThan(order.indexOf(node))
  }), { numRuns: 500 })
})

test('a path is found from its end, through long chains too, and its search can be paused', () => {
  const find = (parents: (node: number) => number[], from: number, to: number) => {
    const search = findPath(parents, from, to)
    let steps = 0
    for (let step = search.next(); ; step = search.next()) {
      if (step.done) return { path: step.value, steps }
      steps++
    }
  }
  expect(find((node) => [node - 1], 1, 4)).toEqual({ path: [1, 2, 3, 4], steps: 3 })
  expect(find((node) => (node > 1 ? [node - 1] : []), 5, 4).path).toBeNull()
  expect(find((node) => (node > 0 ? [node - 1] : []), 0, 20_000).path).toHaveLength(20_001)
})
