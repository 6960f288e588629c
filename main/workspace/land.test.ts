import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { landWork, type LandRequest, type LandWork } from './land.ts'
import { commitAll, commitOnBranch, fingerprint, makeBench, read, run, write } from './testing.ts'

const bench = makeBench()
let count = 0

/** Lands on main as a squash unless told otherwise. */
function toRequest(repository: string, work: (string | LandWork)[], more: Partial<LandRequest> = {}): LandRequest {
  return {
    repository, into: 'main', how: 'squash', dryRun: false, folder: join(bench.folder, 'landings', `l${++count}`), worktrees: join(bench.folder, 'worktrees'),
    work: work.map((each) => (typeof each === 'string' ? { title: 'The work', head: each, from: null, message: 'The work\n\nDispatch-Job: j1\n' } : each)), ...more,
  }
}
const subjects = (repository: string, range: string): string[] => run(repository, 'log', '--format=%s', range).split('\n').filter((line) => line !== '')
/** Nothing is left behind: no folder, no registration, no ref but those there were. */
function expectClean(request: LandRequest): void {
  expect(existsSync(request.folder)).toBe(false)
  expect(run(request.repository, 'worktree', 'list', '--porcelain')).not.toContain(request.folder)
}
/** A branch of two commits beside a main that has moved on. */
function forked(): { repository: string; head: string; base: string } {
  const repository = bench.repository()
  const base = run(repository, 'rev-parse', 'HEAD')
  commitOnBranch(repository, 'dispatch/j1', { 'one.txt': '1\n' })
  run(repository, 'worktree', 'add', '--quiet', `${repository}-more`, 'dispatch/j1')
  write(`${repository}-more`, { 'two.txt': '2\n', 'a.txt': 'one, and more\n' })
  const head = commitAll(`${repository}-more`, 'the second commit')
  run(repository, 'worktree', 'remove', '--force', `${repository}-more`)
  write(repository, { 'mine.txt': 'mine\n' })
  commitAll(repository, 'of my own')
  return { repository, head, base }
}

test.each([
  ['squash', ['The work'], 1],
  ['rebase', ['the second commit', 'work of dispatch/j1'], 1],
  ['merge', ['The work', 'the second commit', 'work of dispatch/j1'], 2],
] as const)('%s: the work is in main, and the clean checkout that stands on it is moved along', async (how, expected, parents) => {
  const { repository, head } = forked()
  write(repository, { 'notes.txt': 'untracked, and left alone' })
  const before = run(repository, 'rev-parse', 'HEAD')
  const job = run(repository, 'rev-parse', 'dispatch/j1')
  const request = toRequest(repository, [head], { how })
  const done = await landWork(request)
  if (!done.ok) throw new Error(done.message)
  expect(done).toMatchObject({ before, checkout: repository, after: run(repository, 'rev-parse', 'main') })
  expect(done.commits.map((each) => each.subject)).toEqual(expected)
  expect(subjects(repository, `${before}..main`)).toEqual(expected)
  expect(run(repository, 'log', '-1', '--format=%P', 'main').split(' ')).toHaveLength(parents)
  if (how !== 'rebase') expect(run(repository, 'log', '-1', '--format=%(trailers:key=Dispatch-Job,valueonly)', 'main').trim()).toBe('j1')
  expect(['one.txt', 'two.txt', 'a.txt', 'mine.txt'].map((name) => read(repository, name))).toEqual(['1\n', '2\n', 'one, and more\n', 'mine\n'])
  expect(run(repository, 'status', '--porcelain')).toBe('?? notes.txt')
  expect(run(repository, 'rev-parse', 'dispatch/j1')).toBe(job)
  expectClean(request)
})

