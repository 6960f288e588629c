import { expect, test } from 'vitest'
import { Refusal } from '../../contract/errors.ts'
import type { Job } from '../../contract/job.ts'
import { getJobRowById } from '../store/jobs.ts'
import { blockersOf } from '../store/blockers.ts'
import { cancelJob, editJob, holdJob, releaseJob, retryJob } from './commands.ts'
import { createScheduler } from './scheduler.ts'
import { finishNext, git, makeBench, speak, type Bench } from './testing.ts'

async function running(more: Parameters<typeof makeBench>[0] = {}): Promise<Bench & { stop(): Promise<void> }> {
  const bench = await makeBench(more)
  await bench.profile({ name: 'default', slots: 8 })
  const scheduler = createScheduler(bench.core)
  scheduler.start()
  return { ...bench, stop: scheduler.stop }
}
const row = (bench: Bench, job: Job) => getJobRowById(bench.core.store.read, job.id)!
const states = (bench: Bench, ...jobs: Job[]) => jobs.map(({ id }) => { const job = bench.get(id); return job.outcome?.kind ?? job.state })
const settled = (bench: Bench, job: Job) => bench.until(() => bench.get(job.id).state === 'finished')
const refusal = (work: Promise<unknown>) => work.then(() => null, (error: unknown) => { expect(error).toBeInstanceOf(Refusal); return error as Refusal })

test('A → B → C, and A fails: both are cancelled because of A, and say so', async () => {
  const bench = await running()
  const a = await bench.submit({ title: 'A' })
  const b = await bench.submit({ title: 'B', after: [a.id] })
  const c = await bench.submit({ title: 'C', after: [b.id] })
  expect(states(bench, a, b, c).slice(1)).toEqual(['blocked', 'blocked'])
  await finishNext(bench, { error: 'could not' })
  await settled(bench, c)
  expect(bench.get(a.id).outcome).toMatchObject({ kind: 'failed', reason: 'claude-error' })
  for (const each of [b, c]) expect(bench.get(each.id).outcome).toMatchObject({ kind: 'cancelled', reason: 'dependency-failed' })
  expect(bench.get(c.id).reasonChain[0]).toContain(`${a.id} ‘A’ failed (claude-error)`)
  expect(bench.get(c.id).reasonChain.at(-1)).toContain(`${b.id} ‘B’ was cancelled`)
  expect(bench.runner.starts).toHaveLength(1)
  await bench.stop()
})

test('with otherwise hold the child is held, and a retry of A that succeeds lets it run, from A’s branch', async () => {
  const bench = await running()
  const a = await bench.submit({ title: 'A' })
  const b = await bench.submit({ title: 'B', prompt: 'After {{title}}: {{result}} on {{branch}}', after: [{ job: a.id, otherwise: 'hold' }] })
  await finishNext(bench, { error: 'could not' })
  await bench.until(() => bench.get(b.id).state === 'held')
  expect(bench.get(b.id).reasonChain[0]).toContain(`${a.id} ‘A’ failed`)
  expect((await refusal(retryJob(bench.core, row(bench, b), false)))?.message).toContain('dispatch release')
  await retryJob(bench.core, row(bench, a), false)
  await finishNext(bench, { result: 'made it', files: { 'new.txt': 'by A\n' } })
  const second = await bench.runner.nextStart()
  expect(git(second.request.cwd, 'show', 'HEAD:new.txt')).toBe('by A')
  expect(bench.get(a.id)).toMatchObject({ run: 2, outcome: { kind: 'succeeded' } })
  speak(second)
  second.end()
  await settled(bench, b)
  expect(states(bench, a, b)).toEqual(['succeeded', 'succeeded'])
  await bench.stop()
})

