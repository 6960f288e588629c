import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { lstatOf } from './disk.ts'

/**
 * How a worktree hangs on its repository, read from the files themselves: `<worktree>/.git` names an administrative folder
 * `<common>/worktrees/<id>`, whose `gitdir` names the worktree back. Git is not asked, because it believes the `.git` file:
 * one rewritten by a job would lead our own git calls to another configuration, and with it to programs of the job's choice.
 */
export interface Link { worktree: string; common: string; admin: string }

/** The folder shared by all worktrees of a repository (usually `.git`), or null when the repository is gone. */
export function commonDirOf(repository: string): string | null {
  const dot = join(repository, '.git')
  try {
    const dir = lstatSync(dot).isFile() ? resolve(repository, readFileSync(dot, 'utf8').replace(/^gitdir: /, '').replace(/\r?\n$/, '')) : dot
    const shared = join(dir, 'commondir')
    const common = existsSync(shared) ? resolve(dir, readFileSync(shared, 'utf8').replace(/\r?\n$/, '')) : dir
    return existsSync(join(common, 'objects')) ? realpathSync(common) : null
  } catch {
    return null
  }
}

/** Whether two folders are checkouts of one repository, under whatever names: its branches are those of both. */
export function shareBranches(one: string, other: string): boolean {
  if (one === other) return true
  const common = commonDirOf(one)
  return common !== null && common === commonDirOf(other)
}

/** The path with symlinks resolved as far as it exists: what git writes down. */
export function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    const parent = dirname(path)
    return parent === path ? path : join(realPath(parent), basename(path))
  }
}

/** Administrative folders of all linked worktrees, with the worktree each one names. */
function listAdmins(common: string): Link[] {
  const folder = join(common, 'worktrees')
  const links: Link[] = []
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch {
    return links
  }
  for (const name of names) {
    const admin = join(folder, name)
    const worktree = worktreeOf(admin)
    if (worktree !== null) links.push({ worktree, common, admin })
  }
  return links
}

function worktreeOf(admin: string): string | null {
  try {
    return dirname(realPath(resolve(admin, readFileSync(join(admin, 'gitdir'), 'utf8').replace(/\r?\n$/, ''))))
  } catch {
    return null
  }
}

/** Where the repository keeps this worktree, or null when it knows of none there. */
export function findLink(common: string, worktree: string): Link | null {
  const real = realPath(worktree)
  // Git names the folder after the worktree unless that is taken: one look instead of a thousand.
  const likely = join(common, 'worktrees', basename(worktree))
  if (worktreeOf(likely) === real) return { worktree, common, admin: likely }
  const found = listAdmins(common).find((link) => link.worktree === real)
  return found ? { ...found, worktree } : null
}

/** Forgets the worktree at this path and any inside of it. Branches and commits stay. */
export function unregister(common: string, worktree: string): void {
  const real = realPath(worktree)
  for (const link of listAdmins(common)) {
    if (link.worktree === real || link.worktree.startsWith(real + sep)) rmSync(link.admin, { recursive: true, force: true })
  }
}

/** Says, as git does, that a worktree is still being made. */
const IN_THE_MAKING = 'initializing'

/**
 * Registers an empty folder as a worktree at a commit, as `git worktree add` does: what is missing is its branch and its files, which a checkout brings.
 * Null where only git knows how: refs kept in tables, settings of each worktree's own, a name that is taken.
 * Layout: https://git-scm.com/docs/gitrepository-layout (worktrees/).
 */
export function linkNew(common: string, worktree: string, commit: string): Link | null {
  if (['reftable', 'config.worktree', join('info', 'sparse-checkout')].some((special) => existsSync(join(common, special)))) return null
  const admin = join(common, 'worktrees', basename(worktree))
  mkdirSync(dirname(admin), { recursive: true })
  try {
    mkdirSync(admin)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return null
    throw error
  }
  writeFileSync(join(admin, 'locked'), IN_THE_MAKING)
  mkdirSync(worktree, { recursive: true })
  const real = realPath(worktree)
  writeFileSync(join(admin, 'gitdir'), `${join(real, '.git')}\n`)
  writeFileSync(join(admin, 'commondir'), '../..\n')
  writeFileSync(join(admin, 'HEAD'), `${commit}\n`)
  writeFileSync(join(worktree, '.git'), `gitdir: ${admin}\n`)
  return { worktree, common, admin }
}

