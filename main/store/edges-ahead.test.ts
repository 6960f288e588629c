import { expect, test } from 'vitest'
import { graphAhead, MOST_EDGES } from './edges-ahead.ts'
import { graphOf } from './edges.ts'
import { addJob, tempStore } from './testing.ts'

/** Parents of each job by number, from 1. */
async function graphs(parents: readonly (readonly number[])[]) {
  const store = await tempStore()
  await store.writer.write((db) => {
    for (const each of parents) addJob(db, {}, { state: 'blocked' }, each.map((parent) => ({ parent, otherwise: parent % 2 === 0 ? 'hold' : 'cancel' })))
    db.prepare(`UPDATE job SET state = 'finished', outcome = 'failed', reason = 'check-failed', message = '', ended_at = 1 WHERE seq % 5 = 0`).run()
    db.prepare('UPDATE edge SET waived = 1 WHERE child % 7 = 0').run()
  })
  return { stored: graphOf(store.read), ahead: graphAhead(store.read), store }
}

const bare = <Edge extends { leaf?: boolean }>(edges: Iterable<Edge>) => [...edges].map(({ leaf: _, ...edge }) => edge)

/** Every job below the first, as a cascade asks for them. */
function expectSame({ stored, ahead }: Awaited<ReturnType<typeof graphs>>, of: 'all' | 'unfinished'): number {
  const below = new Set([1])
  for (const job of below) {
    const expected = bare(stored.edgesFrom(job, of))
    expect(bare(ahead.edgesFrom(job, of))).toEqual(expected)
    for (const edge of expected) below.add(edge.child)
  }
  return below.size
}

test.each(['all', 'unfinished'] as const)('what is read ahead is what asking for job after job finds (%s): wide, deep and meeting again', async (of) => {
  const wide = Array.from({ length: 1200 }, (_, i) => (i === 0 ? [] : [...new Set([Math.floor(i / 3), Math.floor(i / 2), i - 1].map((each) => Math.max(1, each)))]))
  expect(expectSame(await graphs(wide), of)).toBeGreaterThan(900)
})

test('parents with more children than one reading holds lose none of them', async () => {
  const many = MOST_EDGES + 10
  // 1 → 2, 3, 4; 2 has a few children, 3 more than one reading holds, 4 a few.
  const parents = [[], [1], [1], [1], ...Array.from({ length: 5 }, () => [2]), ...Array.from({ length: many }, () => [3]), ...Array.from({ length: 5 }, () => [4])]
  const made = await graphs(parents)
  expect(expectSame(made, 'all')).toBe(parents.length)
})

test('what was seen of a job comes along', async () => {
  const { ahead } = await graphs([[], [1], [1], [2], [3]])
  for (const job of [1, 2, 3]) expect(bare(ahead.edgesFrom(job))).not.toEqual([])
  expect(ahead.seen(5)).toMatchObject({ seq: 5, state: 'finished', outcome: 'failed' })
})
