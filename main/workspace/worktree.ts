import { existsSync, readdirSync, renameSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { lstatOf, orDiskFault } from './disk.ts'
import { explain, git, gitPatiently, LONG_MS } from './git.ts'
import type { GitResult } from './git.ts'
import { commonDirOf, findLink, forgetUnfinished, isComplete, linkEnv, linkNew, markMade, removeStaleLocks, repairPointer, unregister } from './link.ts'
import type { Link } from './link.ts'
import { mergeParents } from './merge.ts'
import { removeFolder } from './remove.ts'
import { resolveRef } from './repository.ts'

/** A parent whose work the job builds on. `commit` is its head, taken from the job table and not from the branch, which may have moved. */
export interface Parent { job: string; title: string; branch: string; commit: string }

export interface PrepareRequest {
  repository: string
  /** Absolute path of the folder to make. */
  worktree: string
  branch: string
  /** A ref to start from; the checkout's HEAD when absent. Parents win over it. */
  base?: string
  parents: Parent[]
  /** Leave a conflict between parents in the worktree, with its markers, for a person to resolve; else it is undone. */
  keepConflict?: boolean
}

/** `baseCommit` is what the job starts from, after all merges; `merged` are the parents whose work is in it, in order. */
export interface Prepared { ok: true; baseCommit: string; merged: { job: string; commit: string }[]; notes: string[] }
export interface MergeConflict { ok: false; code: 'merge-conflict'; message: string; files: string[]; parent: string }
export interface StartFailed { ok: false; code: 'start-failed'; message: string }

const startFailed = (message: string): StartFailed => ({ ok: false, code: 'start-failed', message })

/**
 * Makes the job's worktree and branch, or brings what is there back to a freshly computed base: for a retry, or after a crash half-way.
 * Moving an existing branch loses its head unless `keepRun` was called before. Files git ignores survive a retry.
 */
export function prepareWorktree(request: PrepareRequest): Promise<Prepared | MergeConflict | StartFailed> {
  return orDiskFault(() => prepare(request), (fault) => startFailed(`the worktree of ${request.branch} could not be made: ${fault}`))
}

async function prepare(request: PrepareRequest): Promise<Prepared | MergeConflict | StartFailed> {
  const { repository, worktree, branch, base, parents } = request
  const notes: string[] = []
  const common = commonDirOf(repository)
  if (common === null) return startFailed(`expected a git repository at ${repository}, found none. Was it moved?`)
  if (base !== undefined && parents.length > 0) notes.push(`base ${base} is not used: the work starts from what the parents made`)
  const start = await findStart(request)
  if (!start.ok) return startFailed(start.message)
  const made = await makeWorktree({ ...request, common, start: start.commit, notes })
  if (!made.ok) return made
  if (existsSync(join(worktree, '.gitmodules'))) notes.push('submodules are not checked out; the profile’s setup command may run: git submodule update --init')
  const [first, ...others] = parents
  const merged = first ? [{ job: first.job, commit: first.commit }] : []
  if (others.length === 0) return { ok: true, baseCommit: made.commit, merged, notes }
  const link = findLink(common, worktree)
  if (!link) return startFailed(`expected ${repository} to know the worktree of ${branch} at ${worktree}, found no registration`)
  const fanIn = await mergeParents({ link, repository, parents: others, keepConflict: request.keepConflict === true })
  if (!fanIn.ok) return fanIn
  return { ok: true, baseCommit: fanIn.commit, merged: [...merged, ...fanIn.merged], notes }
}

/** The commit to start from: a parent's or the base, else where the checkout is. */
async function findStart({ repository, base, parents }: PrepareRequest): Promise<{ ok: true; commit: string } | { ok: false; message: string }> {
  const named = parents[0]?.commit ?? base ?? 'HEAD'
  // A full id needs no question to git: a missing commit shows when the worktree is made.
  return isFullId(named) ? { ok: true, commit: named } : resolveRef(repository, named)
}

function isFullId(text: string): boolean {
  return /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(text)
}

interface MakeRequest extends PrepareRequest { common: string; /** A full commit id. */ start: string; notes: string[] }

async function makeWorktree(request: MakeRequest): Promise<{ ok: true; commit: string } | StartFailed> {
  const { repository, worktree, branch, common, start } = request
  const link = isVacant(worktree) ? linkNew(common, worktree, start) : null
  if (link === null) return remakeWorktree(request)
  // One program instead of the four `git worktree add` runs, and no look at all other worktrees: 7 ms instead of 17, and the same with a thousand of them.
  const made = await gitPatiently(worktree, ['checkout', '--quiet', '--force', '--no-track', '-b', branch, start], { env: linkEnv(link), timeoutMs: LONG_MS })
  if (made.ok) {
    markMade(link)
    return { ok: true, commit: start }
  }
  if (made.exitCode === null || / exists; cannot create/.test(made.stderr)) return startFailed(explain(made, repository))
  return remakeWorktree(request)
}

/** The long way: something is there already, or the short way failed. */
async function remakeWorktree(request: MakeRequest): Promise<{ ok: true; commit: string } | StartFailed> {
  const { repository, worktree, branch, start, common, parents, notes } = request
  const known = await resolveRef(repository, start)
  if (!known.ok) return startFailed(parents[0] ? `the work of parent "${parents[0].title}" (${parents[0].job}) is gone: ${known.message}` : known.message)
  const commit = known.commit
  const elsewhere = await findOtherCheckout(request)
  if (elsewhere !== null) return startFailed(`branch ${branch} is checked out in ${elsewhere}. Switch that checkout to another branch, then retry`)
  const link = findLink(common, worktree)
  if (link && isComplete(link) && await resetWorktree(link, branch, commit)) return { ok: true, commit }
  await clearFolder(worktree, link !== null, notes)
  unregister(common, worktree)
  const added = await gitPatiently(repository, ['worktree', 'add', '--quiet', '--no-track', '-B', branch, worktree, commit], { timeoutMs: LONG_MS })
  return added.ok ? { ok: true, commit } : startFailed(`the worktree of ${branch} could not be made: ${explain(added, repository)}`)
}

/** Another folder that has the branch checked out. One that is gone is no obstacle: its registration is dropped, as the branch is ours alone. */
async function findOtherCheckout({ repository, worktree, branch, common }: MakeRequest): Promise<string | null> {
  const own = findLink(common, worktree)
  for (const each of await listCheckouts(repository)) {
    if (each.branch !== branch) continue
    const link = findLink(common, each.path)
    if (link && own && link.admin === own.admin) continue
    if (existsSync(each.path)) return each.path
    unregister(common, each.path)
  }
  return null
}

/** All checkouts of a repository, the main one first. `branch` is null when HEAD is detached. */
export async function listCheckouts(repository: string): Promise<{ path: string; branch: string | null }[]> {
  const list = await git(repository, ['worktree', 'list', '--porcelain'])
  if (!list.ok) return []
  return list.stdout.split('\n\n').filter((block) => block.startsWith('worktree ')).map((block) => ({
    // Up to the line of its HEAD: a path may hold newlines, and `-z` needs git 2.36.
    path: block.slice(9).split(/\n(?:HEAD [0-9a-f]+|bare)(?:\n|$)/)[0] ?? '',
    branch: /\nbranch refs\/heads\/(.+)$/m.exec(block)?.[1] ?? null,
  }))
}

/** Brings a usable worktree to a commit; false when it would not go and has to be made anew. */
export async function resetWorktree(link: Link, branch: string, commit: string): Promise<boolean> {
  if (!lstatOf(link.worktree)?.isDirectory()) return false
  if (lstatOf(join(link.worktree, '.git'))?.isDirectory()) return false
  repairPointer(link)
  removeStaleLocks(link, branch)
  forgetUnfinished(link, { merge: true })
  const options = { env: linkEnv(link), timeoutMs: LONG_MS }
  // reset --hard, which also comes back from another branch or a detached HEAD.
  const moved = await gitPatiently(link.worktree, ['checkout', '--quiet', '--force', '--no-track', '-B', branch, commit], options)
  if (!moved.ok) return false
  // Twice -f: nested repositories go too. No -x: what is ignored stays (caches, installed packages).
  return (await git(link.worktree, ['clean', '-ffdq'], options)).ok
}

function isVacant(folder: string): boolean {
  const stat = lstatOf(folder)
  return !stat || (stat.isDirectory() && readdirSync(folder).length === 0)
}

/** Makes room: a worktree's remains are deleted, anything else that happens to be there is moved aside. */
async function clearFolder(worktree: string, registered: boolean, notes: string[]): Promise<void> {
  const stat = lstatOf(worktree)
  if (!stat || isVacant(worktree)) return
  if (stat.isDirectory() && (registered || lstatOf(join(worktree, '.git'))?.isFile())) return removeFolder(worktree)
  const aside = `${worktree}.stale-${Date.now()}`
  renameSync(worktree, aside)
  notes.push(`found ${basename(worktree)} in the way, not a worktree of this repository: moved to ${aside}`)
}

/**
 * For going on after a crash: leaves everything as it is and checks that it is usable. Repairs what git needs (stale locks, the `.git` file,
 * the registration) and makes the folder again from the branch when it has vanished. Nothing of the job may be running.
 */
export function reopenWorktree(request: ReopenRequest): Promise<Reopened | StartFailed> {
  return orDiskFault(() => reopen(request), (fault) => startFailed(`the worktree of ${request.branch} could not be reopened: ${fault}`))
}

export interface ReopenRequest { repository: string; worktree: string; branch: string }
export interface Reopened { ok: true; headCommit: string; recreated: boolean; notes: string[] }

async function reopen({ repository, worktree, branch }: ReopenRequest): Promise<Reopened | StartFailed> {
  const notes: string[] = []
  const common = commonDirOf(repository)
  if (common === null) return startFailed(`expected a git repository at ${repository}, found none. Was it moved?`)
  let link = findLink(common, worktree)
  // A worktree still marked as being made holds nothing but what git wrote.
  const recreated = isVacant(worktree) || (link !== null && !isComplete(link) && existsSync(join(link.admin, 'locked')))
  if (recreated) {
    if (link) await removeFolder(worktree)
    unregister(common, worktree)
    const added = await gitPatiently(repository, ['worktree', 'add', '--quiet', worktree, branch], { timeoutMs: LONG_MS })
    if (!added.ok) return startFailed(`the worktree of ${branch} was gone and could not be made again: ${explain(added, repository)}`)
    notes.push(`the worktree was gone: made again from ${branch}; what was not committed is lost`)
    link = findLink(common, worktree)
  } else if (!link) {
    const linked = await linkAgain({ repository, common, worktree, branch })
    if (!linked.ok) return startFailed(`the repository no longer knew the worktree at ${worktree} and it could not be registered again: ${explain(linked, repository)}`)
    notes.push('the repository no longer knew the worktree: registered again, files as they were')
    link = findLink(common, worktree)
  }
  if (!link) return startFailed(`expected ${repository} to know the worktree at ${worktree}, found no registration`)
  notes.push(...removeStaleLocks(link, branch))
  if (repairPointer(link)) notes.push('the .git file of the worktree was missing or led elsewhere: written again')
  const options = { env: linkEnv(link), timeoutMs: LONG_MS }
  if (!existsSync(join(link.admin, 'index'))) await git(worktree, ['reset', '--quiet'], options)
  let head = await git(worktree, ['rev-parse', '--verify', 'HEAD^{commit}'], options)
  if (!head.ok) {
    await git(worktree, ['symbolic-ref', 'HEAD', `refs/heads/${branch}`], options)
    head = await git(worktree, ['rev-parse', '--verify', 'HEAD^{commit}'], options)
    notes.push(`HEAD named no commit: set to ${branch}`)
  }
  if (!head.ok) return startFailed(`the worktree at ${worktree} is not usable: ${explain(head, repository)}`)
  return { ok: true, headCommit: head.stdout.trim(), recreated, notes }
}

/** Registers a folder of files whose registration was pruned: a worktree is made beside it and its link moved over. */
async function linkAgain({ repository, common, worktree, branch }: { repository: string; common: string; worktree: string; branch: string }): Promise<GitResult> {
  const beside = `${worktree}.link`
  await removeFolder(beside)
  unregister(common, beside)
  const added = await gitPatiently(repository, ['worktree', 'add', '--quiet', '--no-checkout', beside, branch])
  if (!added.ok) return added
  const link = findLink(common, beside)
  if (!link) return { ok: false, exitCode: null, stdout: '', stderr: '', message: 'git made no registration' }
  await writeFile(join(link.admin, 'gitdir'), `${join(worktree, '.git')}\n`)
  await rm(beside, { recursive: true, force: true })
  const moved = { ...link, worktree }
  repairPointer(moved)
  return git(worktree, ['reset', '--quiet'], { env: linkEnv(moved), timeoutMs: LONG_MS })
}

/** The ref under which a run's head stays reachable after a retry has moved the branch. */
export function toRunRef(job: string, run: number): string {
  return `refs/dispatch/${job}/run-${run}`
}

/** Keeps the branch's present head at `refs/dispatch/<job>/run-<n>`; null when there is no branch yet. Call it before the retry's `prepareWorktree`. */
export async function keepRun({ repository, branch, job, run }: { repository: string; branch: string; job: string; run: number }): Promise<{ ok: true; commit: string | null } | StartFailed> {
  const head = await resolveRef(repository, `refs/heads/${branch}`)
  if (!head.ok) return { ok: true, commit: null }
  const kept = await gitPatiently(repository, ['update-ref', toRunRef(job, run), head.commit])
  return kept.ok ? { ok: true, commit: head.commit } : startFailed(`run ${run} of ${job} could not be kept: ${explain(kept, repository)}`)
}
