import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { commitAll, commitOnBranch, expectReady, makeBench, prepareIn, read, run, write } from './testing.ts'
import { keepRun, prepareWorktree } from './worktree.ts'
import type { Parent } from './worktree.ts'

const bench = makeBench()
const parent = (job: string, commit: string): Parent => ({ job, title: `Title of ${job}`, branch: `dispatch/${job}`, commit })

describe('the start', () => {
  test('without parents is the checkout’s HEAD', async () => {
    const { repository, worktree, branch, baseCommit } = await prepareIn(bench)
    expect(baseCommit).toBe(run(repository, 'rev-parse', 'HEAD'))
    expectReady(worktree, branch, baseCommit)
    expect(read(repository, '.git/config')).not.toContain('[branch')
  })

  test('is registered as git itself would: neither locked nor to be pruned, also where commits have long names', async () => {
    const repository = bench.repository()
    const long = `${repository}-sha256`
    run(repository, 'init', '--quiet', '--initial-branch=main', '--object-format=sha256', long)
    run(long, 'config', 'user.name', 'Ada')
    run(long, 'config', 'user.email', 'ada@example.com')
    write(long, { 'a.txt': 'one\n' })
    commitAll(long, 'first')
    for (const each of [repository, long]) {
      const worktree = bench.worktree()
      const result = await prepareWorktree({ repository: each, worktree, branch: 'dispatch/listed', parents: [] })
      expectReady(worktree, 'dispatch/listed', result.ok ? result.baseCommit : result.message)
      expect(run(each, 'worktree', 'list', '--porcelain').split('\n\n').at(-1)).toBe(`worktree ${worktree}\nHEAD ${run(each, 'rev-parse', 'HEAD')}\nbranch refs/heads/dispatch/listed`)
      expect(run(each, 'worktree', 'prune', '--dry-run', '--expire=now')).toBe('')
      expect(run(worktree, 'fsck')).toBe('')
    }
  })

  test('is the base ref when one is named', async () => {
    const repository = bench.repository()
    const first = run(repository, 'rev-parse', 'HEAD')
    run(repository, 'tag', 'v1')
    commitAll(repository, 'second')
    const worktree = bench.worktree()
    expect(await prepareWorktree({ repository, worktree, branch: 'dispatch/based', base: 'v1', parents: [] })).toMatchObject({ ok: true, baseCommit: first, merged: [] })
    expectReady(worktree, 'dispatch/based', first)
    expect(await prepareWorktree({ repository, worktree: bench.worktree(), branch: 'dispatch/other', base: 'v9', parents: [] })).toMatchObject({ ok: false, code: 'start-failed', message: expect.stringContaining('"v9"') })
  })

  test('is the only parent’s commit, also when base is named', async () => {
    const repository = bench.repository()
    const commit = commitOnBranch(repository, 'dispatch/p1', { 'p1.txt': 'x' })
    const worktree = bench.worktree()
    const result = await prepareWorktree({ repository, worktree, branch: 'dispatch/child', base: 'main', parents: [parent('p1', commit)] })
    expect(result).toEqual({ ok: true, baseCommit: commit, merged: [{ job: 'p1', commit }], notes: [expect.stringContaining('base main is not used')] })
    expectReady(worktree, 'dispatch/child', commit)
  })

  test('is the merge of several parents, in order, without any identity configured', async () => {
    const repository = bench.repository()
    const commits = ['p1', 'p2', 'p3'].map((job) => commitOnBranch(repository, `dispatch/${job}`, { [`${job}.txt`]: job }))
    run(repository, 'config', '--unset', 'user.name')
    const worktree = bench.worktree()
    const result = await prepareWorktree({ repository, worktree, branch: 'dispatch/fan-in', parents: commits.map((commit, i) => parent(`p${i + 1}`, commit)) })
    if (!result.ok) throw new Error(result.message)
    expect(result.merged.map((each) => each.commit)).toEqual(commits)
    expectReady(worktree, 'dispatch/fan-in', result.baseCommit)
    expect(['p1', 'p2', 'p3'].map((job) => read(worktree, `${job}.txt`))).toEqual(['p1', 'p2', 'p3'])
    expect(run(worktree, 'log', '--first-parent', '--format=%s|%an <%ae>', '-2')).toBe('Merge dispatch/p3: Title of p3|Dispatch <dispatch@localhost>\nMerge dispatch/p2: Title of p2|Dispatch <dispatch@localhost>')
  })

  test('is refused for a parent whose commit is gone', async () => {
    const repository = bench.repository()
    const result = await prepareWorktree({ repository, worktree: bench.worktree(), branch: 'dispatch/orphan', parents: [parent('p1', 'f'.repeat(40))] })
    expect(result).toMatchObject({ ok: false, code: 'start-failed', message: expect.stringMatching(/Title of p1.*is gone/) })
  })
})

