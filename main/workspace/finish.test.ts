import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { diffWork } from './diff.ts'
import { commitWork } from './finish.ts'
import { copyIncluded } from './include.ts'
import { removeWorktree } from './remove.ts'
import { inspectRepository, snapshotHead } from './repository.ts'
import { commitAll, commitOnBranch, fingerprint, makeBench, read, run, write } from './testing.ts'
import { prepareWorktree, toRunRef } from './worktree.ts'

const bench = makeBench()

async function start(): Promise<{ repository: string; worktree: string; branch: string; job: string; base: string; commit: (more?: { keepRef?: string; leaveOut?: string[]; message?: string }) => ReturnType<typeof commitWork> }> {
  const repository = bench.repository()
  const worktree = bench.worktree()
  const job = basename(worktree)
  const branch = `dispatch/${job}`
  const result = await prepareWorktree({ repository, worktree, branch, parents: [] })
  if (!result.ok) throw new Error(result.message)
  return { repository, worktree, branch, job, base: result.baseCommit, commit: (more = {}) => commitWork({ repository, worktree, branch, message: 'Do it\n\n# kept\n', ...more }) }
}

/** The branch is at the commit, the worktree on the branch and clean. */
function expectSettled(repository: string, worktree: string, branch: string, commit: string): void {
  expect(run(repository, 'rev-parse', branch)).toBe(commit)
  expect(run(worktree, 'symbolic-ref', '--short', 'HEAD')).toBe(branch)
  expect(run(worktree, 'status', '--porcelain')).toBe('')
}

