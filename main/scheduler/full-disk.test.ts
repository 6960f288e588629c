import { expect, test, vi } from 'vitest'
import type { Job } from '../../contract/job.ts'
import { getJobRowById } from '../store/jobs.ts'
import { cancelJob } from './commands.ts'
import { movePipeline } from './pipeline-moves.ts'
import { submitPlan } from './plan.ts'
import { createScheduler } from './scheduler.ts'
import { finishNext, makeBench, speak, writeFiles, type Bench } from './testing.ts'

const row = (bench: Bench, job: Job) => getJobRowById(bench.core.store.read, job.id)!
const setRoom = (bench: Bench, pages: number | 'none') => bench.core.store.writer.write((db) => { db.pragma(`max_page_count = ${pages === 'none' ? db.pragma('page_count', { simple: true }) as number : pages}`) })
const PLENTY = 1_000_000
/** More than the free room of any page: storing it needs a page, and there is none. */
const LONG = 'All of it. '.repeat(20_000)

async function running() {
  const bench = await makeBench()
  const said: string[] = []
  const { promise: trouble, resolve } = Promise.withResolvers<void>()
  bench.core.store.owed.onWords((sentence) => { said.push(sentence); resolve() })
  const scheduler = createScheduler(bench.core)
  scheduler.start()
  const db = await bench.core.store.writer.write((tx) => tx)
  // Everything fails, as on a disk without a byte; SQLite's own switch leaves the files alone.
  const setWritable = (yes: boolean): void => { db.pragma(`query_only = ${yes ? 'OFF' : 'ON'}`) }
  return { bench, said, scheduler, trouble, setWritable }
}

test('a disk that is full when a job ends: the end is kept in memory, said once, and stored as it was when there is room', async () => {
  const { bench, said, scheduler, trouble } = await running()
  const job = await bench.submit()
  const child = await bench.submit({ after: [job.id] })
  const claude = await bench.runner.nextStart()
  await bench.until(() => bench.get(job.id).state === 'running')
  writeFiles(claude.request.cwd, { 'new.txt': 'x' })
  await setRoom(bench, 'none')
  speak(claude, { result: LONG })
  claude.end()
  await trouble
  const { home } = bench.core
  expect(said).toEqual([`The disk that holds ${home} is full. The progress of ${job.id} is kept in memory until there is room.`])
  expect(bench.core.store.owed.trouble()).toMatchObject({ message: `The disk that holds ${home} is full.`, since: expect.any(Number) })
  expect(bench.get(job.id).state).toBe('running')
  await setRoom(bench, PLENTY)
  await bench.until(() => bench.get(job.id).state === 'finished')
  expect(bench.get(job.id)).toMatchObject({ costUsd: 0.01, outcome: { kind: 'succeeded' }, runs: [{ claimed: { result: LONG }, execution: { exitCode: 0 } }] })
  await finishNext(bench)
  await bench.until(() => bench.get(child.id).state === 'finished')
  expect(bench.get(child.id).outcome).toMatchObject({ kind: 'succeeded' })
  const log = bench.log(job.id)
  expect(log.map((entry) => entry.seq)).toEqual(log.map((_, index) => index + 1))
  expect(log.findIndex((entry) => entry.text.startsWith('All of it.'))).toBeLessThan(log.findIndex((entry) => entry.kind === 'result' && entry.text.startsWith('Claude says')))
  await scheduler.stop()
  expect(said.slice(1)).toEqual([`What was kept in memory is stored in ${home}.`])
  expect(bench.core.store.owed.trouble()).toBeNull()
})

test('a cancel on a full disk stops the run all the same and says what it could not store; of one that has ended it says that', async () => {
  const { bench, scheduler, trouble, setWritable } = await running()
  await bench.profile({ name: 'wide', slots: 8 })
  const first = await bench.submit({ check: { command: 'npm test' }, profile: 'wide' })
  await finishNext(bench)
  const check = await bench.runner.nextStart()
  const second = await bench.submit({ profile: 'wide' })
  const working = await bench.runner.nextStart()
  await bench.until(() => bench.get(second.id).state === 'running')
  setWritable(false)
  check.end()
  await trouble
  await expect(cancelJob(bench.core, row(bench, first), false)).rejects.toMatchObject({ code: 'data-folder', message: expect.stringMatching(/nothing to cancel: \w+ has ended \(succeeded: ok\), and its end is kept in memory/) })
  await expect(cancelJob(bench.core, row(bench, second), false)).rejects.toMatchObject({ code: 'data-folder', message: expect.stringMatching(/cannot be written.* is being stopped all the same; that it was cancelled is kept in memory/) })
  expect(working.stopped).toBe(true)
  setWritable(true)
  await bench.until(() => [first, second].every((job) => bench.get(job.id).state === 'finished'))
  expect([first, second].map((job) => bench.get(job.id).outcome)).toMatchObject([{ kind: 'succeeded' }, { kind: 'cancelled', reason: 'by-person' }])
  await scheduler.stop()
})