test('a retry with dependents revives what was cancelled', async () => {
  const bench = await running()
  const a = await bench.submit()
  const arms = [await bench.submit({ after: [a.id] }), await bench.submit({ after: [a.id] })]
  const d = await bench.submit({ after: arms.map((each) => each.id) })
  await finishNext(bench, { error: 'no' })
  await settled(bench, d)
  expect((await refusal(retryJob(bench.core, row(bench, d), false)))?.message).toContain(`dispatch retry ${arms[0]!.id} --with-dependents`)
  const moved = await retryJob(bench.core, row(bench, a), true)
  expect(moved.also.map((each) => [each.id, each.to])).toEqual([[arms[0]!.id, 'blocked'], [arms[1]!.id, 'blocked'], [d.id, 'blocked']])
  await finishNext(bench)
  await finishNext(bench, { files: { 'one.txt': '1\n' } })
  await finishNext(bench, { files: { 'two.txt': '2\n' } })
  const last = await bench.runner.nextStart()
  expect(git(last.request.cwd, 'ls-files')).toBe('a.txt\none.txt\ntwo.txt')
  speak(last)
  last.end()
  await settled(bench, d)
  expect(states(bench, a, ...arms, d)).toEqual(['succeeded', 'succeeded', 'succeeded', 'succeeded'])
  await bench.stop()
})

test('parents whose branches do not merge, and a job that cannot wait: it fails and names the files', async () => {
  const bench = await running()
  const parents = [await bench.submit({ title: 'left' }), await bench.submit({ title: 'right' })]
  const child = await bench.submit({ after: parents.map((each) => each.id), onConflict: 'fail' })
  await finishNext(bench, { files: { 'a.txt': 'left\n' } })
  await finishNext(bench, { files: { 'a.txt': 'right\n' } })
  await settled(bench, child)
  expect(bench.get(child.id).outcome).toMatchObject({ kind: 'failed', reason: 'merge-conflict', message: expect.stringContaining('a.txt') })
  expect(bench.log(child.id).find((entry) => entry.kind === 'git' && entry.data?.['files'])?.data?.['files']).toEqual(['a.txt'])
  expect(git(bench.get(child.id).worktree!, 'status', '--porcelain')).toBe('')
  expect(bench.runner.starts).toHaveLength(2)
  await bench.stop()
})

test('a held job waits for its release; a running one cannot be held, and its cancel stops it', async () => {
  const bench = await running()
  const job = await bench.submit({ hold: true })
  expect(bench.get(job.id)).toMatchObject({ state: 'held', reasonChain: [] })
  expect((await refusal(holdJob(bench.core, row(bench, job))))).toMatchObject({ code: 'wrong-state', details: { state: 'held' } })
  await releaseJob(bench.core, row(bench, job))
  const process = await bench.runner.nextStart()
  await bench.until(() => bench.get(job.id).state === 'running')
  expect(await refusal(holdJob(bench.core, row(bench, job)))).toMatchObject({ code: 'wrong-state', details: { state: 'running' }, message: expect.stringContaining('can only be cancelled') })
  expect(await refusal(releaseJob(bench.core, row(bench, job)))).toMatchObject({ code: 'wrong-state' })
  expect(await refusal(editJob(bench.core, row(bench, job), { id: job.id, prompt: 'other' }))).toMatchObject({ code: 'wrong-state' })
  expect((await editJob(bench.core, row(bench, job), { id: job.id, title: 'Renamed' })).title).toBe('Renamed')
  const moved = await cancelJob(bench.core, row(bench, job), false)
  expect(process.stopped).toBe(true)
  expect(moved.changed[0]).toMatchObject({ state: 'finished', outcome: { kind: 'cancelled', reason: 'by-person' }, runs: [{ execution: { stoppedBy: 'person' } }] })
  expect(await refusal(cancelJob(bench.core, row(bench, job), false))).toMatchObject({ code: 'wrong-state', details: { state: 'finished', outcome: 'cancelled' } })
  await bench.stop()
})

test('a dry run of a cancel says what else would go, and changes nothing', async () => {
  const bench = await makeBench()
  const a = await bench.submit()
  const b = await bench.submit({ after: [a.id] })
  const c = await bench.submit({ after: [{ job: b.id, otherwise: 'hold' }, { job: a.id, otherwise: 'hold' }] })
  const d = await bench.submit({ after: [{ job: a.id, when: 'failure' }] })
  const moved = await cancelJob(bench.core, row(bench, a), true)
  expect(moved.also.map(({ id, from, to }) => [id, from, to])).toEqual([[b.id, 'blocked', 'cancelled (dependency-failed)'], [c.id, 'blocked', 'held'], [d.id, 'blocked', 'queued']])
  expect(states(bench, a, b, c, d)).toEqual(['queued', 'blocked', 'blocked', 'blocked'])
  await cancelJob(bench.core, row(bench, a), false)
  expect(states(bench, a, b, c, d)).toEqual(['cancelled', 'cancelled', 'held', 'queued'])
})

