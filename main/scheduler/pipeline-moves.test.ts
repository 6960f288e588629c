import { expect, test } from 'vitest'
import type { Moved } from '../../contract/api.ts'
import { cancelJob, releaseJob, retryJob } from './commands.ts'
import { movePipeline, type PipelineMove } from './pipeline-moves.ts'
import { submitPlan } from './plan.ts'
import { getJobRowById } from '../store/jobs.ts'
import { makeBench, type Bench } from './testing.ts'

const PLAN = `
jobs:
  a: { prompt: a }
  b: { prompt: b, after: [a] }
  c: { prompt: c, after: [{ job: b, otherwise: hold }] }
  d: { prompt: d, after: [{ job: a, when: failure }] }
`

async function world(): Promise<{ bench: Bench; states(): Record<string, string>; move(move: PipelineMove, dryRun?: boolean): Promise<Moved>; cancel(alias: string): Promise<unknown>; id(alias: string): string }> {
  const bench = await makeBench()
  const { pipeline, jobs } = await submitPlan(bench.core, { plan: PLAN, folder: bench.repository, dryRun: false }, { from: 'cli', device: 'test' })
  const ids = new Map(jobs.map((job) => [job.alias, job.id!]))
  const outside = await bench.submit({ prompt: 'outside', after: [ids.get('a')!] })
  ids.set('outside', outside.id)
  return {
    bench, id: (alias) => ids.get(alias)!,
    states: () => Object.fromEntries([...ids].map(([alias, id]) => [alias, bench.get(id).outcome?.reason ?? bench.get(id).state])),
    move: (move, dryRun = false) => movePipeline(bench.core, pipeline!, move, dryRun),
    cancel: (alias) => cancelJob(bench.core, getJobRowById(bench.core.store.read, ids.get(alias)!)!, false),
  }
}
const titles = ({ changed, also }: Moved): [string[], string[]] => [changed.map((job) => job.title).toSorted(), also.map((each) => `${each.title}: ${each.from} → ${each.to}`).toSorted()]

test('a pipeline is cancelled whole in one transaction; nothing of it is moved on by an edge, what hangs on it outside goes by its edges; a dry run says so first', async () => {
  const { bench, states, move } = await world()
  const before = states()
  const dry = await move('cancel', true)
  expect(titles(dry)).toEqual([['a', 'b', 'c', 'd'], ['outside: blocked → cancelled (dependency-failed)']])
  expect(states()).toEqual(before)
  let commits = 0
  bench.core.store.writer.onCommit(() => { commits++ })
  expect(titles(await move('cancel'))).toEqual(titles(dry))
  expect(commits).toBe(1)
  expect(states()).toEqual({ a: 'by-person', b: 'by-person', c: 'by-person', d: 'by-person', outside: 'dependency-failed' })
  expect(titles(await move('cancel'))).toEqual([[], []])
})

test('held whole and released whole, each job stands where it stood', async () => {
  const { states, move } = await world()
  const before = states()
  expect(titles(await move('hold'))).toEqual([['a', 'b', 'c', 'd'], []])
  expect(states()).toMatchObject({ a: 'held', b: 'held', c: 'held', d: 'held', outside: 'blocked' })
  expect(titles(await move('release', true))).toEqual([['a', 'b', 'c', 'd'], []])
  await move('release')
  expect(states()).toEqual(before)
})

test('what failed is run again with what fell or was held with it, each once; what a parent forbids stays', async () => {
  const { states, move, cancel } = await world()
  await cancel('a')
  expect(states()).toEqual({ a: 'by-person', b: 'dependency-failed', c: 'held', d: 'queued', outside: 'dependency-failed' })
  const dry = await move('retry', true)
  expect(titles(dry)).toEqual([['a'], ['b: finished → blocked', 'd: queued → blocked', 'outside: finished → blocked']])
  expect(titles(await move('retry'))).toEqual(titles(dry))
  expect(states()).toEqual({ a: 'queued', b: 'blocked', c: 'held', d: 'blocked', outside: 'blocked' })
})

test('a release of the whole lets go what a failure held, and its log says so', async () => {
  const { bench, states, move, cancel, id } = await world()
  await cancel('b')
  expect(states()).toMatchObject({ c: 'held' })
  await move('release')
  expect(states()).toMatchObject({ c: 'queued' })
  expect(bench.log(id('c')).map((entry) => entry.text).join()).toContain('Released by a person although')
})

test('who was let go although a parent failed waits for it once more when both are run again', async () => {
  const { bench, states, move, cancel, id } = await world()
  const row = (alias: string) => getJobRowById(bench.core.store.read, id(alias))!
  await cancel('b')
  expect(states()).toMatchObject({ b: 'by-person', c: 'held' })
  await releaseJob(bench.core, row('c'))
  expect(states()).toMatchObject({ c: 'queued' })
  await move('cancel')
  const said = titles(await move('retry', true))
  expect(titles(await move('retry'))).toEqual(said)
  expect(states()).toMatchObject({ a: 'queued', b: 'blocked', c: 'blocked' })
})

test('who was let go and is run again alone goes on without the parent that failed', async () => {
  const { bench, states, cancel, id } = await world()
  const row = (alias: string) => getJobRowById(bench.core.store.read, id(alias))!
  await cancel('b')
  await releaseJob(bench.core, row('c'))
  await cancel('c')
  await retryJob(bench.core, row('c'), false)
  expect(states()).toMatchObject({ b: 'by-person', c: 'queued' })
})
