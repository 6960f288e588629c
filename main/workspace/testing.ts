import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterAll, expect } from 'vitest'
import { prepareWorktree, type Parent } from './worktree.ts'

export interface Bench { folder: string; repository: (name?: string) => string; worktree: (name?: string) => string }

/** For tests of this folder: a temporary folder with a home of its own, and real repositories in it. */
export function makeBench(): Bench {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dispatch-workspace-')))
  const before = { HOME: process.env['HOME'], XDG_CONFIG_HOME: process.env['XDG_CONFIG_HOME'] }
  // The identity, ignore file and settings of whoever runs the tests must not decide their outcome.
  process.env['HOME'] = join(folder, 'home')
  process.env['XDG_CONFIG_HOME'] = join(folder, 'home', '.config')
  mkdirSync(join(folder, 'home'))
  afterAll(() => {
    for (const [name, value] of Object.entries(before)) if (value === undefined) delete process.env[name]; else process.env[name] = value
    rmSync(folder, { recursive: true, force: true })
  })
  let count = 0
  return {
    folder,
    worktree: (name) => join(folder, 'worktrees', name ?? `j${++count}`),
    repository: (name) => {
      const root = join(folder, name ?? `repo${++count}`)
      mkdirSync(root, { recursive: true })
      run(root, 'init', '--quiet', '--initial-branch=main')
      run(root, 'config', 'user.name', 'Ada')
      run(root, 'config', 'user.email', 'ada@example.com')
      write(root, { 'a.txt': 'one\n', 'b.txt': 'two\n' })
      commitAll(root, 'first')
      return root
    },
  }
}

/** A repository, and a job's worktree in it. `again` prepares it once more, as a retry does. */
export async function prepareIn(bench: Bench): Promise<{ repository: string; worktree: string; branch: string; baseCommit: string; again: (parents?: Parent[]) => ReturnType<typeof prepareWorktree> }> {
  const repository = bench.repository()
  const worktree = bench.worktree()
  const branch = `dispatch/${basename(worktree)}`
  const again = (parents: Parent[] = []): ReturnType<typeof prepareWorktree> => prepareWorktree({ repository, worktree, branch, parents })
  const result = await again()
  if (!result.ok) throw new Error(result.message)
  return { repository, worktree, branch, baseCommit: result.baseCommit, again }
}

/** The worktree is on its branch, at the commit, clean. */
export function expectReady(worktree: string, branch: string, commit: string): void {
  expect(run(worktree, 'symbolic-ref', 'HEAD')).toBe(`refs/heads/${branch}`)
  expect(run(worktree, 'rev-parse', 'HEAD')).toBe(commit)
  expect(run(worktree, 'status', '--porcelain')).toBe('')
}

/** Git as the person or Claude would use it: with hooks, without our settings. */
export function run(cwd: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trimEnd()
}

export function write(folder: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
}

export function read(folder: string, name: string): string {
  return readFileSync(join(folder, name), 'utf8')
}

/** Commits everything and returns the commit. */
export function commitAll(folder: string, message: string): string {
  run(folder, 'add', '--all')
  run(folder, '-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', 'commit', '--quiet', '--allow-empty', '-m', message)
  return run(folder, 'rev-parse', 'HEAD')
}

/** A commit on a branch of its own, made without touching the checkout: a parent job's work. */
export function commitOnBranch(repository: string, branch: string, files: Record<string, string>, from = 'HEAD'): string {
  const place = `${repository}-${branch.replaceAll('/', '-')}`
  run(repository, 'worktree', 'add', '--quiet', '-b', branch, place, from)
  write(place, files)
  const commit = commitAll(place, `work of ${branch}`)
  run(repository, 'worktree', 'remove', '--force', place)
  return commit
}

/** Path → hash of its bytes and mode, for everything below a folder. */
export function fingerprint(folder: string, skip: (path: string) => boolean = () => false): Record<string, string> {
  const found: Record<string, string> = {}
  const walk = (path: string): void => {
    for (const name of readdirSync(join(folder, path)).sort()) {
      const inner = join(path, name)
      if (skip(inner)) continue
      const stat = lstatSync(join(folder, inner))
      if (stat.isDirectory()) walk(inner)
      else found[inner] = `${stat.mode.toString(8)} ${stat.isSymbolicLink() ? readlinkSync(join(folder, inner)) : createHash('sha256').update(readFileSync(join(folder, inner))).digest('hex')}`
    }
  }
  walk('')
  return found
}