describe('commitWork', () => {
  test('commits what was left, respects .gitignore, uses the person’s identity and sets the kept ref', async () => {
    const { repository, worktree, branch, job, commit } = await start()
    write(worktree, { 'a.txt': 'changed\n', 'größe/new file.txt': 'x', '.gitignore': '*.log\n', 'noise.log': 'x' })
    rmSync(join(worktree, 'b.txt'))
    const result = await commit({ keepRef: toRunRef(job, 1) })
    if (!result.ok) throw new Error(result.message)
    expect(result).toMatchObject({ committed: true, files: 4, notes: [] })
    expectSettled(repository, worktree, branch, result.headCommit)
    expect(run(worktree, 'log', '-1', '--format=%an <%ae>|%cn|%B')).toBe('Ada <ada@example.com>|Ada|Do it\n\n# kept')
    expect(run(repository, 'rev-parse', toRunRef(job, 1))).toBe(result.headCommit)
    expect(run(worktree, 'ls-files')).not.toContain('noise.log')
  })

  test('does nothing to a clean worktree, with or without commits of Claude’s own', async () => {
    const { base, commit, worktree } = await start()
    expect(await commit()).toEqual({ ok: true, headCommit: base, committed: false, files: 0, notes: [] })
    write(worktree, { 'own.txt': 'x' })
    const own = commitAll(worktree, 'by Claude')
    expect(await commit()).toEqual({ ok: true, headCommit: own, committed: false, files: 0, notes: [] })
  })

  test('falls back to an identity of its own', async () => {
    const { repository, worktree, commit } = await start()
    run(repository, 'config', '--unset', 'user.email')
    write(worktree, { 'new.txt': 'x' })
    expect(await commit()).toMatchObject({ ok: true, committed: true })
    expect(run(worktree, 'log', '-1', '--format=%an <%ae> %cn <%ce>')).toBe('Dispatch <dispatch@localhost> Dispatch <dispatch@localhost>')
  })

  test('commits the removal of everything', async () => {
    const { worktree, commit } = await start()
    for (const name of ['a.txt', 'b.txt']) rmSync(join(worktree, name))
    expect(await commit()).toMatchObject({ ok: true, committed: true, files: 2 })
  })

  test.each([['detached', ['checkout', '--quiet', '--detach']], ['another branch', ['checkout', '--quiet', '-b', 'feature/x']]])('brings the branch to a HEAD that is %s', async (_name, move) => {
    const { repository, worktree, branch, commit } = await start()
    run(worktree, ...move)
    write(worktree, { 'own.txt': 'x' })
    const own = commitAll(worktree, 'by Claude')
    write(worktree, { 'left.txt': 'x' })
    const result = await commit()
    if (!result.ok) throw new Error(result.message)
    expectSettled(repository, worktree, branch, result.headCommit)
    expect(run(worktree, 'rev-parse', 'HEAD~1')).toBe(own)
    expect(result.notes).toEqual([expect.stringContaining('was moved to its commit')])
  })

  test('keeps commits of the branch that HEAD does not contain', async () => {
    const { repository, worktree, branch, commit } = await start()
    write(worktree, { 'own.txt': 'x' })
    const own = commitAll(worktree, 'on the branch')
    const other = commitOnBranch(repository, 'other', { 'other.txt': 'x' })
    run(worktree, 'checkout', '--quiet', '--detach', other)
    const result = await commit()
    expect(result).toMatchObject({ ok: true, headCommit: other, committed: false })
    expectSettled(repository, worktree, branch, other)
    expect(run(repository, 'for-each-ref', '--format=%(objectname)', 'refs/dispatch/')).toBe(own)
  })

  test('works from an orphan branch without commits', async () => {
    const { repository, worktree, branch, base, commit } = await start()
    run(worktree, 'checkout', '--quiet', '--orphan', 'fresh')
    write(worktree, { 'new.txt': 'x' })
    const result = await commit()
    if (!result.ok) throw new Error(result.message)
    expectSettled(repository, worktree, branch, result.headCommit)
    expect(run(worktree, 'rev-parse', 'HEAD~1')).toBe(base)
  })

  test('does not move a branch that the person has checked out', async () => {
    const { repository, worktree, branch, job, base, commit } = await start()
    run(worktree, 'checkout', '--quiet', '--detach')
    run(repository, 'checkout', '--quiet', branch)
    write(worktree, { 'own.txt': 'x' })
    const own = commitAll(worktree, 'by Claude')
    const result = await commit()
    expect(result).toMatchObject({ ok: true, headCommit: own, notes: [expect.stringContaining('checked out in')] })
    expect(run(repository, 'rev-parse', branch)).toBe(base)
    expect(run(repository, 'rev-parse', `refs/dispatch/${job}/work`)).toBe(own)
  })

  test('concludes a merge that was left in conflict, both parents kept', async () => {
    const { repository, worktree, branch, commit } = await start()
    const other = commitOnBranch(repository, 'other', { 'a.txt': 'theirs\n' })
    write(worktree, { 'a.txt': 'mine\n' })
    const mine = commitAll(worktree, 'mine')
    expect(() => run(worktree, 'merge', other)).toThrow()
    const result = await commit()
    if (!result.ok) throw new Error(result.message)
    expect(result.notes.join('\n')).toMatch(/merge was left unfinished[^]*a\.txt/)
    expectSettled(repository, worktree, branch, result.headCommit)
    expect(run(worktree, 'log', '-1', '--format=%P')).toBe(`${mine} ${other}`)
  })

  test('commits a merge that changes no file', async () => {
    const { repository, worktree, commit } = await start()
    const other = commitOnBranch(repository, 'other', { 'a.txt': 'theirs\n' })
    run(worktree, 'merge', '--quiet', '--no-commit', '-s', 'ours', other)
    expect(await commit()).toMatchObject({ ok: true, committed: true })
    expect(run(worktree, 'log', '-1', '--format=%P')).toContain(other)
  })

  test.each([['rebase'], ['cherry-pick']])('commits as it stands in the middle of a %s', async (kind) => {
    const { repository, worktree, branch, commit } = await start()
    const other = commitOnBranch(repository, 'other', { 'a.txt': 'theirs\n' })
    write(worktree, { 'a.txt': 'mine\n' })
    const mine = commitAll(worktree, 'mine')
    expect(() => run(worktree, kind, other)).toThrow()
    const result = await commit()
    if (!result.ok) throw new Error(result.message)
    expect(result.notes.join('\n')).toContain(`a ${kind} was left unfinished`)
    expectSettled(repository, worktree, branch, result.headCommit)
    expect(run(worktree, 'status')).not.toMatch(/progress/)
    // Reachable: by the branch, or by the ref that keeps what the rebase had set aside.
    expect(run(repository, 'log', '--all', '--format=%H')).toContain(mine)
  })

  test('is not stopped by nested repositories, with or without commits', async () => {
    const { worktree, commit } = await start()
    for (const name of ['app', 'deep/empty']) {
      write(worktree, { [`${name}/index.js`]: 'x' })
      run(join(worktree, name), 'init', '--quiet')
    }
    commitAll(join(worktree, 'app'), 'inner')
    write(worktree, { 'deep/beside.txt': 'x' })
    const result = await commit()
    expect(result).toMatchObject({ ok: true, committed: true, files: 1, notes: [expect.stringMatching(/app\/, deep\/empty\/.*repository of its own/)] })
    expect(run(worktree, 'ls-files')).toBe('a.txt\nb.txt\ndeep/beside.txt')
    // Nothing else is left: still no failure.
    expect(await commit()).toMatchObject({ ok: true, committed: false })
  })

  test('leaves out what it is told to', async () => {
    const { worktree, commit } = await start()
    write(worktree, { '.env': 'SECRET', 'x[1].txt': 'x', 'new.txt': 'x' })
    expect(await commit({ leaveOut: ['.env', 'x[1].txt'] })).toMatchObject({ ok: true, files: 1 })
    expect(run(worktree, 'ls-files')).toBe('a.txt\nb.txt\nnew.txt')
  })

  test('takes huge files, links and odd names', async () => {
    const { worktree, commit } = await start()
    writeFileSync(join(worktree, 'huge.bin'), '')
    truncateSync(join(worktree, 'huge.bin'), 600 * 1024 * 1024)
    symlinkSync('a.txt', join(worktree, 'link'))
    write(worktree, { '-dash': 'x', 'new\nline': 'x', ' space': 'x', ':(top)': 'x' })
    expect(await commit()).toMatchObject({ ok: true, files: 6, notes: [] })
    expect(run(worktree, 'status', '--porcelain')).toBe('')
  }, 60_000)

  test('removes a stale index.lock, and a .git file that leads elsewhere is not followed', async () => {
    const { repository, worktree, branch, commit } = await start()
    writeFileSync(join(repository, '.git', 'worktrees', basename(worktree), 'index.lock'), '')
    // What a job in a sandbox could write: a repository whose configuration runs a program outside of it.
    const trap = join(worktree, 'trap')
    mkdirSync(trap)
    run(trap, 'init', '--quiet')
    run(trap, 'config', 'filter.evil.clean', `touch ${bench.folder}/escaped; cat`)
    run(trap, 'config', 'core.fsmonitor', `touch ${bench.folder}/escaped`)
    write(worktree, { '.gitattributes': '* filter=evil\n', '.git': `gitdir: ${trap}/.git\n`, 'work.txt': 'x' })
    const result = await commit()
    if (!result.ok) throw new Error(result.message)
    expect(result.notes.join('\n')).toMatch(/index\.lock[^]*led elsewhere/)
    expect(existsSync(join(bench.folder, 'escaped'))).toBe(false)
    expect(run(repository, 'show', `${branch}:work.txt`)).toBe('x')
  })

  test('fails clearly when the worktree or the repository is gone', async () => {
    const { repository, worktree, commit } = await start()
    rmSync(worktree, { recursive: true })
    expect(await commit()).toMatchObject({ ok: false, code: 'commit-failed', message: expect.stringContaining(worktree) })
    rmSync(repository, { recursive: true })
    expect(await commit()).toMatchObject({ ok: false, code: 'commit-failed', message: expect.stringContaining(repository) })
  })
})

