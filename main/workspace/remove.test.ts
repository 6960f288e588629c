import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, linkSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { folderSize, listDispatchWorktrees, removeLandings, removeWorktree, toLandingPlace } from './remove.ts'
import { makeBench, run, write } from './testing.ts'
import { prepareWorktree } from './worktree.ts'

const bench = makeBench()

async function start(name?: string): Promise<{ repository: string; worktree: string; branch: string }> {
  const repository = bench.repository()
  const worktree = bench.worktree(name)
  const branch = `dispatch/${worktree.split('/').at(-1)}`
  const result = await prepareWorktree({ repository, worktree, branch, parents: [] })
  if (!result.ok) throw new Error(result.message)
  return { repository, worktree, branch }
}

describe('removeWorktree', () => {
  test('deletes folder and registration, keeps the branch and other worktrees', async () => {
    const { repository, worktree, branch } = await start()
    const other = bench.worktree()
    run(repository, 'worktree', 'add', '--quiet', '-b', 'side', other)
    run(worktree, 'worktree', 'add', '--quiet', '-b', 'inner', 'inside')
    write(worktree, { 'cache/ro/f': 'x' })
    chmodSync(join(worktree, 'cache', 'ro'), 0o500)
    expect(await removeWorktree({ repository, worktree })).toEqual({ ok: true })
    expect(existsSync(worktree)).toBe(false)
    expect(run(repository, 'worktree', 'list').split('\n').map((line) => line.split(' ')[0])).toEqual([repository, other])
    expect(run(repository, 'rev-parse', branch)).toBe(run(repository, 'rev-parse', 'main'))
    expect(await removeWorktree({ repository, worktree })).toEqual({ ok: true })
  })

  test('works when the folder, or the repository, is gone', async () => {
    const one = await start()
    rmSync(one.worktree, { recursive: true })
    expect(await removeWorktree(one)).toEqual({ ok: true })
    expect(run(one.repository, 'worktree', 'list').split('\n')).toHaveLength(1)
    const other = await start()
    rmSync(other.repository, { recursive: true })
    expect(await removeWorktree(other)).toEqual({ ok: true })
    expect(existsSync(other.worktree)).toBe(false)
  })

  test('refuses what is not a linked worktree', async () => {
    const { repository } = await start()
    const plain = join(bench.folder, 'plain')
    write(plain, { 'f': 'x' })
    for (const folder of [repository, bench.folder, join(repository, '.git'), plain, bench.repository()]) {
      expect(await removeWorktree({ repository, worktree: folder })).toMatchObject({ ok: false, code: 'not-removed' })
      expect(existsSync(folder)).toBe(true)
    }
  })

  test('unlinks a symlink and leaves what it leads to', async () => {
    const { repository } = await start()
    const target = bench.repository()
    const link = bench.worktree()
    symlinkSync(target, link)
    await removeWorktree({ repository, worktree: link })
    expect(existsSync(join(target, 'a.txt'))).toBe(true)
  })
})

test('listDispatchWorktrees tells jobs, repositories and branches, and what is broken', async () => {
  const one = await start('list/j1')
  const two = await start('list/j2')
  run(two.worktree, 'checkout', '--quiet', '--detach')
  const gone = await start('list/j3')
  rmSync(gone.repository, { recursive: true })
  const folder = join(one.worktree, '..')
  mkdirSync(join(folder, 'j4.stale-123'))
  writeFileSync(join(folder, 'a-file'), '')
  expect(listDispatchWorktrees(folder)).toEqual([
    { job: 'j1', path: one.worktree, repository: one.repository, branch: 'dispatch/j1' },
    { job: 'j2', path: two.worktree, repository: two.repository, branch: null },
    { job: 'j3', path: gone.worktree, repository: null, branch: null },
    { job: 'j4', path: join(folder, 'j4.stale-123'), repository: null, branch: null },
  ])
  expect(listDispatchWorktrees(join(folder, 'nowhere'))).toEqual([])
})

test('what a process that is no more had begun to land is deleted, with the repository’s note of it; what another one is at stays', async () => {
  const repository = bench.repository()
  const folder = join(bench.worktree(), '..', 'landings')
  const other = spawn('sleep', ['600'])
  onTestFinished(() => { other.kill() })
  const places = ['jx-0123abcd', `jy.${spawnSync('true').pid}.0123abcd`, `jz.${process.pid}.0123abcd`, `jw.${other.pid}.0123abcd`].map((name) => join(folder, name))
  for (const place of places) run(repository, 'worktree', 'add', '--quiet', '--detach', place)
  const mine = toLandingPlace(folder, 'jv')
  expect(mine.startsWith(join(folder, `jv.${process.pid}.`))).toBe(true)
  await removeLandings(folder)
  expect(places.map((place) => existsSync(place))).toEqual([false, false, false, true])
  expect(run(repository, 'worktree', 'list').split('\n').map((line) => line.split(' ')[0])).toEqual([repository, places[3]])
  await removeLandings(join(folder, 'nowhere'))
})

test('folderSize counts hard links once and does not follow links', async () => {
  const folder = join(bench.folder, 'size')
  write(folder, { 'a/x': 'x'.repeat(100_000) })
  const once = await folderSize(folder)
  expect(once).toBeGreaterThanOrEqual(100_000)
  linkSync(join(folder, 'a/x'), join(folder, 'again'))
  symlinkSync(bench.folder, join(folder, 'loop'))
  expect(await folderSize(folder) - once).toBeLessThan(50_000)
  expect(await folderSize(join(folder, 'nowhere'))).toBe(0)
})
