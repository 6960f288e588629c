import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { retryJob } from '../scheduler/commands.ts'
import { createScheduler } from '../scheduler/scheduler.ts'
import { finishNext, git, makeBench, writeFiles, type Bench } from '../scheduler/testing.ts'
import { getJobRowById } from '../store/jobs.ts'
import { removeLeftovers, removeWorktree } from '../workspace/remove.ts'
import { collectGarbage } from './gc.ts'

/** A job that has ended, with an engine that starts nothing more. */
async function ended(prepare: (bench: Bench) => Promise<{ profile?: string }> = async () => ({})) {
  const bench = await makeBench()
  const spec = await prepare(bench)
  const scheduler = createScheduler(bench.core)
  scheduler.start()
  const { id } = await bench.submit(spec)
  await finishNext(bench, { files: { 'made.txt': 'x' } })
  await bench.until(() => bench.get(id).state === 'finished')
  await scheduler.stop()
  return { bench, id, worktree: bench.get(id).worktree! }
}

test('the worktree of a job that has ended goes, and the job knows', async () => {
  const { bench, id, worktree } = await ended()
  expect(await collectGarbage(bench.core, true)).toMatchObject({ worktrees: [worktree] })
  expect(existsSync(worktree)).toBe(true)
  expect(await collectGarbage(bench.core, false)).toMatchObject({ worktrees: [worktree] })
  expect(existsSync(worktree)).toBe(false)
  expect(bench.get(id).worktree).toBe(null)
})

test('that of a job which is run again while it is looked at stays', async () => {
  const { bench, id, worktree } = await ended()
  const cleaned = collectGarbage(bench.core, false)
  await retryJob(bench.core, getJobRowById(bench.core.store.read, id)!, false)
  expect(await cleaned).toMatchObject({ worktrees: [], bytes: 0 })
  expect(existsSync(worktree)).toBe(true)
})

const bringing = async (bench: Bench) => {
  await bench.profile({ name: 'bringing', copy: ['local/keys.json'] })
  writeFiles(bench.repository, { 'local/keys.json': '{}' })
  return { profile: 'bringing' }
}

test('a file that was brought along and is not ignored keeps no worktree, unless it was changed there or something is beside it', async () => {
  const { bench, worktree } = await ended(bringing)
  writeFiles(worktree, { 'local/keys.json': '{"new":1}' })
  expect(await collectGarbage(bench.core, true)).toMatchObject({ worktrees: [] })
  writeFiles(worktree, { 'local/keys.json': '{}', 'local/notes.txt': 'not committed' })
  expect(await collectGarbage(bench.core, true)).toMatchObject({ worktrees: [] })
  rmSync(join(worktree, 'local', 'notes.txt'))
  expect(await collectGarbage(bench.core, false)).toMatchObject({ worktrees: [worktree] })
  expect(existsSync(worktree)).toBe(false)
})

test('the place of a worktree is free before its files are gone; what an end in the middle leaves is deleted later, and nothing else', async () => {
  const { bench, worktree } = await ended()
  const removed = removeWorktree({ repository: bench.repository, worktree })
  expect(existsSync(worktree)).toBe(false)
  expect(git(bench.repository, 'worktree', 'list')).not.toContain(worktree)
  expect(await removed).toEqual({ ok: true })
  for (const name of ['j1.removed-1', 'j2.stale-1', 'j3']) mkdirSync(join(dirname(worktree), name, 'inside'), { recursive: true })
  await removeLeftovers(dirname(worktree))
  expect(readdirSync(dirname(worktree)).toSorted()).toEqual(['j2.stale-1', 'j3'])
})