describe('diffWork', () => {
  test('lists text, binary, renamed and unicode files, whatever is configured', async () => {
    const { repository, worktree, base, commit } = await start()
    run(repository, 'config', 'diff.external', `touch ${bench.folder}/diff-ran; false`)
    run(repository, 'config', 'diff.evil.textconv', `touch ${bench.folder}/diff-ran; cat`)
    run(repository, 'config', 'diff.noprefix', 'true')
    run(repository, 'config', 'color.ui', 'always')
    write(worktree, { 'a.txt': 'one\nmore\n', 'größe\n日本.txt': 'x\n', '.gitattributes': '*.txt diff=evil\n' })
    writeFileSync(join(worktree, 'bin'), Buffer.from([0, 1, 2, 0]))
    run(worktree, 'mv', 'b.txt', 'c c.txt')
    const done = await commit()
    if (!done.ok) throw new Error(done.message)
    const diff = await diffWork({ repository, base, head: done.headCommit })
    if (!diff.ok) throw new Error(diff.message)
    expect(diff.files.sort((x, y) => (x.path < y.path ? -1 : 1))).toEqual([
      { path: '.gitattributes', added: 1, removed: 0 },
      { path: 'a.txt', added: 1, removed: 0 },
      { path: 'bin', added: null, removed: null },
      { path: 'c c.txt', added: 0, removed: 0 },
      { path: 'größe\n日本.txt', added: 1, removed: 0 },
    ])
    expect(diff.cut).toBe(false)
    expect(diff.patch).toContain('--- a/a.txt\n+++ b/a.txt\n@@ -1 +1,2 @@\n one\n+more\n')
    expect(diff.patch).toContain('rename from b.txt')
    expect(existsSync(join(bench.folder, 'diff-ran'))).toBe(false)
  })

  test('cuts a long patch after a whole line, and counts all files', async () => {
    const { repository, worktree, base, commit } = await start()
    write(worktree, { '1.txt': 'ünï\n'.repeat(100_000), '2.txt': 'x\n'.repeat(50_000) })
    const done = await commit()
    if (!done.ok) throw new Error(done.message)
    const diff = await diffWork({ repository, base, head: done.headCommit, limitBytes: 10_000 })
    if (!diff.ok) throw new Error(diff.message)
    expect(diff).toMatchObject({ cut: true, files: [{ path: '1.txt', added: 100_000 }, { path: '2.txt', added: 50_000 }] })
    expect(Buffer.byteLength(diff.patch)).toBeLessThanOrEqual(10_000)
    expect(diff.patch.endsWith('+ünï\n')).toBe(true)
  })

  test('says which commit is not there', async () => {
    const { repository, base } = await start()
    expect(await diffWork({ repository, base, head: 'f'.repeat(40) })).toMatchObject({ ok: false, code: 'not-found', message: expect.stringContaining('ffff') })
  })
})

