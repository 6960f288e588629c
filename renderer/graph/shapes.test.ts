import { expect, test } from 'vitest'
import { makeJob } from '../state/testing.ts'
import type { Edge } from '../../contract/job.ts'
import { countEffects, toPreview } from './cancel-preview.ts'
import { stepInTree } from './graph-tree.tsx'
import { joinPaths, toLine } from './lines.ts'
import { topologyOf } from './topology.ts'
import { toTreeRows } from './tree-rows.ts'
import { findLiveliest, toFirst, toFit } from './viewport.ts'
import { toDetail } from './view.ts'
import { stepFrom } from './walk.ts'

const edge = (job: string): Edge => ({ job, when: 'success', otherwise: 'cancel' })
const job = (id: string, ...after: string[]) => makeJob({ id, after: after.map(edge) })
const graph = topologyOf([job('a'), job('b', 'a'), job('c', 'a'), job('d', 'b', 'c'), job('e', 'd'), job('s')])

test('in the tree each job stands once, under the last of what it waits for', () => {
  const rows = toTreeRows(graph)
  expect(rows.map((row) => `${'-'.repeat(row.level)}${row.id} ${row.position}/${row.setSize}`)).toEqual(['-a 1/2', '--b 1/2', '--c 2/2', '---d 1/1', '----e 1/1', '-s 2/2'])
  expect(rows.find((row) => row.id === 'd')!.also).toEqual(['b'])
})

test('keys walk the tree', () => {
  const rows = toTreeRows(graph)
  const step = (from: string, key: string): string | undefined => { const to = stepInTree(rows, rows.findIndex((row) => row.id === from), key); return to === null ? undefined : rows[to]!.id }
  expect(step('a', 'ArrowRight')).toBe('b')
  expect(step('b', 'ArrowRight')).toBeUndefined()
  expect(step('e', 'ArrowLeft')).toBe('d')
  expect(step('c', 'ArrowLeft')).toBe('a')
  expect(step('s', 'ArrowDown')).toBe('s')
  expect(step('none', 'ArrowDown')).toBe('a')
  expect(step('e', 'Home')).toBe('a')
  expect(stepInTree([], -1, 'ArrowDown')).toBeNull()
})

test('arrow keys follow the lines, and within a column go up and down', () => {
  const places = new Map([['a', { x: 0, y: 50 }], ['b', { x: 100, y: 0 }], ['c', { x: 100, y: 90 }], ['d', { x: 200, y: 50 }], ['e', { x: 300, y: 50 }], ['s', { x: 0, y: 300 }]])
  const step = (from: string, direction: 'left' | 'right' | 'up' | 'down'): string | null => stepFrom(graph, places, from, direction)
  expect(step('a', 'right')).toBe('c')
  expect(step('d', 'left')).toBe('c')
  expect(step('c', 'up')).toBe('b')
  expect(step('c', 'down')).toBe('s')
  expect(step('a', 'left')).toBeNull()
  expect(step('a', 'down')).toBe('s')
  expect(step('gone', 'down')).toBeNull()
})

test('lines of a kind that are near each other are one path', () => {
  const box = { width: 100, height: 40 }
  const straight = toLine({ edge: { parent: 'a', child: 'b', when: 'success', otherwise: 'cancel' }, from: { x: 0, y: 0 }, to: { x: 150, y: 0 }, bends: [], box })
  const bent = toLine({ edge: { parent: 'a', child: 'd', when: 'failure', otherwise: 'cancel' }, from: { x: 0, y: 0 }, to: { x: 300, y: 100 }, bends: [150, 60], box })
  expect(straight.path).toMatch(/^M100,20H150M/)
  expect(bent.path).toMatch(/^M100,20C125,20 125,60 150,60H250C275,60 275,120 300,120M/)
  expect(bent.label).toEqual({ x: 275, y: 90 })
  expect(joinPaths([straight, straight, bent], 'success')).toEqual([straight.path + straight.path])
  expect(joinPaths([straight, bent], 'failure', () => false)).toEqual([])
  const far = toLine({ edge: { parent: 'x', child: 'y', when: 'success', otherwise: 'cancel' }, from: { x: 9000, y: 0 }, to: { x: 9150, y: 0 }, bends: [], box })
  expect(joinPaths([straight, far], 'success')).toEqual([straight.path, far.path])
})

test('a drawing is first seen whole, or at the job it is about', () => {
  const screen = { width: 1000, height: 600 }
  expect(toFit({ width: 400, height: 200 }, screen)).toEqual({ x: 300, y: 200, zoom: 1 })
  expect(toFit({ width: 100_000, height: 200 }, screen)).toMatchObject({ x: 32, zoom: 0.06 })
  const wide = { width: 5000, height: 200, places: new Map([['j', { x: 4000, y: 100 }]]) }
  const box = { width: 200, height: 50 }
  const nobody = { own: null, liveliest: null }
  expect(toFirst(wide, nobody, screen, box)).toEqual({ x: 32, y: 240, zoom: 0.6 })
  const large = { ...wide, places: new Map(Array.from({ length: 61 }, (_, at) => [String(at), { x: 0, y: 0 }])) }
  expect(toFirst(large, nobody, screen, box).zoom).toBeLessThan(0.2)
  const near = toFirst(wide, { own: 'j', liveliest: null }, screen, box)
  expect(4100 * near.zoom + near.x).toBeCloseTo(500)
  expect([1, 0.5, 0.2, 0.1].map(toDetail)).toEqual(['full', 'brief', 'mark', 'dot'])
})

test('a small drawing that does not fit is first seen where it is alive, and not beyond its edges', () => {
  const [screen, box] = [{ width: 400, height: 600 }, { width: 200, height: 50 }]
  const drawing = { width: 2000, height: 200, places: new Map([['first', { x: 0, y: 0 }], ['middle', { x: 1000, y: 0 }], ['last', { x: 1800, y: 0 }]]) }
  const x = (liveliest: string | null): number => toFirst(drawing, { own: null, liveliest }, screen, box).x
  expect(x(null)).toBe(32)
  expect(x('first')).toBe(32)
  expect(x('middle')).toBeCloseTo(200 - 1100 * 0.6)
  expect(x('last')).toBeCloseTo(400 - 32 - 2000 * 0.6)
})

test('what asks is looked for first, then what is held, then what runs', () => {
  const states: Record<string, 'finished' | 'running' | 'held' | 'waiting'> = { a: 'finished', b: 'running', c: 'held', d: 'waiting' }
  const liveliest = (): string | null => findLiveliest(graph, (id) => states[id])
  expect(liveliest()).toBe('d')
  states['d'] = 'finished'
  expect(liveliest()).toBe('c')
  states['c'] = 'finished'
  expect(liveliest()).toBe('b')
  states['b'] = 'finished'
  expect(liveliest()).toBeNull()
})

test('a preview says what would go and where to, the job itself aside', () => {
  const also = [['a', 'cancelled (by-person)'], ['b', 'cancelled (dependency-failed)'], ['c', 'cancelled (dependency-failed)'], ['d', 'held']].map(([id, to]) => ({ id: id!, title: id!, from: 'blocked', to: to!, why: '' }))
  const preview = toPreview('a', { dryRun: true, changed: [makeJob({ id: 'a', title: 'First' })], also })
  expect(preview.title).toBe('First')
  expect(countEffects(preview)).toEqual({ cancelled: 2, held: 1 })
})
