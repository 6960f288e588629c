import { expect, test } from 'vitest'
import { makeJob } from '../state/testing.ts'
import type { Edge, Job } from '../../contract/job.ts'
import { addNewJobs, ancestorsOf, descendantsOf, heldSubtrees, inDependencyOrder, relativesOf, singlesOf, topologyOf, toTopology, without } from './topology.ts'
import { keepSame } from './use-graph.ts'

const job = (id: string, after: (string | Partial<Edge>)[] = [], over: Partial<Job> = {}): Job => makeJob({ id, after: after.map((edge): Edge => ({ when: 'success', otherwise: 'cancel', job: '', ...(typeof edge === 'string' ? { job: edge } : edge) })), ...over })
const ids = (set: Iterable<string>): string[] => [...set].sort()

//   a → b → d → e      x → y      s
//    ↘ c ↗
const jobs = [job('a'), job('b', ['a']), job('c', ['a']), job('d', ['b', 'c']), job('e', ['d']), job('x'), job('y', ['x']), job('s')]
const graph = topologyOf(jobs)

test('what comes before and after a job', () => {
  expect(ids(ancestorsOf(graph, 'd'))).toEqual(['a', 'b', 'c'])
  expect(ids(descendantsOf(graph, 'b'))).toEqual(['d', 'e'])
  expect(ids(relativesOf(graph, 'b'))).toEqual(['a', 'b', 'd', 'e'])
  expect(ids(relativesOf(graph, 's'))).toEqual(['s'])
})

test('edges to jobs that are not there are left out, and a pair counts once', () => {
  const part = toTopology([...graph.nodes.values()].filter((node) => node.id !== 'a'), [...graph.edges, ...graph.edges])
  expect(part.edges.map((edge) => `${edge.parent}>${edge.child}`)).toEqual(['b>d', 'c>d', 'd>e', 'x>y'])
  expect(part.parents.get('b')).toBeUndefined()
})

test('jobs that stand alone can be left out', () => {
  expect(ids(singlesOf(graph))).toEqual(['s'])
  expect(ids(without(graph, singlesOf(graph)).nodes.keys())).not.toContain('s')
  expect(without(graph, new Set())).toBe(graph)
})

test('nobody comes before what it depends on', () => {
  const order = inDependencyOrder(topologyOf([...jobs].reverse()))
  expect(order).toHaveLength(jobs.length)
  for (const edge of graph.edges) expect(order.indexOf(edge.parent)).toBeLessThan(order.indexOf(edge.child))
})

test('what is held holds up the blocked jobs behind it, and no other', () => {
  const states: Record<string, Job['state']> = { a: 'finished', b: 'held', c: 'running', d: 'blocked', e: 'blocked', x: 'queued', y: 'blocked', s: 'queued' }
  expect(ids(heldSubtrees(graph, (id) => states[id]))).toEqual(['b', 'd', 'e'])
  expect(ids(heldSubtrees(graph, (id) => (id === 'e' ? 'finished' : states[id])))).toEqual(['b', 'd'])
})

test('new jobs come in where they hang on the graph, in whatever order they are heard of', () => {
  const added = addNewJobs(graph, [job('g', ['f']), job('f', ['e']), job('z')], true)
  expect(ids(added.topology.nodes.keys())).toEqual(ids([...graph.nodes.keys(), 'f', 'g']))
  expect(added.topology.parents.get('g')).toMatchObject([{ parent: 'f', child: 'g' }])
  expect(added.incomplete).toBe(false)
  expect(ids(addNewJobs(graph, [job('z')], false).topology.nodes.keys())).toContain('z')
  expect(addNewJobs(graph, [job('z')], true).topology).toBe(graph)
})

test('a new job that joins another part of the graph says that more has to be read', () => {
  expect(addNewJobs(graph, [job('n', ['e', 'elsewhere'])], true).incomplete).toBe(true)
})

test('news about states alone keep the topology: nothing is laid out again', () => {
  expect(keepSame(graph, topologyOf(jobs.map((each) => ({ ...each, state: 'finished' }))))).toBe(graph)
  const more = topologyOf([...jobs, job('f', ['e'])])
  expect(keepSame(graph, more)).toBe(more)
  expect(keepSame(null, more)).toBe(more)
})