describe('parents in conflict', () => {
  test('end with the files and the parent named, the merge undone, and a retry works once they agree', async () => {
    const repository = bench.repository()
    const one = commitOnBranch(repository, 'dispatch/p1', { 'a.txt': 'left\n', 'größe.txt': 'left\n' })
    const two = commitOnBranch(repository, 'dispatch/p2', { 'a.txt': 'right\n', 'größe.txt': 'right\n', 'fine.txt': 'x' })
    const worktree = bench.worktree()
    const branch = 'dispatch/clash'
    const result = await prepareWorktree({ repository, worktree, branch, parents: [parent('p1', one), parent('p2', two)] })
    expect(result).toMatchObject({ ok: false, code: 'merge-conflict', parent: 'p2', files: ['a.txt', 'größe.txt'] })
    if (!result.ok) expect(result.message).toMatch(/Title of p2.*p2.*a\.txt, größe\.txt/)
    expectReady(worktree, branch, one)
    const better = commitOnBranch(repository, 'dispatch/p2b', { 'fine.txt': 'x' })
    expect(await prepareWorktree({ repository, worktree, branch, parents: [parent('p1', one), parent('p2', better)] })).toMatchObject({ ok: true })
    expect(read(worktree, 'fine.txt')).toBe('x')
  })

  test('unrelated histories fail as a start, not as a conflict', async () => {
    const repository = bench.repository()
    const one = commitOnBranch(repository, 'dispatch/p1', { 'p.txt': 'x' })
    const alien = run(repository, 'commit-tree', run(repository, 'rev-parse', 'HEAD^{tree}'), '-m', 'alien')
    expect(await prepareWorktree({ repository, worktree: bench.worktree(), branch: 'dispatch/u', parents: [parent('p1', one), parent('p2', alien)] })).toMatchObject({ ok: false, code: 'start-failed', message: expect.stringContaining('unrelated') })
  })
})

describe('a retry', () => {
  test('resets to the new base, keeps ignored files and the previous run’s head', async () => {
    const { repository, worktree, branch, again } = await prepareIn(bench)
    write(worktree, { '.gitignore': 'cache/\n', 'done.txt': 'x', 'cache/big': 'kept' })
    const head = commitAll(worktree, 'work')
    write(worktree, { 'cache/big': 'kept', 'left.txt': 'x', 'nested/repo/f': 'x', 'a.txt': 'changed' })
    run(join(worktree, 'nested', 'repo'), 'init', '--quiet')
    write(repository, { '.gitignore': 'cache/\n' })
    const moved = commitAll(repository, 'base moves on')
    expect(await keepRun({ repository, branch, job: 'jx', run: 1 })).toEqual({ ok: true, commit: head })
    expect(await again()).toMatchObject({ ok: true, baseCommit: moved })
    expectReady(worktree, branch, moved)
    expect(readdirSync(worktree).sort()).toEqual(['.git', '.gitignore', 'a.txt', 'b.txt', 'cache'])
    expect(read(worktree, 'cache/big')).toBe('kept')
    expect(run(repository, 'rev-parse', 'refs/dispatch/jx/run-1')).toBe(head)
    expect(await keepRun({ repository, branch: 'dispatch/none', job: 'jy', run: 1 })).toEqual({ ok: true, commit: null })
  })

  test('works after a merge, a rebase or another branch was left in the worktree', async () => {
    const { repository, worktree, branch, baseCommit, again } = await prepareIn(bench)
    const other = commitOnBranch(repository, 'other', { 'a.txt': 'theirs\n' })
    for (const leave of [['merge', other], ['rebase', other], ['cherry-pick', other]]) {
      write(worktree, { 'a.txt': 'mine\n' })
      commitAll(worktree, 'mine')
      expect(() => run(worktree, ...leave)).toThrow()
      expect(await again()).toMatchObject({ ok: true, baseCommit })
      expectReady(worktree, branch, baseCommit)
      expect(run(worktree, 'status')).not.toMatch(/progress|rebas|cherry/i)
    }
    run(worktree, 'checkout', '--quiet', '-b', 'astray')
    expect(await again()).toMatchObject({ ok: true })
    expectReady(worktree, branch, baseCommit)
    run(worktree, 'checkout', '--quiet', '--orphan', 'nothing')
    expect(await again()).toMatchObject({ ok: true })
    expectReady(worktree, branch, baseCommit)
  })
})

