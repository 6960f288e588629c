import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { commitAll, expectReady, makeBench, prepareIn, read, run, write } from './testing.ts'
import { reopenWorktree } from './worktree.ts'

// What a crash left of a job's worktree is opened again for the run that is resumed.

const bench = makeBench()

test('keeps everything as it is and removes a stale lock', async () => {
  const { repository, worktree, branch } = await prepareIn(bench)
  write(worktree, { 'a.txt': 'half done\n', 'new.txt': 'x' })
  run(worktree, 'add', 'new.txt')
  const admin = run(worktree, 'rev-parse', '--absolute-git-dir')
  const before = run(worktree, 'status', '--porcelain')
  writeFileSync(join(admin, 'index.lock'), '')
  expect(await reopenWorktree({ repository, worktree, branch })).toMatchObject({ ok: true, recreated: false, headCommit: run(worktree, 'rev-parse', 'HEAD'), notes: [expect.stringContaining('index.lock')] })
  expect(run(worktree, 'status', '--porcelain')).toBe(before)
  expect(read(worktree, 'a.txt')).toBe('half done\n')
  run(worktree, 'add', '--all')
})

test('makes a vanished folder again from the branch', async () => {
  const { repository, worktree, branch } = await prepareIn(bench)
  write(worktree, { 'done.txt': 'x' })
  const head = commitAll(worktree, 'work')
  rmSync(worktree, { recursive: true })
  expect(await reopenWorktree({ repository, worktree, branch })).toMatchObject({ ok: true, recreated: true, headCommit: head })
  expectReady(worktree, branch, head)
})

test('registers a pruned worktree again, uncommitted work included', async () => {
  const { repository, worktree, branch } = await prepareIn(bench)
  write(worktree, { 'done.txt': 'x' })
  const head = commitAll(worktree, 'work')
  write(worktree, { 'a.txt': 'uncommitted\n' })
  rmSync(run(worktree, 'rev-parse', '--absolute-git-dir'), { recursive: true })
  expect(await reopenWorktree({ repository, worktree, branch })).toMatchObject({ ok: true, recreated: false, headCommit: head })
  expect(run(worktree, 'status', '--porcelain').trim()).toBe('M a.txt')
  expect(run(worktree, 'symbolic-ref', '--short', 'HEAD')).toBe(branch)
  expect(existsSync(`${worktree}.link`)).toBe(false)
})

test('repairs a .git file that is missing, and a HEAD that names nothing', async () => {
  const { repository, worktree, branch, baseCommit } = await prepareIn(bench)
  const admin = run(worktree, 'rev-parse', '--absolute-git-dir')
  rmSync(join(worktree, '.git'))
  run(repository, '--git-dir', admin, 'symbolic-ref', 'HEAD', 'refs/heads/nothing')
  expect(await reopenWorktree({ repository, worktree, branch })).toMatchObject({ ok: true, headCommit: baseCommit })
  expectReady(worktree, branch, baseCommit)
})

test('fails clearly without folder and branch', async () => {
  const repository = bench.repository()
  expect(await reopenWorktree({ repository, worktree: bench.worktree(), branch: 'dispatch/never' })).toMatchObject({ ok: false, code: 'start-failed', message: expect.stringContaining('dispatch/never') })
})
