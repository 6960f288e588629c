import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { getJobRowById, patchJob } from '../store/jobs.ts'
import { parentsToMerge } from './fan-in.ts'
import { land } from './land.ts'
import { createScheduler } from './scheduler.ts'
import { finishNext, git, makeBench, speak, type Bench } from './testing.ts'

interface Named { bench: Bench; link: string; other: string }

/** A repository with a second name and a second checkout. */
async function named(): Promise<Named> {
  const bench = await makeBench()
  const [link, other] = [join(bench.folder, 'lnk'), join(bench.folder, 'other')]
  symlinkSync(bench.repository, link)
  git(bench.repository, 'worktree', 'add', '--quiet', '-b', 'side', other)
  return { bench, link, other }
}

async function running(): Promise<Named> {
  const all = await named()
  await all.bench.profile({ name: 'default', slots: 4 })
  const scheduler = createScheduler(all.bench.core)
  scheduler.start()
  onTestFinished(() => scheduler.stop())
  return all
}

const row = (bench: Bench, id: string) => getJobRowById(bench.core.store.read, id)!
const ended = (bench: Bench, id: string) => bench.until(() => bench.get(id).state === 'finished')
const settled = async (bench: Bench): Promise<void> => { bench.core.wake(); await bench.core.store.writer.idle() }

test('two names of one folder: jobs in place there are not at work at once; another checkout is another folder', async () => {
  const { bench, link, other } = await running()
  const first = await bench.submit({ isolation: 'none' })
  const process = await bench.runner.nextStart()
  const second = await bench.submit({ isolation: 'none', repository: `${link}/` })
  expect(second.repository).toBe(bench.repository)
  await bench.submit({ isolation: 'none', repository: other })
  expect((await bench.runner.nextStart()).request.cwd).toBe(other)
  await settled(bench)
  expect(bench.get(second.id).state).toBe('queued')
  speak(process)
  process.end()
  await ended(bench, first.id)
  expect((await bench.runner.nextStart()).request.cwd).toBe(bench.repository)
})

for (const how of ['under another name', 'in another checkout'] as const) {
  test(`nothing is landed while a job works in place ${how}`, async () => {
    const { bench, link, other } = await running()
    const work = await bench.submit({})
    await finishNext(bench, { files: { 'new.txt': 'x\n' } })
    await ended(bench, work.id)
    const place = await bench.submit({ isolation: 'none', repository: how === 'in another checkout' ? other : link })
    await bench.runner.nextStart()
    await expect(land(bench.core, { id: work.id, how: 'squash', unverified: true, dryRun: false })).rejects.toMatchObject({ code: 'wrong-state', details: { job: place.id } })
  })

  test(`a child starts from the work of its parent ${how}`, async () => {
    const { bench, link, other } = await running()
    const parent = await bench.submit({})
    const child = await bench.submit({ repository: how === 'in another checkout' ? other : link, after: [parent.id] })
    await finishNext(bench, { files: { 'new.txt': 'x\n' } })
    const { request } = await bench.runner.nextStart()
    expect(git(request.cwd, 'show', 'HEAD:new.txt')).toBe('x')
    expect(bench.get(child.id).baseCommit).toBe(bench.get(parent.id).headCommit)
  })
}

test('jobs an earlier version stored under the name they were given: parents count, and those in place are known by the real one after a start', async () => {
  const { bench, link } = await named()
  const parent = await bench.submit({})
  const child = await bench.submit({ after: [parent.id] })
  const place = await bench.submit({ isolation: 'none' })
  await bench.core.store.writer.write((db) => {
    patchJob(db, row(bench, parent.id).seq, { repository: link, branch: 'dispatch/x', head_commit: git(bench.repository, 'rev-parse', 'HEAD') })
    patchJob(db, row(bench, place.id).seq, { repository: link })
  })
  expect(parentsToMerge(bench.core.store.read, row(bench, child.id))).toMatchObject([{ job: parent.id }])
  const scheduler = createScheduler(bench.core)
  await scheduler.recover()
  expect(bench.get(place.id).repository).toBe(bench.repository)
  await scheduler.stop()
})