describe('what a crash can leave', () => {
  const remains: Record<string, (place: { repository: string; worktree: string; branch: string; admin: string }) => void> = {
    'a registration whose folder is gone': ({ worktree }) => rmSync(worktree, { recursive: true }),
    'a folder whose registration is gone': ({ admin }) => rmSync(admin, { recursive: true }),
    'a branch without a worktree': ({ worktree, admin }) => [worktree, admin].forEach((path) => rmSync(path, { recursive: true })),
    'a worktree marked as being made': ({ admin, worktree }) => {
      writeFileSync(join(admin, 'locked'), 'initializing')
      rmSync(join(admin, 'index'))
      rmSync(join(worktree, 'a.txt'))
    },
    'an index.lock and a branch lock': ({ admin, repository, branch }) => {
      writeFileSync(join(admin, 'index.lock'), '')
      writeFileSync(join(repository, '.git', 'refs', 'heads', `${branch}.lock`), '')
    },
    'a broken index': ({ admin }) => writeFileSync(join(admin, 'index'), 'garbage'),
    'a broken HEAD': ({ admin }) => writeFileSync(join(admin, 'HEAD'), ''),
    'a missing .git file': ({ worktree }) => rmSync(join(worktree, '.git')),
    'a .git file that leads elsewhere': ({ worktree }) => writeFileSync(join(worktree, '.git'), 'gitdir: /nowhere\n'),
    'a .git folder in place of the file': ({ worktree }) => {
      rmSync(join(worktree, '.git'))
      run(worktree, 'init', '--quiet')
    },
    'an empty folder': ({ worktree, admin }) => {
      rmSync(worktree, { recursive: true })
      rmSync(admin, { recursive: true })
      mkdirSync(worktree)
    },
    'a file in its place': ({ worktree }) => {
      rmSync(worktree, { recursive: true })
      writeFileSync(worktree, 'file')
    },
  }
  for (const [name, make] of Object.entries(remains)) {
    test(`${name}: prepare ends in a working worktree`, async () => {
      const { repository, worktree, branch, baseCommit, again } = await prepareIn(bench)
      make({ repository, worktree, branch, admin: run(worktree, 'rev-parse', '--absolute-git-dir') })
      expect(await again()).toMatchObject({ ok: true, baseCommit })
      expectReady(worktree, branch, baseCommit)
      expect(run(repository, 'worktree', 'list').split('\n').length).toBe(2)
      expect(run(repository, 'fsck', '--no-dangling')).toBe('')
    })
  }

  test('a stranger’s files in the place are moved aside, not deleted', async () => {
    const repository = bench.repository()
    const worktree = bench.worktree('jstranger')
    write(worktree, { 'precious.txt': 'x' })
    const result = await prepareWorktree({ repository, worktree, branch: 'dispatch/jstranger', parents: [] })
    expect(result).toMatchObject({ ok: true, notes: [expect.stringContaining('moved to')] })
    const aside = readdirSync(join(worktree, '..')).find((name) => name.startsWith('jstranger.stale-'))
    expect(read(join(worktree, '..', aside ?? ''), 'precious.txt')).toBe('x')
  })

  test('other worktrees of the person are left registered, even when their folder is away', async () => {
    const { repository, worktree, again } = await prepareIn(bench)
    const away = bench.worktree()
    run(repository, 'worktree', 'add', '--quiet', '-b', 'on-a-stick', away)
    rmSync(away, { recursive: true })
    rmSync(worktree, { recursive: true })
    expect(await again()).toMatchObject({ ok: true })
    expect(run(repository, 'worktree', 'list')).toContain(away)
  })
})

