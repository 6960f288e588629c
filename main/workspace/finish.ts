import { join } from 'node:path'
import { lstatOf, orDiskFault } from './disk.ts'
import { explain, git, gitPatiently, lastWords, LONG_MS } from './git.ts'
import { identityEnv } from './identity.ts'
import { commonDirOf, findLink, forgetUnfinished, linkEnv, readUnfinished, removeStaleLocks, repairPointer } from './link.ts'
import type { Link } from './link.ts'
import { readStatus } from './repository.ts'
import { listCheckouts } from './worktree.ts'

export interface CommitRequest {
  repository: string
  worktree: string
  branch: string
  message: string
  /** A ref that is set to the head as well, e.g. `toRunRef(job, run)`. */
  keepRef?: string
  /** Paths that stay uncommitted, e.g. copied files git does not ignore (`exposed` of `copyIncluded`). */
  leaveOut?: string[]
}

/** `files` are those of the commit made here, 0 without one. */
export interface Committed { ok: true; headCommit: string; committed: boolean; files: number; notes: string[] }
export interface NotCommitted { ok: false; code: 'commit-failed'; message: string }

/**
 * Commits what a run left uncommitted and sees to it that `branch` holds the work, wherever Claude took HEAD meanwhile.
 * Commits that this would leave without a branch are kept below `refs/dispatch/`. Nothing of the job may be running.
 */
export function commitWork(request: CommitRequest): Promise<Committed | NotCommitted> {
  return orDiskFault(() => commit(request), (fault) => failed(`the work could not be committed: ${fault}`))
}

const failed = (message: string): NotCommitted => ({ ok: false, code: 'commit-failed', message })

async function commit(request: CommitRequest): Promise<Committed | NotCommitted> {
  const { repository, worktree, branch, keepRef } = request
  const common = commonDirOf(repository)
  if (common === null) return failed(`expected a git repository at ${repository}, found none. Was it moved?`)
  if (!lstatOf(worktree)?.isDirectory()) return failed(`expected the worktree at ${worktree}, found nothing. Was it deleted?`)
  const link = findLink(common, worktree)
  if (!link) return failed(`expected ${repository} to know the worktree at ${worktree}, found no registration. git worktree list shows what it knows`)
  const work: Work = { link, branch, repository, options: { env: linkEnv(link), timeoutMs: LONG_MS }, notes: removeStaleLocks(link, branch) }
  if (lstatOf(join(worktree, '.git'))?.isDirectory()) work.notes.push('.git became a repository of its own in the worktree: the files are committed, its commits are not')
  else if (repairPointer(link)) work.notes.push('the .git file of the worktree was missing or led elsewhere: written again')
  const status = await git(worktree, ['status', '--porcelain=v2', '--branch', '-z', '--untracked-files=all'], work.options)
  if (!status.ok) return failed(`the state of the worktree could not be read: ${explain(status, repository)}`)
  const { head, branch: current, entries } = readStatus(status.stdout)
  const settled = await settleHead(work, head, current)
  if (!settled.ok) return failed(settled.message)
  const added = entries.length > 0 || readUnfinished(link).merge ? await commitEntries(work, entries, request) : { ok: true as const, files: 0, committed: false }
  if (!added.ok) return failed(added.message)
  let headCommit = settled.head
  if (added.committed || headCommit === null) {
    const now = await git(worktree, ['rev-parse', '--verify', 'HEAD^{commit}'], work.options)
    if (!now.ok) return failed(`the worktree has no commit: ${explain(now, repository)}`)
    headCommit = now.stdout.trim()
  }
  if (keepRef !== undefined) {
    const kept = await gitPatiently(repository, ['update-ref', keepRef, headCommit])
    if (!kept.ok) work.notes.push(`${keepRef} could not be set: ${lastWords(kept.stderr)}`)
  }
  return { ok: true, headCommit, committed: added.committed, files: added.files, notes: work.notes }
}

interface Work { link: Link; branch: string; repository: string; options: { env: Record<string, string>; timeoutMs: number }; notes: string[] }