test('the person’s dirty checkout is byte for byte the same after a job’s whole life', async () => {
  const repository = bench.repository()
  write(repository, { 'stashed.txt': 'x' })
  run(repository, 'add', '--all')
  run(repository, 'stash', 'push', '--quiet', '-m', 'mine')
  write(repository, { 'staged.txt': 'x', '.gitignore': '.env\n', '.env': 'SECRET', '.worktreeinclude': '.env\n' })
  run(repository, 'add', 'staged.txt')
  write(repository, { 'a.txt': 'unstaged\n', 'untracked.txt': 'x' })
  const parents = ['p1', 'p2'].map((job) => ({ job, title: job, branch: `dispatch/${job}`, commit: commitOnBranch(repository, `dispatch/${job}`, { [`${job}.txt`]: job }, 'HEAD') }))
  // What must change: objects, the job's own refs and worktree entry. Everything else, config and info/exclude included, is compared.
  const ours = (path: string): boolean => /^\.git\/(objects|worktrees|refs\/dispatch|(logs\/)?refs\/heads\/dispatch)(\/|$)/.test(path)
  const look = (): unknown => ({ files: fingerprint(repository, ours), index: readFileSync(join(repository, '.git', 'index')).toString('base64'), head: read(repository, '.git/HEAD'), main: run(repository, 'rev-parse', 'main'), stash: run(repository, 'stash', 'list') })
  // A stat cache gone stale: whoever refreshes the index writes it anew.
  utimesSync(join(repository, 'b.txt'), 1, 1)
  const before = look()
  expect(Object.keys((before as { files: object }).files)).toEqual(expect.arrayContaining(['a.txt', 'untracked.txt', '.git/index', '.git/refs/stash', '.git/info/exclude', '.git/config']))
  const worktree = bench.worktree('jwhole')
  const place = { repository, worktree, branch: 'dispatch/jwhole' }
  for (let round = 0; round < 2; round++) {
    expect(await inspectRepository(repository)).toMatchObject({ ok: true, dirty: true })
    expect(await prepareWorktree({ ...place, parents })).toMatchObject({ ok: true })
    // The .gitignore that covers .env is not committed yet: it does not hold in the worktree.
    const included = await copyIncluded({ repository, worktree, copy: ['untracked.txt'] })
    expect(included).toMatchObject({ copied: ['.env', 'untracked.txt'], exposed: ['.env', 'untracked.txt'] })
    write(worktree, { 'a.txt': 'job\n', 'job.txt': `round ${round}` })
    const done = await commitWork({ ...place, message: 'Job', leaveOut: included.exposed })
    expect(done).toMatchObject({ ok: true, files: 2 })
    if (done.ok) await diffWork({ repository, base: 'main', head: done.headCommit })
    await snapshotHead(repository)
    expect(look()).toEqual(before)
  }
  expect(await removeWorktree({ repository, worktree })).toEqual({ ok: true })
  expect(look()).toEqual(before)
  expect(run(repository, 'show', 'dispatch/jwhole:job.txt')).toBe('round 1')
})