test('a pipeline that is cancelled on a full disk is stopped all the same, and nothing more of it starts when there is room', async () => {
  const { bench, scheduler, trouble, setWritable } = await running()
  const { pipeline, jobs } = await submitPlan(bench.core, { plan: 'jobs:\n  a: { prompt: a }\n  b: { prompt: b, after: [{ job: a, when: done }] }', folder: bench.repository, dryRun: false }, { from: 'cli', device: 'test' })
  const [a, b] = jobs.map((job) => job.id!) as [string, string]
  const working = await bench.runner.nextStart()
  await bench.until(() => bench.get(a).state === 'running')
  setWritable(false)
  await expect(movePipeline(bench.core, pipeline!, 'cancel', false)).rejects.toMatchObject({ code: 'data-folder', message: expect.stringContaining(`What runs of ${pipeline} is being stopped all the same (${a}); that it was cancelled is kept in memory`) })
  expect(working.stopped).toBe(true)
  await trouble
  setWritable(true)
  await bench.until(() => [a, b].every((id) => bench.get(id).state === 'finished'))
  expect([a, b].map((id) => bench.get(id).outcome)).toMatchObject([{ kind: 'cancelled', reason: 'by-person' }, { kind: 'cancelled', reason: 'by-person' }])
  expect(bench.runner.starts).toHaveLength(1)
  await scheduler.stop()
})

test('jobs that cannot be claimed for want of room are started when there is some; until then nobody tries without pause', async () => {
  const { bench, said, scheduler, trouble, setWritable } = await running()
  const job = await bench.submit({ hold: true })
  const { writer } = bench.core.store
  await writer.write((db) => { db.exec(`UPDATE job SET state = 'queued', held_by = NULL WHERE state = 'held'`) })
  setWritable(false)
  let tries = 0
  const write = writer.write
  writer.write = (piece) => { tries++; return write(piece) }
  for (let times = 0; times < 300; times++) {
    bench.core.wake()
    await new Promise(setImmediate)
  }
  await trouble
  expect(bench.core.store.owed.trouble()!.waits).toEqual(['the start of what is queued'])
  expect(tries).toBeLessThan(5)
  expect(said).toHaveLength(1)
  expect(bench.runner.starts).toHaveLength(0)
  setWritable(true)
  await finishNext(bench)
  await bench.until(() => bench.get(job.id).state === 'finished')
  await scheduler.stop()
})

test('a Claude that is held back because its log waits for room is not told from by its silence: its limits stand still', async () => {
  const { bench, scheduler, trouble, setWritable } = await running()
  const job = await bench.submit({ silenceMs: 60_000 })
  const claude = await bench.runner.nextStart()
  await bench.until(() => bench.get(job.id).state === 'running')
  const live = bench.core.live.get(row(bench, job).seq)!
  const [hold, release] = [vi.spyOn(live, 'holdClock'), vi.spyOn(live, 'releaseClock')]
  setWritable(false)
  const line = `${'x'.repeat(64 * 1024 - 1)}\n`
  for (let i = 0; !claude.paused; i++) {
    expect(i).toBeLessThan(1000)
    claude.emit(line)
    await new Promise(setImmediate)
  }
  await trouble
  expect(hold.mock.calls).toEqual([['log']])
  expect(release).not.toHaveBeenCalledWith('log')
  setWritable(true)
  await bench.until(() => !claude.paused)
  expect(release).toHaveBeenLastCalledWith('log')
  speak(claude)
  claude.end()
  await bench.until(() => bench.get(job.id).state === 'finished')
  expect(bench.get(job.id).outcome).toMatchObject({ kind: 'succeeded' })
  await scheduler.stop()
})

test('an engine that is stopped while the disk is full does not wait; the next one takes the job up', async () => {
  const { bench, scheduler, trouble, setWritable } = await running()
  const problems: string[] = []
  bench.core.report = (message) => { problems.push(message) }
  const job = await bench.submit()
  const claude = await bench.runner.nextStart()
  await bench.until(() => bench.get(job.id).state === 'running')
  setWritable(false)
  speak(claude)
  claude.end()
  await trouble
  await scheduler.stop()
  expect(problems.at(-1)).toBe(`the end of ${job.id} could not be stored, and the next engine takes it up as interrupted`)
  expect(bench.get(job.id).state).toBe('running')
  setWritable(true)
  expect(await createScheduler({ ...bench.core, live: new Map() }).recover()).toMatchObject({ resumed: 1 })
})