test('a branch nobody stands on is moved alone; a dry run says the same and moves nothing', async () => {
  const { repository, head, base } = forked()
  run(repository, 'branch', 'release', base)
  const files = fingerprint(repository, (path) => path === '.git')
  const dry = await landWork(toRequest(repository, [head], { into: 'release', how: 'rebase', dryRun: true }))
  expect(dry).toMatchObject({ ok: true, before: base, checkout: null, commits: [{ subject: 'the second commit' }, { subject: 'work of dispatch/j1' }] })
  expect(run(repository, 'rev-parse', 'release')).toBe(base)
  const done = await landWork(toRequest(repository, [head], { into: 'release', how: 'rebase' }))
  // Nothing to replay: the branch goes to the very commits.
  expect(done).toMatchObject({ ok: true, after: head })
  expect(run(repository, 'rev-parse', 'release')).toBe(head)
  expect(fingerprint(repository, (path) => path === '.git')).toEqual(files)
})

test.each(['squash', 'merge', 'rebase'] as const)('%s: a conflict is refused with its files, and nothing is left behind', async (how) => {
  const { repository, head } = forked()
  write(repository, { 'a.txt': 'mine, otherwise\n' })
  const mine = commitAll(repository, 'in the way')
  const all = fingerprint(join(repository, '.git'), (path) => path === 'objects' || path.startsWith('worktrees'))
  const request = toRequest(repository, [head], { how })
  expect(await landWork(request)).toMatchObject({ ok: false, code: 'conflict', files: ['a.txt'], message: expect.stringContaining('conflicts with main in a.txt') })
  expect(run(repository, 'rev-parse', 'main')).toBe(mine)
  expect(run(repository, 'status', '--porcelain')).toBe('')
  expect(fingerprint(join(repository, '.git'), (path) => path === 'objects' || path.startsWith('worktrees'))).toEqual(all)
  expectClean(request)
})

test.each([
  ['a folder of them where a file would be', { 'one.txt/mine': 'x' }, ['one.txt/mine']],
  ['a file where a folder would be', { deep: 'x' }, ['deep']],
  ['two of them', { 'one.txt': 'x', 'deep/file.txt': 'x', 'deep/other.txt': 'left alone' }, ['deep/file.txt', 'one.txt']],
] as const)('untracked files in the way, %s: a dry run tells the same as the landing, and neither touches anything', async (_, files, expected) => {
  const repository = bench.repository()
  commitOnBranch(repository, 'dispatch/j1', { 'one.txt': '1\n', 'deep/file.txt': '2\n' })
  write(repository, files)
  const before = fingerprint(repository, (path) => path === '.git')
  const request = toRequest(repository, ['dispatch/j1'])
  const refused = await landWork(request)
  expect(refused).toMatchObject({ ok: false, code: 'dirty', files: expected })
  expect(await landWork({ ...request, dryRun: true })).toEqual(refused)
  expect(fingerprint(repository, (path) => path === '.git')).toEqual(before)
})

test('a checkout with changes, in the middle of a merge, or with an untracked file in the way is never touched', async () => {
  const { repository, head } = forked()
  const main = run(repository, 'rev-parse', 'main')
  write(repository, { 'b.txt': 'not committed\n' })
  expect(await landWork(toRequest(repository, [head]))).toMatchObject({ ok: false, code: 'dirty', files: ['b.txt'], message: expect.stringContaining('b.txt') })
  expect(read(repository, 'b.txt')).toBe('not committed\n')
  run(repository, 'checkout', '--quiet', '--', 'b.txt')

  write(repository, { 'two.txt': 'mine, unknown to git\n' })
  const request = toRequest(repository, [head])
  const refused = await landWork(request)
  expect(refused).toMatchObject({ ok: false, code: 'dirty', files: ['two.txt'] })
  expect(await landWork({ ...request, dryRun: true })).toEqual(refused)
  // One that git was told to ignore counts as much: it may be the only copy.
  writeFileSync(join(repository, '.git/info/exclude'), 'two.txt\n')
  expect(await landWork(toRequest(repository, [head]))).toMatchObject({ ok: false, code: 'dirty', files: ['two.txt'] })
  expect([read(repository, 'two.txt'), run(repository, 'rev-parse', 'main')]).toEqual(['mine, unknown to git\n', main])
  expectClean(request)
  run(repository, 'clean', '-fdxq')

  const other = commitOnBranch(repository, 'other', { 'o.txt': 'o\n' }, 'main')
  run(repository, 'merge', '--quiet', '--no-commit', '--no-ff', other)
  run(repository, 'rm', '--quiet', '--cached', 'o.txt')
  run(repository, 'clean', '-fdq')
  expect(await landWork(toRequest(repository, [head]))).toMatchObject({ ok: false, code: 'dirty', message: expect.stringContaining('in the middle of a merge') })
  expect(run(repository, 'rev-parse', 'main')).toBe(main)
})

