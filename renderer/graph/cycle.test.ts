import { expect, test } from 'vitest'
import type { Job } from '../../contract/job.ts'
import { makeJob } from '../state/testing.ts'
import { edgesAlong, pathDown } from './cycle.ts'
import { refusalOf } from './offer-edge.ts'
import { hasOtherEdges, topologyOf, withEdgesOf } from './topology.ts'
import { keepSame } from './use-graph.ts'

const after = (...ids: string[]): Job['after'] => ids.map((job) => ({ job, when: 'success', otherwise: 'cancel' }))
const chain = [makeJob({ id: 'a', title: 'A' }), makeJob({ id: 'b', title: 'B', after: after('a') }), makeJob({ id: 'c', title: 'C', after: after('b', 'a') }), makeJob({ id: 'd', title: 'D' })]
const topology = topologyOf(chain)

test('the way down is the shortest one, and there is none upwards or aside', () => {
  expect(pathDown(topology, 'a', 'c')).toEqual(['a', 'c'])
  expect(pathDown(topology, 'b', 'c')).toEqual(['b', 'c'])
  expect(pathDown(topology, 'c', 'a')).toBeNull()
  expect(pathDown(topology, 'a', 'd')).toBeNull()
  expect(edgesAlong(['a', 'b', 'c'])).toEqual(new Set(['a>b', 'b>c']))
})

test('a line that would close a circle is refused with the circle; so is one to itself and one to a job that has started', () => {
  const state = (states: Record<string, Job['state']> = {}) => (id: string): Job['state'] => states[id] ?? 'blocked'
  expect(refusalOf(topology, 'c', 'a', state())).toMatchObject({ message: expect.stringContaining('‘A’ cannot wait for ‘C’: the jobs would wait for one another in a circle: ‘A’ → ‘C’ → ‘A’.'), trail: new Set(['a>c']), jobs: new Set(['a', 'c']) })
  expect(refusalOf(topology, 'a', 'a', state())?.message).toBe('‘A’ cannot wait for itself.')
  expect(refusalOf(topology, 'd', 'c', state({ c: 'running' }))?.message).toContain('‘C’ is running')
  expect(refusalOf(topology, 'd', 'c', state({ d: 'finished', c: 'held' }))).toBeNull()
})

test('other edges of a job are taken over, and a parent outside is asked for', () => {
  const moved = { ...chain[1]!, after: after('d'), any: true }
  expect(hasOtherEdges(chain[1]!, moved)).toBe(true)
  expect(hasOtherEdges(chain[1]!, { ...chain[1]!, after: after('a'), title: 'other' })).toBe(false)
  const next = withEdgesOf(topology, [moved])
  expect(next.incomplete).toBe(false)
  expect(next.topology.parents.get('b')!.map((edge) => edge.parent)).toEqual(['d'])
  expect(next.topology.nodes.get('b')!.any).toBe(true)
  expect(withEdgesOf(topology, [{ ...moved, after: after('elsewhere') }]).incomplete).toBe(true)
  expect(withEdgesOf(topology, [makeJob({ id: 'unknown', after: after('a') })]).topology).toBe(topology)
})

test('a topology with other words on a line, or one that asks for any, is another one', () => {
  const again = (change: Partial<Job>) => keepSame(topology, topologyOf(chain.map((job) => (job.id === 'c' ? { ...job, ...change } : job)))) === topology
  expect(again({ state: 'running' })).toBe(true)
  expect(again({ any: true })).toBe(false)
  expect(again({ after: [{ job: 'b', when: 'done', otherwise: 'cancel' }, ...after('a')] })).toBe(false)
})
