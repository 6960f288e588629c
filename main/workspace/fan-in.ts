import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { lstatOf, orDiskFault } from './disk.ts'
import { commitWork } from './finish.ts'
import { explain, git, LONG_MS } from './git.ts'
import { commonDirOf, findLink, linkEnv, readUnfinished } from './link.ts'
import type { Link } from './link.ts'
import { mergeParents, mergeTitle } from './merge.ts'
import { reopenWorktree, resetWorktree } from './worktree.ts'
import type { MergeConflict, Parent, Prepared, StartFailed } from './worktree.ts'

export interface ConcludeRequest {
  repository: string
  worktree: string
  branch: string
  /** The parent whose merge stopped, and the files it stopped at. */
  parent: Pick<Parent, 'branch' | 'title'>
  files: string[]
}

/** `gone`: there is no such worktree any more, and with it no merge to conclude. */
export type Concluded = { ok: true; gone: boolean; notes: string[] } | { ok: false; code: 'unresolved'; message: string; files: string[] }

/** A file larger than this is not looked through for markers: nobody resolves such a one by hand. */
const MOST_BYTES = 64 * 1024 * 1024

/**
 * Commits a merge a person has resolved in the worktree. Resolved is a text without conflict markers, whether it was added or not; a binary or
 * deleted file has none, so it must have been added. A person who has committed the merge has the last word.
 */
export function concludeMerge(request: ConcludeRequest): Promise<Concluded> {
  return orDiskFault(() => conclude(request), (fault) => unresolved(`the merge in ${request.worktree} could not be committed: ${fault}`))
}

const unresolved = (message: string, files: string[] = []): Concluded => ({ ok: false, code: 'unresolved', message, files })

async function conclude({ repository, worktree, branch, parent, files }: ConcludeRequest): Promise<Concluded> {
  const common = commonDirOf(repository)
  const link = common === null ? null : findLink(common, worktree)
  if (!link || !lstatOf(worktree)?.isDirectory()) return { ok: true, gone: true, notes: [] }
  const status = await git(worktree, ['status', '--porcelain=v2', '-z', '--untracked-files=no'], { env: linkEnv(link), timeoutMs: LONG_MS })
  if (!status.ok) return unresolved(`the state of ${worktree} could not be read: ${explain(status, repository)}`)
  const unmerged = readUnmerged(status.stdout)
  const merging = readUnfinished(link).merge
  const left = [...unmerged.filter((entry) => !entry.byContent || !isResolved(link, entry.path)).map((entry) => entry.path), ...(merging ? files.filter((path) => hasMarkers(link, path)) : [])]
  if (left.length > 0) {
    const open = [...new Set(left)].sort()
    return unresolved(`expected no conflict left in ${worktree}, found ${open.join(', ')}. Resolve each and \`git add\` it (or commit the merge yourself, if the markers belong there)`, open)
  }
  const kept = await commitWork({ repository, worktree, branch, message: mergeTitle(parent) })
  return kept.ok ? { ok: true, gone: false, notes: kept.notes.filter((note) => !/^(unresolved conflicts|a merge was left)/.test(note)) } : unresolved(kept.message)
}

/** Unmerged paths; `byContent`: changed or added on both sides, so that its content can tell whether it is resolved. */
function readUnmerged(text: string): { path: string; byContent: boolean }[] {
  return text.split('\0').filter((record) => record.startsWith('u ')).map((record) => ({ path: record.split(' ').slice(10).join(' '), byContent: /^u (UU|AA) /.test(record) }))
}

function readText(link: Link, path: string): string | null {
  const file = join(link.worktree, path)
  const stat = lstatOf(file)
  if (!stat?.isFile() || stat.size > MOST_BYTES) return null
  const bytes = readFileSync(file)
  return bytes.subarray(0, 8000).includes(0) ? null : bytes.toString('utf8')
}

/** An unmerged file that nobody has added: text whose markers are gone. */
function isResolved(link: Link, path: string): boolean {
  return readText(link, path) !== null && !hasMarkers(link, path)
}

function hasMarkers(link: Link, path: string): boolean {
  const text = readText(link, path)
  return text !== null && /^<{7,} /m.test(text) && /^>{7,} /m.test(text)
}

/** Goes on merging in a worktree where a person has resolved a conflict: the parents that are not in it yet, in the same order. */
export function goOnMerging(request: { repository: string; worktree: string; branch: string; parents: Parent[]; keepConflict: boolean }): Promise<Prepared | MergeConflict | StartFailed> {
  return orDiskFault(() => goOn(request), (fault): StartFailed => ({ ok: false, code: 'start-failed', message: `the worktree of ${request.branch} could not be made ready: ${fault}` }))
}

/** Whether a git was ended while it merged there: it leaves its lock, or says that it has begun. */
const isMidway = (link: Link): boolean => readUnfinished(link).merge || lstatOf(join(link.admin, 'index.lock')) !== null

async function goOn({ repository, worktree, branch, parents, keepConflict }: Parameters<typeof goOnMerging>[0]): Promise<Prepared | MergeConflict | StartFailed> {
  const common = commonDirOf(repository)
  const before = common === null ? null : findLink(common, worktree)
  const midway = before !== null && isMidway(before)
  const opened = await reopenWorktree({ repository, worktree, branch })
  if (!opened.ok) return opened
  const link = common === null ? null : findLink(common, worktree)
  if (!link) return { ok: false, code: 'start-failed', message: `expected ${repository} to know the worktree at ${worktree}, found no registration` }
  // What was resolved is committed: all else there is of the merge that was cut off, which is made again.
  if (midway && await resetWorktree(link, branch, opened.headCommit)) opened.notes.push('a merge had been cut off in the middle: it is made again')
  const open: Parent[] = []
  for (const parent of parents) if (!(await git(repository, ['merge-base', '--is-ancestor', parent.commit, opened.headCommit])).ok) open.push(parent)
  const fanIn = await mergeParents({ link, repository, parents: open, keepConflict })
  return fanIn.ok ? { ok: true, baseCommit: fanIn.commit, merged: parents.map(({ job, commit }) => ({ job, commit })), notes: opened.notes } : fanIn
}
