import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { findAttachments, listAttachments } from '../profiles/attachments.ts'
import type { Core } from '../scheduler/core.ts'
import { isTaken } from '../store/conversations.ts'
import type { JobRow } from '../store/job-row.ts'
import { getJobRow, getJobRowById, patchJob } from '../store/jobs.ts'
import { sql } from '../store/handles.ts'
import { getProfile } from '../store/profiles.ts'
import { git } from '../workspace/git.ts'
import { listUntouched } from '../workspace/include.ts'
import { folderSize, listDispatchWorktrees, removeWorktree } from '../workspace/remove.ts'

/** Nobody's draft waits longer to be submitted than this. */
const DRAFT_MS = 7 * 24 * 3600 * 1000

/** The prompts that may name an attachment: of jobs, and of schedules whose jobs are yet to come. */
const PROMPTS = "SELECT prompt FROM job WHERE instr(prompt, 'attachments') > 0 UNION ALL SELECT json_extract(job, '$.prompt') FROM schedule"

/** Removes attachments that no job and no schedule names, and gives their size. */
async function collectAttachments(core: Core, dryRun: boolean): Promise<number> {
  const old = listAttachments(core.home, core.now() - DRAFT_MS)
  if (old.length === 0) return 0
  const named = new Set<string>()
  for (const prompt of sql(core.store.read, PROMPTS).pluck().iterate() as Iterable<string>) for (const path of findAttachments(core.home, prompt)) named.add(path)
  let bytes = 0
  for (const path of old.filter((each) => !named.has(each))) {
    bytes += await folderSize(path)
    if (!dryRun) await rm(path, { recursive: true, force: true })
  }
  return bytes
}

/** Neither a run nor a person in a terminal works in the job's worktree. */
const isLeft = ({ store }: Core, job: number): boolean => getJobRow(store.read, job)?.state === 'finished' && !isTaken(store.read, job)

/** All of it is committed, ignored, or a file that was brought along and is still as it is in the repository. */
async function isClean({ store }: Core, job: JobRow, worktree: string): Promise<boolean> {
  const read = async (untracked: 'normal' | 'all'): Promise<string[] | null> => {
    const status = await git(worktree, ['status', '--porcelain', '-z', `--untracked-files=${untracked}`])
    return status.ok ? status.stdout.split('\0').filter((entry) => entry !== '') : null
  }
  const entries = await read('normal')
  if (entries === null || entries.length === 0) return entries !== null
  if (!entries.every((entry) => entry.startsWith(UNTRACKED))) return false
  const { copy } = getProfile(store.read, job.profile, job.profile_version)!.spec
  const untouched = new Set(await listUntouched({ repository: job.repository, worktree, copy }))
  // Folders are named whole unless every file is asked for, which is slow where there are many.
  return untouched.size > 0 && (await read('all'))?.every((entry) => entry.startsWith(UNTRACKED) && untouched.has(entry.slice(UNTRACKED.length))) === true
}

const UNTRACKED = '?? '

const isUnmoved = (now: JobRow, before: JobRow): boolean => now.state === 'finished' && now.run === before.run

/** Removes the worktrees of finished jobs whose work is committed on their branch. What is uncommitted anywhere stays. Attachments that nothing names go with them. */
export async function collectGarbage(core: Core, dryRun: boolean): Promise<{ dryRun: boolean; worktrees: string[]; bytes: number }> {
  const worktrees: string[] = []
  let bytes = await collectAttachments(core, dryRun)
  for (const found of listDispatchWorktrees(join(core.home, 'worktrees'))) {
    const job = getJobRowById(core.store.read, found.job)
    if (!job || !isLeft(core, job.seq)) continue
    if (!await isClean(core, job, found.path)) continue
    const size = await folderSize(found.path)
    // A large one takes its time: the job may be run again by now.
    if (!isLeft(core, job.seq)) continue
    bytes += size
    worktrees.push(found.path)
    if (dryRun) continue
    const removed = await removeWorktree({ repository: job.repository, worktree: found.path })
    // Run again while the rest of a large one was deleted, it has a new one.
    if (removed.ok) await core.store.writer.write((db) => { if (isUnmoved(getJobRow(db, job.seq)!, job)) patchJob(db, job.seq, { worktree: null }) })
    else core.report(removed.message)
  }
  return { dryRun, worktrees, bytes }
}
