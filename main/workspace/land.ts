import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, sep } from 'node:path'
import type { LandHow } from '../../contract/land.ts'
import { orDiskFault } from './disk.ts'
import { explain, git, gitPatiently, LONG_MS } from './git.ts'
import type { GitResult } from './git.ts'
import { identityEnv } from './identity.ts'
import { findInTheWay } from './in-the-way.ts'
import { commonDirOf, findLink, linkEnv, readUnfinished, realPath, unregister } from './link.ts'
import type { Link } from './link.ts'
import { listUnmerged } from './merge.ts'
import { removeFolder } from './remove.ts'
import { readStatus, resolveRef } from './repository.ts'
import { listCheckouts } from './worktree.ts'

/** Work to be landed: the commits after `from` up to `head` (`from` null: after the last commit both sides share). */
export interface LandWork { title: string; head: string; from: string | null; message: string }
export interface LandRequest {
  repository: string
  /** Short name of a local branch. */
  into: string
  how: LandHow
  work: LandWork[]
  /** Absolute path of the throwaway worktree; made and deleted here. */
  folder: string
  /** Where the jobs' own worktrees are: none of them is moved along. */
  worktrees: string
  /** Do everything but move the branch. */
  dryRun: boolean
  /** A landing of the same work that may have moved the branch before its engine died. */
  begun?: BranchMove | null
  /** Awaited before the branch moves. */
  beforeMove?: (move: BranchMove) => Promise<unknown>
}
/** The commit a branch stands on, before and after. */
export interface BranchMove { before: string; after: string }

export interface WorkLanded { ok: true; before: string; after: string; commits: { commit: string; subject: string }[]; checkout: string | null }
/** `files`: what conflicts, or what is changed in the checkout that stands in the way. */
export interface NotLanded { ok: false; code: 'conflict' | 'dirty' | 'nothing' | 'moved' | 'failed'; message: string; files: string[]; /** What helps, in the words of the command line; it follows the message. */ help?: string }

const refuse = (code: NotLanded['code'], message: string, files: string[] = [], help?: string): NotLanded => ({ ok: false, code, message, files, ...(help === undefined ? {} : { help }) })
const sample = (files: readonly string[]): string => (files.length > 5 ? `${files.slice(0, 5).join(', ')} and ${files.length - 5} more` : files.join(', '))

/** How often work is put together anew because the branch moved meanwhile. */
const MOST_TRIES = 4

/**
 * Brings work into a branch. It is put together in a throwaway worktree; the branch moves in the end, from the very commit it was read at, or not
 * at all. A checkout that stands on the branch is moved along as `git merge --ff-only` would, and only without changes of its own.
 */
export function landWork(request: LandRequest): Promise<WorkLanded | NotLanded> {
  return orDiskFault(() => landOnNewest(request), (fault) => refuse('failed', `the work could not be landed: ${fault}`))
}

async function landOnNewest(request: LandRequest): Promise<WorkLanded | NotLanded> {
  for (let tries = 1; ; tries++) {
    const done = await land(request)
    if (done.ok || done.code !== 'moved' || tries === MOST_TRIES) return done
  }
}

async function land(request: LandRequest): Promise<WorkLanded | NotLanded> {
  const { repository, into, dryRun, begun } = request
  const target = await resolveRef(repository, `refs/heads/${into}`)
  if (!target.ok) return refuse('failed', `expected a local branch ${into} in ${repository}, found none. Name another, or make it: git branch ${into}`)
  if (begun && await contains(repository, target.commit, begun.after)) return { ok: true, ...begun, commits: await listCommits(repository, begun.before, begun.after), checkout: null }
  const place = await findCheckout(request)
  if (place !== null && !place.ok) return place
  const checkout = place?.path ?? null
  const made = await putTogether(request, target.commit)
  if (!made.ok) return made
  const commits = await listCommits(repository, target.commit, made.commit)
  const done: WorkLanded = { ok: true, before: target.commit, after: made.commit, commits, checkout }
  const strangers = checkout === null ? null : await findInTheWay(checkout, target.commit, made.commit)
  if (strangers?.ok && strangers.files.length > 0) return refuseStrangers(checkout!, into, strangers.files)
  if (dryRun) return done
  await request.beforeMove?.({ before: target.commit, after: made.commit })
  const moved = checkout === null
    ? await gitPatiently(repository, ['update-ref', '-m', 'dispatch: landed', `refs/heads/${into}`, made.commit, target.commit])
    : await moveCheckout(checkout, { into, before: target.commit, after: made.commit })
  if (moved.ok) return done
  const inTheWay = readInTheWay(moved.stderr)
  if (inTheWay.length > 0) return refuseStrangers(checkout!, into, inTheWay)
  const now = await resolveRef(repository, `refs/heads/${into}`)
  const code = moved.message === MOVED || (now.ok && now.commit !== target.commit) ? 'moved' : 'failed'
  return refuse(code, `${into} could not be moved: ${explain(moved, repository)}. Nothing was changed; land it again`)
}

