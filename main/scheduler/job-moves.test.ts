import { expect, test } from 'vitest'
import { getJobRowById } from '../store/jobs.ts'
import { moveJobs } from './job-moves.ts'
import { submitPlan } from './plan.ts'
import { makeBench } from './testing.ts'

const PLAN = `
jobs:
  a: { prompt: a }
  b: { prompt: b, after: [a] }
  c: { prompt: c, after: [{ job: b, otherwise: hold }] }
  x: { prompt: x }
`

async function world() {
  const bench = await makeBench()
  const { jobs } = await submitPlan(bench.core, { plan: PLAN, folder: bench.repository, dryRun: false }, { from: 'cli', device: 'test' })
  const ids = new Map(jobs.map((job) => [job.alias!, job.id!]))
  return {
    bench,
    states: () => Object.fromEntries([...ids].map(([alias, id]) => [alias, bench.get(id).outcome?.reason ?? bench.get(id).state])),
    move: async (move: 'cancel' | 'hold' | 'release' | 'retry', aliases: string, { dryRun = false, withDependents = false } = {}) => {
      const { changed, also, refused } = await moveJobs(bench.core, [...aliases].map((alias) => getJobRowById(bench.core.store.read, ids.get(alias)!)!), { move, dryRun, withDependents })
      return { changed: changed.map((job) => job.title).toSorted().join(''), also: also.map((each) => `${each.title}: ${each.to}`).toSorted(), refused: refused.map(({ message }) => message.replace(/j[0-9a-z]{9}/g, 'ID')) }
    },
  }
}

test('many jobs are cancelled in one transaction, and what hangs on them goes by its edges; a dry run says so first', async () => {
  const { bench, states, move } = await world()
  const before = states()
  const dry = await move('cancel', 'xab', { dryRun: true })
  expect(dry).toEqual({ changed: 'abx', also: ['c: held'], refused: [] })
  expect(states()).toEqual(before)
  let commits = 0
  bench.core.store.writer.onCommit(() => { commits++ })
  expect(await move('cancel', 'xab')).toEqual(dry)
  expect(commits).toBe(1)
  expect(states()).toEqual({ a: 'by-person', b: 'by-person', c: 'held', x: 'by-person' })
})

test('one that cannot be moved is told of, and the rest moves', async () => {
  const { states, move } = await world()
  await move('cancel', 'x')
  expect(await move('hold', 'ax')).toEqual({ changed: 'a', also: [], refused: [expect.stringMatching(/^Expected a job that is blocked or queued, but ID is finished/)] })
  expect(await move('release', 'a')).toMatchObject({ changed: 'a', refused: [] })
  await move('cancel', 'ab')
  expect(await move('retry', 'b')).toEqual({ changed: '', also: [], refused: [expect.stringContaining('Expected parents that let ID start')] })
  expect(await move('retry', 'ba')).toMatchObject({ changed: 'ab', refused: [] })
  expect(states()).toMatchObject({ a: 'queued', b: 'blocked' })
})

test('with dependents: what hangs under them is held, let go and revived with them', async () => {
  const { states, move } = await world()
  expect(await move('hold', 'ax', { withDependents: true })).toEqual({ changed: 'ax', also: ['b: held', 'c: held'], refused: [] })
  expect(await move('release', 'ax', { withDependents: true })).toMatchObject({ changed: 'ax', also: ['b: blocked', 'c: blocked'] })
  await move('cancel', 'a')
  expect(states()).toMatchObject({ a: 'by-person', b: 'dependency-failed', c: 'held' })
  expect(await move('retry', 'ax', { withDependents: true })).toMatchObject({ changed: 'a', also: ['b: blocked'] })
})

test('what is content with any of two stays while one of them does: only both together take it along, and a dry run says so', async () => {
  const { core, repository } = await makeBench()
  const { jobs } = await submitPlan(core, { plan: 'jobs: { a: { prompt: a }, b: { prompt: b }, c: { prompt: c, after: [a, b], any: true }, g: { prompt: g, after: [c] } }', folder: repository, dryRun: false }, { from: 'cli', device: 'test' })
  const row = (alias: string) => getJobRowById(core.store.read, jobs.find((job) => job.alias === alias)!.id!)!
  const also = async (aliases: string) => (await moveJobs(core, [...aliases].map(row), { move: 'cancel', dryRun: true, withDependents: false })).also.map((each) => `${each.title}: ${each.to}`).toSorted()
  expect(await also('a')).toEqual([])
  expect(await also('ab')).toEqual(['c: cancelled (dependency-failed)', 'g: cancelled (dependency-failed)'])
})