test('the person’s hooks and settings have no part in it', async () => {
  const { repository, head } = forked()
  for (const hook of ['pre-commit', 'commit-msg', 'post-merge', 'post-checkout', 'pre-rebase', 'reference-transaction']) writeFileSync(join(repository, '.git/hooks', hook), `#!/bin/sh\ntouch ${join(repository, '..', `${hook}-ran`)}\nexit 1\n`, { mode: 0o755 })
  run(repository, 'config', 'rebase.updateRefs', 'true')
  run(repository, 'config', 'merge.ff', 'only')
  run(repository, 'config', 'commit.gpgSign', 'true')
  for (const how of ['squash', 'merge', 'rebase'] as const) expect(await landWork(toRequest(repository, [head], { how, dryRun: how !== 'rebase' })), how).toMatchObject({ ok: true })
  expect(existsSync(join(repository, '..', 'pre-commit-ran'))).toBe(false)
  expect(run(repository, 'rev-parse', 'dispatch/j1')).toBe(head)
})

test('what is there already, a branch that is not, and a head that is gone', async () => {
  const { repository, head } = forked()
  expect(await landWork(toRequest(repository, [head]))).toMatchObject({ ok: true })
  for (const how of ['squash', 'rebase'] as const) expect(await landWork(toRequest(repository, [head], { how })), how).toMatchObject({ ok: false, code: 'nothing' })
  expect(await landWork(toRequest(repository, [head], { into: 'nowhere' }))).toMatchObject({ ok: false, code: 'failed', message: expect.stringContaining('git branch nowhere') })
  const request = toRequest(repository, ['f'.repeat(40)])
  expect(await landWork(request)).toMatchObject({ ok: false, code: 'failed' })
  expectClean(request)
})

test('several works follow one another, all or none; only what came after a given commit is taken', async () => {
  const { repository, head, base } = forked()
  const first = run(repository, 'rev-parse', 'dispatch/j1~1')
  const other = commitOnBranch(repository, 'dispatch/j2', { 'other.txt': 'o\n' }, base)
  const clash = commitOnBranch(repository, 'dispatch/j3', { 'other.txt': 'not o\n' }, base)
  const main = run(repository, 'rev-parse', 'main')
  expect(await landWork(toRequest(repository, [other, clash]))).toMatchObject({ ok: false, code: 'conflict', files: ['other.txt'] })
  expect(run(repository, 'rev-parse', 'main')).toBe(main)
  expect(await landWork(toRequest(repository, [{ title: 'Later', head, from: first, message: 'Later\n' }, other]))).toMatchObject({ ok: true, commits: [{ subject: 'The work' }, { subject: 'Later' }] })
  expect(existsSync(join(repository, 'one.txt'))).toBe(false)
  expect(read(repository, 'two.txt')).toBe('2\n')
})

test('a branch that stands in a job’s worktree is left alone', async () => {
  const { repository, head, base } = forked()
  run(repository, 'branch', 'side', base)
  run(repository, 'worktree', 'add', '--quiet', bench.worktree('jother'), 'side')
  expect(await landWork(toRequest(repository, [head], { into: 'side' }))).toMatchObject({ ok: false, code: 'failed', message: expect.stringContaining("a job's worktree") })
  expect(run(repository, 'rev-parse', 'side')).toBe(base)
})