const refuseStrangers = (checkout: string, into: string, files: string[]): NotLanded =>
  refuse('dirty', `${checkout} stands on ${into} and has files in the way that git does not know (${sample(files)}). Move them, or land into another branch`, files)

const MOVED = 'it has moved meanwhile'

/** Untracked files a merge would have had to overwrite: it lists them, one an indented line. */
function readInTheWay(stderr: string): string[] {
  if (!/untracked working tree files would be overwritten/.test(stderr)) return []
  return stderr.split('\n').filter((line) => line.startsWith('\t')).map((line) => line.trim())
}

/** The checkout that stands on the branch, if it may be moved; null when there is none. */
async function findCheckout({ repository, into, worktrees }: LandRequest): Promise<{ ok: true; path: string } | NotLanded | null> {
  const found = (await listCheckouts(repository)).find((each) => each.branch === into)
  if (!found || !existsSync(found.path)) return null
  if (realPath(found.path).startsWith(realPath(worktrees) + sep)) return refuse('failed', `${into} is checked out in a job's worktree (${found.path}). Cancel that job, or land into another branch`)
  const status = await git(found.path, ['status', '--porcelain=v2', '--branch', '-z', '--untracked-files=no'], { timeoutMs: LONG_MS })
  if (!status.ok) return refuse('failed', `the checkout ${found.path} could not be read: ${explain(status, repository)}`)
  const changed = readStatus(status.stdout).entries.map((entry) => entry.path)
  if (changed.length > 0) return refuse('dirty', `${found.path} stands on ${into} and has changes of its own (${sample(changed)}). Commit or stash them, or land into another branch`, changed)
  const common = commonDirOf(found.path)
  const link = common === null ? null : findLink(common, found.path) ?? { worktree: found.path, common, admin: common }
  if (link && (readUnfinished(link).merge || readUnfinished(link).other !== null)) return refuse('dirty', `${found.path} stands on ${into} in the middle of a ${readUnfinished(link).other ?? 'merge'}. Finish it, or land into another branch`)
  return { ok: true, path: found.path }
}

/** As a fast-forward by hand: it refuses when the branch has moved since, or an untracked or ignored file is in the way, before it touches anything. */
async function moveCheckout(checkout: string, { into, before, after }: { into: string; before: string; after: string }): Promise<GitResult> {
  const now = await git(checkout, ['rev-parse', '--verify', '--symbolic-full-name', 'HEAD'])
  const head = await git(checkout, ['rev-parse', '--verify', 'HEAD^{commit}'])
  if (!now.ok || now.stdout.trim() !== `refs/heads/${into}` || !head.ok || head.stdout.trim() !== before) return { ok: false, exitCode: 1, stdout: '', stderr: '', message: MOVED }
  return gitPatiently(checkout, ['merge', '--quiet', '--ff-only', '--no-overwrite-ignore', '--no-verify-signatures', '--no-stat', after], { timeoutMs: LONG_MS })
}

/** The commit the branch would stand on. */
async function putTogether(request: LandRequest, start: string): Promise<{ ok: true; commit: string } | NotLanded> {
  const { repository, folder } = request
  const common = commonDirOf(repository)
  if (common === null) return refuse('failed', `expected a git repository at ${repository}, found none. Was it moved?`)
  const clear = async (): Promise<void> => {
    await removeFolder(folder)
    unregister(common, folder)
  }
  try {
    await clear()
    await mkdir(dirname(folder), { recursive: true, mode: 0o700 })
    const added = await gitPatiently(repository, ['worktree', 'add', '--quiet', '--detach', folder, start], { timeoutMs: LONG_MS })
    const link = added.ok ? findLink(common, folder) : null
    if (!link) return refuse('failed', added.ok ? `expected ${repository} to know the worktree at ${folder}, found no registration` : `a worktree to land in could not be made: ${explain(added, repository)}`)
    return await addAll(request, link, start)
  } finally {
    await clear()
  }
}