describe('a clear refusal', () => {
  test('when the person has the job’s branch checked out', async () => {
    const { repository, worktree, branch, again } = await prepareIn(bench)
    run(worktree, 'checkout', '--quiet', '--detach')
    run(repository, 'checkout', '--quiet', branch)
    expect(await again()).toMatchObject({ ok: false, code: 'start-failed', message: expect.stringContaining(`checked out in ${repository}`) })
  })

  test('when a branch named dispatch is in the way', async () => {
    const repository = bench.repository()
    run(repository, 'branch', 'dispatch')
    expect(await prepareWorktree({ repository, worktree: bench.worktree(), branch: 'dispatch/jb', parents: [] })).toMatchObject({ ok: false, code: 'start-failed', message: expect.stringContaining('git branch -m dispatch') })
  })

  test('when there is no commit, or the disk refuses', async () => {
    const repository = join(bench.folder, 'unborn')
    run(bench.folder, 'init', '--quiet', repository)
    expect(await prepareWorktree({ repository, worktree: bench.worktree(), branch: 'dispatch/ju', parents: [] })).toMatchObject({ ok: false, code: 'start-failed', message: expect.stringContaining('"HEAD"') })
    const blocked = join(bench.folder, 'a-file')
    writeFileSync(blocked, '')
    expect(await prepareWorktree({ repository: bench.repository(), worktree: join(blocked, 'j'), branch: 'dispatch/jf', parents: [] })).toMatchObject({ ok: false, code: 'start-failed', message: expect.stringContaining('could not be made') })
  })

  test('when the repository is gone', async () => {
    expect(await prepareWorktree({ repository: join(bench.folder, 'gone'), worktree: bench.worktree(), branch: 'dispatch/jg', parents: [] })).toMatchObject({ ok: false, code: 'start-failed', message: expect.stringContaining('found none') })
  })
})

test('ten at once on one repository all succeed, as do their retries', { timeout: 30_000 }, async () => {
  const repository = bench.repository()
  const all = Array.from({ length: 10 }, (_, i) => ({ repository, worktree: bench.worktree(`many${i}`), branch: `dispatch/many${i}`, parents: [] }))
  for (let round = 0; round < 2; round++) {
    const results = await Promise.all(all.map((each) => prepareWorktree(each)))
    expect(results.filter((each) => !each.ok)).toEqual([])
  }
  for (const each of all) expectReady(each.worktree, each.branch, run(repository, 'rev-parse', 'HEAD'))
})

test('paths with spaces, unicode and newlines, and a repository that is itself a linked worktree', async () => {
  const repository = bench.repository('repo größe\n日本')
  const worktree = bench.worktree('job größe\n日本')
  for (let round = 0; round < 2; round++) expect(await prepareWorktree({ repository, worktree, branch: 'dispatch/odd', parents: [] })).toMatchObject({ ok: true })
  expectReady(worktree, 'dispatch/odd', run(repository, 'rev-parse', 'HEAD'))
  const linked = bench.worktree()
  run(repository, 'worktree', 'add', '--quiet', '-b', 'side', linked)
  const side = commitAll(linked, 'on the side')
  expect(await prepareWorktree({ repository: linked, worktree: bench.worktree(), branch: 'dispatch/from-side', parents: [] })).toMatchObject({ ok: true, baseCommit: side })
})

test('a submodule checkout can be a repository, and submodules are mentioned', async () => {
  const [outer, inner] = [bench.repository(), bench.repository()]
  run(outer, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner, 'sub')
  commitAll(outer, 'with a submodule')
  const result = await prepareWorktree({ repository: outer, worktree: bench.worktree(), branch: 'dispatch/outer', parents: [] })
  expect(result).toMatchObject({ ok: true, notes: [expect.stringContaining('submodules')] })
  const worktree = bench.worktree()
  for (let round = 0; round < 2; round++) expect(await prepareWorktree({ repository: join(outer, 'sub'), worktree, branch: 'dispatch/inner', parents: [] })).toMatchObject({ ok: true })
  expectReady(worktree, 'dispatch/inner', run(join(outer, 'sub'), 'rev-parse', 'HEAD'))
})

test('the person’s hooks do not run', async () => {
  const repository = bench.repository()
  for (const hook of ['post-checkout', 'reference-transaction', 'prepare-commit-msg', 'post-merge']) {
    writeFileSync(join(repository, '.git', 'hooks', hook), `#!/bin/sh\ntouch ${bench.folder}/hook-ran\nexit 1\n`)
    chmodSync(join(repository, '.git', 'hooks', hook), 0o755)
  }
  expect(await prepareWorktree({ repository, worktree: bench.worktree(), branch: 'dispatch/hooks', parents: [] })).toMatchObject({ ok: true })
  expect(existsSync(join(bench.folder, 'hook-ran'))).toBe(false)
})