/** Puts HEAD back onto the job's branch, with the branch at HEAD's commit. Files and index stay as they are. */
async function settleHead(work: Work, head: string | null, current: string | null): Promise<{ ok: true; head: string | null } | { ok: false; message: string }> {
  const { link, branch, repository, options, notes } = work
  const { merge, other } = readUnfinished(link)
  if (other) notes.push(`a ${other} was left unfinished: committed as it stood`)
  if (merge) notes.push('a merge was left unfinished: concluded as it stood')
  if (other) forgetUnfinished(link, { merge: false })
  if (current === branch && head !== null) return { ok: true, head }
  const ref = `refs/heads/${branch}`
  const elsewhere = (await listCheckouts(repository)).find((each) => each.branch === branch)
  if (elsewhere && findLink(link.common, elsewhere.path)?.admin !== link.admin) {
    const kept = `refs/dispatch/${toName(branch)}/work`
    if (head !== null) await gitPatiently(repository, ['update-ref', kept, head])
    notes.push(`${branch} is checked out in ${elsewhere.path} and was not moved: the work is at ${head === null ? 'HEAD of the worktree' : kept}`)
    return { ok: true, head }
  }
  if (head !== null) {
    const before = await git(repository, ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`])
    const old = before.ok ? before.stdout.trim() : null
    if (old !== head) {
      if (old !== null && !(await git(repository, ['merge-base', '--is-ancestor', old, head])).ok) {
        const aside = `refs/dispatch/${toName(branch)}/left-${old.slice(0, 10)}`
        await gitPatiently(repository, ['update-ref', aside, old])
        notes.push(`the commits of ${branch} up to ${old.slice(0, 10)} are not part of where HEAD stood: kept at ${aside}`)
      }
      const moved = await gitPatiently(repository, ['update-ref', '-m', 'dispatch: work found at HEAD', ref, head])
      if (!moved.ok) return { ok: false, message: `${branch} could not be moved to ${head}: ${explain(moved, repository)}` }
    }
    notes.push(`HEAD was ${current === null ? 'detached' : `on ${current}`}: ${branch} was moved to its commit`)
  } else notes.push(`HEAD was on ${current ?? 'a branch'} without commits: the files are committed to ${branch}`)
  const attached = await git(link.worktree, ['symbolic-ref', '-m', 'dispatch: back on the branch of the job', 'HEAD', ref], options)
  return attached.ok ? { ok: true, head } : { ok: false, message: `HEAD could not be put back on ${branch}: ${explain(attached, repository)}` }
}

function toName(branch: string): string {
  return branch.replace(/^dispatch\//, '')
}

type Entries = { kind: string; path: string }[]

async function commitEntries(work: Work, entries: Entries, { message, leaveOut = [] }: CommitRequest): Promise<{ ok: true; files: number; committed: boolean } | { ok: false; message: string }> {
  const { link, repository, options, notes } = work
  const unmerged = entries.filter((entry) => entry.kind === 'u').map((entry) => entry.path)
  if (unmerged.length > 0) notes.push(`unresolved conflicts were committed as they stood, perhaps with markers: ${sample(unmerged)}`)
  // Untracked with a slash at its end, although folders are spelled out: git does not look inside a repository.
  const nested = entries.filter((entry) => entry.kind === '?' && entry.path.endsWith('/')).map((entry) => entry.path)
  if (nested.length > 0) notes.push(`${sample(nested)}: a git repository of its own, not part of the commit. Its files exist in the worktree only`)
  const paths = ['.', ...[...nested, ...leaveOut].map((path) => `:(exclude,literal,top)${path}`)].join('\0')
  const [added, identity] = await Promise.all([
    git(link.worktree, ['add', '--all', '--ignore-errors', '--pathspec-from-file=-', '--pathspec-file-nul'], { ...options, input: paths }),
    identityEnv(repository),
  ])
  // 1: some files would not go in, the rest did.
  if (!added.ok && added.exitCode !== 1) return { ok: false, message: `the work could not be added: ${explain(added, repository)}` }
  if (!added.ok) notes.push(`not everything could be committed: ${lastWords(added.stderr)}`)
  const merge = readUnfinished(link).merge
  const staged = await git(link.worktree, ['diff', '--cached', '--name-only', '--no-renames', '--no-ext-diff', '-z'], options)
  const files = staged.stdout.split('\0').length - 1
  if (files === 0 && !merge) return { ok: true, files: 0, committed: false }
  const done = await git(link.worktree, ['commit', '--quiet', '--no-verify', '--no-status', '--cleanup=whitespace', '--allow-empty-message', '--file=-'], { ...options, env: { ...options.env, ...identity }, input: message })
  return done.ok ? { ok: true, files, committed: true } : { ok: false, message: `the work could not be committed: ${explain(done, repository)}` }
}

function sample(paths: string[]): string {
  return paths.length > 5 ? `${paths.slice(0, 5).join(', ')} and ${paths.length - 5} more` : paths.join(', ')
}