async function addAll({ repository, into, how, work }: LandRequest, link: Link, start: string): Promise<{ ok: true; commit: string } | NotLanded> {
  const options = { env: { ...linkEnv(link), ...await identityEnv(repository) }, timeoutMs: LONG_MS }
  let commit = start
  for (const each of work) {
    const step = await STEPS[how]({ link, options, each, onto: commit })
    if (step.ok) {
      const head = await git(link.worktree, ['rev-parse', '--verify', 'HEAD^{commit}'], options)
      if (!head.ok) return refuse('failed', `the landed work has no readable head: ${explain(head, repository)}`)
      commit = head.stdout.trim()
      continue
    }
    const files = await listUnmerged(link)
    if (files.length > 0) return refuse('conflict', `‘${each.title}’ conflicts with ${into} in ${sample(files)}. Nothing was changed`, files, `Let a follow-up merge ${into} into its branch (\`dispatch continue\`) and land that job: a follow-up does not land by itself. Or land it by hand.`)
    return refuse('failed', `‘${each.title}’ could not be landed: ${explain(step, repository)}`)
  }
  return commit === start ? refuse('nothing', `nothing of it is missing in ${into}`) : { ok: true, commit }
}

interface StepRequest { link: Link; options: { env: Record<string, string>; timeoutMs: number }; each: LandWork; onto: string }
type LandStep = (request: StepRequest) => Promise<GitResult>

/** Each leaves HEAD where the branch is to go. */
const STEPS: Record<LandHow, LandStep> = {
  merge: ({ link, options, each }) => git(link.worktree, ['merge', '--quiet', '--no-ff', '--no-verify-signatures', '--no-stat', '--cleanup=whitespace', '-m', each.message, each.head], options),
  squash: async ({ link, options, each, onto }) => {
    const from = each.from ?? await sharedWith(link, options, [onto, each.head])
    if (from === null) return { ok: false, exitCode: 1, stdout: '', stderr: '', message: 'the histories share no commit' }
    // One commit that holds the whole change, picked as git would pick any other.
    const one = await git(link.worktree, ['commit-tree', `${each.head}^{tree}`, '-p', from, '-F', '-'], { ...options, input: each.message })
    if (!one.ok) return one
    const picked = await git(link.worktree, ['cherry-pick', '--no-commit', one.stdout.trim()], options)
    if (!picked.ok) return picked
    const empty = await git(link.worktree, ['diff', '--cached', '--quiet'], options)
    return empty.ok ? empty : git(link.worktree, ['commit', '--quiet', '--no-verify', '--cleanup=whitespace', '--file=-'], { ...options, input: each.message })
  },
  rebase: async ({ link, options, each, onto }) => {
    const from = each.from ?? onto
    const there = await git(link.worktree, ['checkout', '--quiet', '--detach', each.head], options)
    // updateRefs would move every branch that points into the commits, the job's own first.
    return there.ok ? git(link.worktree, ['-c', 'rebase.updateRefs=false', '-c', 'rebase.autoStash=false', '-c', 'rebase.autoSquash=false', '-c', 'rebase.rebaseMerges=false', 'rebase', '--quiet', '--onto', onto, from], options) : there
  },
}

async function sharedWith(link: Link, options: StepRequest['options'], [one, other]: [string, string]): Promise<string | null> {
  const found = await git(link.worktree, ['merge-base', one, other], options)
  return found.ok ? found.stdout.trim() : null
}

async function listCommits(repository: string, before: string, after: string): Promise<{ commit: string; subject: string }[]> {
  const log = await git(repository, ['log', '-z', '--max-count=1000', '--format=%H %s', `${before}..${after}`])
  return log.stdout.split('\0').filter((line) => line !== '').map((line) => ({ commit: line.slice(0, line.indexOf(' ')), subject: line.slice(line.indexOf(' ') + 1) }))
}

/** The commits of some work that another one's history does not have, newest first; none when git cannot say. */
export async function listMissing(repository: string, head: string, from: string): Promise<string[]> {
  const list = await git(repository, ['rev-list', '--topo-order', head, '--not', from, '--'], { timeoutMs: LONG_MS })
  return list.ok ? list.stdout.split('\n').filter((line) => line !== '') : []
}

/** Whether a commit is part of another's history. */
export async function contains(repository: string, whole: string, part: string): Promise<boolean> {
  return whole === part || (await git(repository, ['merge-base', '--is-ancestor', part, whole])).ok
}
