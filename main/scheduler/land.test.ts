import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { Refusal } from '../../contract/errors.ts'
import type { Job, JobSpecInput } from '../../contract/job.ts'
import { getJobRowById } from '../store/jobs.ts'
import { retryJob } from './commands.ts'
import { land, type LandArgs } from './land.ts'
import { submitPlan } from './plan.ts'
import { createScheduler } from './scheduler.ts'
import { finishNext, git, makeBench, speak, writeFiles, type Bench } from './testing.ts'

async function running(): Promise<Bench> {
  const bench = await makeBench()
  const scheduler = createScheduler(bench.core)
  scheduler.start()
  onTestFinished(() => scheduler.stop())
  return bench
}
const ended = async (bench: Bench, id: string): Promise<Job> => { await bench.until(() => bench.get(id).state === 'finished'); return bench.get(id) }
const landing = (bench: Bench, id: string, more: Partial<LandArgs> = {}) => land(bench.core, { id, how: 'squash', unverified: false, dryRun: false, ...more })
const refusal = (work: Promise<unknown>) => work.then(() => null, (error: unknown) => { expect(error).toBeInstanceOf(Refusal); return error as Refusal })
const row = (bench: Bench, id: string) => getJobRowById(bench.core.store.read, id)!
/** Lets the next Claude write, and its check say how it is. */
async function workNext(bench: Bench, files: Record<string, string>, passes = true): Promise<void> {
  await finishNext(bench, { files })
  const check = await bench.runner.nextStart()
  check.end({ exitCode: passes ? 0 : 1, signal: null })
}
const CHECKED: Partial<JobSpecInput> = { check: { command: 'npm test' } }

test('verified work is landed once: in the branch the checkout stands on, noted in the job and its log', async () => {
  const bench = await running()
  const { id } = await bench.submit({ ...CHECKED, title: 'Add new.txt' })
  await workNext(bench, { 'new.txt': 'x\n' })
  await ended(bench, id)
  expect(await landing(bench, id, { dryRun: true })).toMatchObject({ dryRun: true, into: 'main', how: 'squash', commits: [{ subject: 'Add new.txt' }], checkout: bench.repository })
  expect(bench.get(id).landed).toBeUndefined()
  const done = await landing(bench, id)
  expect(git(bench.repository, 'log', '-1', '--format=%B')).toBe(`Add new.txt\n\nDispatch-Job: ${id}`)
  expect(git(bench.repository, 'status', '--porcelain')).toBe('')
  expect(bench.get(id).landed).toEqual({ at: bench.core.now(), into: 'main', how: 'squash', head: bench.get(id).headCommit, commit: done.after })
  expect(bench.log(id).at(-1)).toMatchObject({ kind: 'git', text: `Landed in main as 1 commit (squash), now at ${done.after.slice(0, 12)}; moved the checkout ${bench.repository} along.` })
  expect(await refusal(landing(bench, id))).toMatchObject({ code: 'wrong-state', message: expect.stringMatching(/was landed in main at .*landed once/) })
  expect(readdirSync(join(bench.core.home, 'landings'))).toEqual([])
  // Run again, it may have more to land.
  await retryJob(bench.core, row(bench, id), false)
  expect(bench.get(id).landed).toBeUndefined()
})

test('what is not verified, not finished, without a change or in place is refused, each with its reason', async () => {
  const bench = await running()
  const open = await bench.submit({ ...CHECKED, hold: true })
  expect(await refusal(landing(bench, open.id))).toMatchObject({ code: 'wrong-state', details: { state: 'held' }, message: expect.stringContaining('Expected a finished job') })
  const unchecked = await bench.submit({})
  await finishNext(bench, { files: { 'u.txt': 'x\n' } })
  await ended(bench, unchecked.id)
  expect(await refusal(landing(bench, unchecked.id))).toMatchObject({ message: expect.stringMatching(/no check has passed.*--unverified/) })
  const failed = await bench.submit(CHECKED)
  await workNext(bench, { 'f.txt': 'x\n' }, false)
  await ended(bench, failed.id)
  expect(await refusal(landing(bench, failed.id))).toMatchObject({ message: expect.stringContaining('it failed (check-failed)') })
  const idle = await bench.submit(CHECKED)
  await workNext(bench, {})
  await ended(bench, idle.id)
  expect(await refusal(landing(bench, idle.id))).toMatchObject({ message: expect.stringContaining('changed nothing') })
  const place = await bench.submit({ isolation: 'none' })
  const process = await bench.runner.nextStart()
  expect(await refusal(landing(bench, unchecked.id, { unverified: true }))).toMatchObject({ message: expect.stringContaining(`${place.id} works in place`) })
  speak(process)
  process.end()
  await ended(bench, place.id)
  expect(await refusal(landing(bench, place.id))).toMatchObject({ message: expect.stringContaining('worked in place') })
  expect(await refusal(landing(bench, unchecked.id, { into: `dispatch/${idle.id}`, unverified: true }))).toMatchObject({ code: 'bad-input' })
  git(bench.repository, 'checkout', '--quiet', '--detach')
  expect(await refusal(landing(bench, unchecked.id, { unverified: true }))).toMatchObject({ code: 'bad-input', message: expect.stringContaining('--into') })
  expect(await landing(bench, unchecked.id, { unverified: true, into: 'main' })).toMatchObject({ into: 'main', checkout: null })
})