/** The worktree is whole: git may treat it as any other. */
export function markMade(link: Link): void {
  rmSync(join(link.admin, 'locked'), { force: true })
}

/** Whether git finished making it: a HEAD and an index are there, and it is not marked as being made. */
export function isComplete(link: Link): boolean {
  if (!existsSync(join(link.admin, 'HEAD')) || !existsSync(join(link.admin, 'index')) || !existsSync(join(link.admin, 'commondir'))) return false
  try {
    return readFileSync(join(link.admin, 'locked'), 'utf8').trim() !== IN_THE_MAKING
  } catch {
    return true
  }
}

/** Writes `<worktree>/.git` anew when it is missing or leads elsewhere; true when it had to. A folder in its place is left, and is not followed either. */
export function repairPointer(link: Link): boolean {
  const dot = join(link.worktree, '.git')
  const stat = lstatOf(dot)
  if (stat?.isFile()) {
    const target = /^gitdir: (.*?)\r?\n?$/s.exec(readFileSync(dot, 'utf8'))?.[1]
    if (target !== undefined && realPath(resolve(link.worktree, target)) === realPath(link.admin)) return false
  }
  if (stat?.isDirectory()) return false
  if (stat) rmSync(dot, { force: true })
  writeFileSync(dot, `gitdir: ${link.admin}\n`)
  return true
}

/** The environment that ties a git call to this worktree and repository, whatever `.git` in it says. */
export function linkEnv(link: Link): Record<string, string> {
  return { GIT_DIR: link.admin, GIT_WORK_TREE: realPath(link.worktree) }
}

/** Removes locks a killed git left on what is this worktree's alone: its index, its HEAD and its branch. Nothing of the job may be running. */
export function removeStaleLocks(link: Link, branch: string): string[] {
  const locks = [join(link.admin, 'index.lock'), join(link.admin, 'HEAD.lock'), join(link.common, 'refs', 'heads', `${branch}.lock`)].filter((lock) => existsSync(lock))
  for (const lock of locks) rmSync(lock, { force: true })
  return locks.map((lock) => `removed ${basename(lock)}, left by a git that was ended`)
}

/** What git was in the middle of in a worktree. A merge is told apart: a commit concludes it. */
export function readUnfinished(link: Link): { merge: boolean; other: string | null } {
  const has = (name: string): boolean => existsSync(join(link.admin, name))
  const other = has('rebase-merge') || has('rebase-apply') ? 'rebase' : has('CHERRY_PICK_HEAD') ? 'cherry-pick' : has('REVERT_HEAD') ? 'revert' : has('BISECT_LOG') ? 'bisect' : null
  return { merge: has('MERGE_HEAD'), other }
}

const UNFINISHED = ['rebase-merge', 'rebase-apply', 'sequencer', 'CHERRY_PICK_HEAD', 'REVERT_HEAD', 'REBASE_HEAD', 'BISECT_LOG', 'BISECT_START', 'BISECT_NAMES', 'BISECT_TERMS', 'BISECT_EXPECTED_REV', 'AUTO_MERGE']
const MERGE = ['MERGE_HEAD', 'MERGE_MODE', 'MERGE_MSG', 'MERGE_RR', 'MERGE_AUTOSTASH']

/** Forgets what git was in the middle of. By hand: `git rebase --quit` would put an autostash onto the stash list, which is the person's. */
export function forgetUnfinished(link: Link, options: { merge: boolean }): void {
  for (const name of options.merge ? [...UNFINISHED, ...MERGE] : UNFINISHED) rmSync(join(link.admin, name), { recursive: true, force: true })
}