test('released although its parent failed: the log says so, and it runs', async () => {
  const bench = await running()
  const a = await bench.submit({ title: 'A' })
  const b = await bench.submit({ after: [{ job: a.id, otherwise: 'hold' }] })
  await finishNext(bench, { error: 'no' })
  await bench.until(() => bench.get(b.id).state === 'held')
  await releaseJob(bench.core, row(bench, b))
  await finishNext(bench)
  await settled(bench, b)
  expect(bench.log(b.id)[0]).toMatchObject({ kind: 'note', text: `Released by a person although ${a.id} ‘A’ ended failed (claude-error).` })
  await bench.stop()
})

test('cancelling each job that has not started ends it at once', async () => {
  const bench = await makeBench()
  const a = await bench.submit()
  for (const job of [await bench.submit({ after: [a.id] }), await bench.submit({ hold: true }), a]) {
    expect((await cancelJob(bench.core, row(bench, job), false)).changed[0]).toMatchObject({ state: 'finished', outcome: { reason: 'by-person' }, run: 0 })
  }
})

test('a child that has not started waits again when its parent is run again', async () => {
  const bench = await makeBench()
  const scheduler = createScheduler(bench.core)
  scheduler.start()
  const a = await bench.submit()
  const b = await bench.submit({ after: [a.id], notBefore: bench.core.now() + 1_000_000 })
  await finishNext(bench)
  await settled(bench, a)
  expect(states(bench, b)).toEqual(['queued'])
  await retryJob(bench.core, row(bench, a), false)
  expect(states(bench, b)).toEqual(['blocked'])
  await finishNext(bench)
  await bench.until(() => bench.get(b.id).state === 'queued')
  await scheduler.stop()
})

test('a hold is handed down edges that hold, and taken back when the job above is let go', async () => {
  const bench = await makeBench()
  const a = await bench.submit({ title: 'A' })
  const b = await bench.submit({ after: [{ job: a.id, otherwise: 'hold' }] })
  const c = await bench.submit({ after: [{ job: b.id, otherwise: 'hold' }] })
  const d = await bench.submit({ after: [b.id] })
  await cancelJob(bench.core, getJobRowById(bench.core.store.read, a.id)!, false)
  expect([b, c, d].map((job) => bench.get(job.id).state)).toEqual(['held', 'held', 'blocked'])
  expect(bench.get(c.id).reasonChain.join()).toContain(a.id)
  await releaseJob(bench.core, getJobRowById(bench.core.store.read, b.id)!)
  expect([b, c, d].map((job) => bench.get(job.id).state)).toEqual(['queued', 'blocked', 'blocked'])
})

test('what a job waits for in the end: something that lives, or held jobs only', async () => {
  const bench = await makeBench()
  const [held, lives] = [await bench.submit({ title: 'H', hold: true }), await bench.submit({ title: 'L' })]
  const middle = await bench.submit({ after: [held.id, { job: lives.id, otherwise: 'hold' }] })
  const last = await bench.submit({ after: [middle.id] })
  const blockers = (job: Job) => blockersOf(bench.core.store.read, row(bench, job).seq)
  expect(blockers(last)).toEqual({ living: lives.id, held: [{ id: held.id, title: 'H', why: `${held.id} ‘H’ is held by a person` }] })
  await holdJob(bench.core, row(bench, lives))
  expect(blockers(last)).toMatchObject({ living: null, held: [{ id: held.id }, { id: lives.id }] })
  await releaseJob(bench.core, row(bench, held))
  expect(blockers(last)).toMatchObject({ living: held.id })
  await cancelJob(bench.core, row(bench, lives), false)
  await holdJob(bench.core, row(bench, held))
  // Held by a parent that failed: a retry of that is a person's, too.
  expect(blockers(last).living).toBeNull()
  expect(blockers(last).held.map((each) => each.id)).toContain(middle.id)
  await retryJob(bench.core, row(bench, lives), false)
  expect(blockers(last).living).toBe(lives.id)
})