test('a conflict and a checkout with changes are refused with the files, and change nothing', async () => {
  const bench = await running()
  const { id } = await bench.submit(CHECKED)
  await workNext(bench, { 'a.txt': 'theirs\n' })
  await ended(bench, id)
  writeFiles(bench.repository, { 'a.txt': 'mine\n' })
  expect(await refusal(landing(bench, id))).toMatchObject({ code: 'wrong-state', details: { files: ['a.txt'] } })
  git(bench.repository, 'commit', '--quiet', '--all', '-m', 'mine')
  expect(await refusal(landing(bench, id))).toMatchObject({ code: 'conflict', details: { into: 'main', files: ['a.txt'] } })
  expect(bench.get(id).landed).toBeUndefined()
  expect(git(bench.repository, 'log', '-1', '--format=%s')).toBe('mine')
})

test('a child after its parent was landed brings its own change only', async () => {
  const bench = await running()
  const parent = await bench.submit({ ...CHECKED, title: 'Parent' })
  await workNext(bench, { 'a.txt': 'by the parent\n' })
  await ended(bench, parent.id)
  await landing(bench, parent.id)
  // The same line changed on main since: brought once more, the parent's change would conflict.
  writeFiles(bench.repository, { 'a.txt': 'changed since\n' })
  git(bench.repository, 'commit', '--quiet', '--all', '-m', 'changed since')
  const child = await bench.submit({ ...CHECKED, title: 'Child', after: [parent.id] })
  await workNext(bench, { 'b.txt': 'by the child\n' })
  await ended(bench, child.id)
  expect(await landing(bench, child.id)).toMatchObject({ commits: [{ subject: 'Child' }] })
  expect(git(bench.repository, 'show', 'HEAD:a.txt')).toBe('changed since')
})

test('a pipeline is landed as a whole: what a later job builds on comes with that one', async () => {
  const bench = await running()
  const plan = await submitPlan(bench.core, {
    folder: bench.folder, dryRun: false,
    plan: { pipeline: 'p', defaults: { repository: bench.repository, check: { command: 'npm test', timeoutMs: 60_000 } }, jobs: { one: { prompt: 'One' }, two: { prompt: 'Two', after: ['one'] }, idle: { prompt: 'Idle', after: ['one'] }, side: { prompt: 'Side', after: ['idle'], context: 'fresh' } } },
  }, { from: 'api', device: 'test' })
  const ids = Object.fromEntries(plan.jobs.map((job) => [job.alias, job.id!]))
  expect(await refusal(landing(bench, plan.pipeline!))).toMatchObject({ message: expect.stringContaining('Expected a pipeline that has ended') })
  const files: Record<string, Record<string, string>> = { One: { 'one.txt': '1\n' }, Two: { 'two.txt': '2\n' }, Side: { 'side.txt': 's\n' }, Idle: {} }
  for (let left = 4; left > 0;) {
    const process = await bench.runner.nextStart()
    if (process.request.file === '/bin/sh') { process.end(); left-- } else {
      const id = process.request.cwd.split('/').at(-1)!
      writeFiles(process.request.cwd, files[bench.get(id).title]!)
      speak(process)
      process.end()
    }
  }
  for (const id of Object.values(ids)) await ended(bench, id)
  const done = await landing(bench, plan.pipeline!)
  expect(done.jobs.map((job) => job.title)).toEqual(['One', 'Two', 'Side'])
  expect(done.commits.map((each) => each.subject)).toEqual(['Side', 'Two'])
  expect(git(bench.repository, 'log', '-1', '--skip=1', '--format=%B')).toBe(`Two\n\nDispatch-Job: ${ids['one']}\nDispatch-Job: ${ids['two']}`)
  expect(git(bench.repository, 'ls-files')).toBe('a.txt\none.txt\nside.txt\ntwo.txt')
  expect(await refusal(landing(bench, ids['one']!))).toMatchObject({ message: expect.stringContaining('was landed') })
  expect(await refusal(landing(bench, plan.pipeline!))).toMatchObject({ message: expect.stringContaining('is landed, last in main') })
})

test('two at once in one repository: one after the other, none lost', async () => {
  const bench = await running()
  const jobs = [await bench.submit({}), await bench.submit({})]
  await finishNext(bench, { files: { 'x.txt': 'x\n' } })
  await finishNext(bench, { files: { 'y.txt': 'y\n' } })
  for (const { id } of jobs) await ended(bench, id)
  await Promise.all(jobs.map(({ id }) => landing(bench, id, { unverified: true })))
  expect(git(bench.repository, 'ls-files')).toBe('a.txt\nx.txt\ny.txt')
  expect(git(bench.repository, 'rev-list', '--count', 'HEAD')).toBe('3')
})
