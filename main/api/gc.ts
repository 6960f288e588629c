import { join } from 'node:path'
import type { Core } from '../scheduler/core.ts'
import { getJobRowById, patchJob } from '../store/jobs.ts'
import { sql } from '../store/handles.ts'
import { git } from '../workspace/git.ts'
import { folderSize, listDispatchWorktrees, removeWorktree } from '../workspace/remove.ts'

/** Removes the worktrees of finished jobs whose work is committed on their branch. What is uncommitted anywhere stays. */
export async function collectGarbage(core: Core, dryRun: boolean): Promise<{ dryRun: boolean; worktrees: string[]; bytes: number }> {
  const worktrees: string[] = []
  let bytes = 0
  for (const found of listDispatchWorktrees(join(core.home, 'worktrees'))) {
    const job = getJobRowById(core.store.read, found.job)
    if (!job || job.state !== 'finished') continue
    if (sql(core.store.read, 'SELECT 1 FROM conversation WHERE id = ? AND lease IS NOT NULL').get(job.conversation) !== undefined) continue
    const status = await git(found.path, ['status', '--porcelain', '--untracked-files=normal'])
    if (!status.ok || status.stdout.trim() !== '') continue
    bytes += await folderSize(found.path)
    worktrees.push(found.path)
    if (dryRun) continue
    const removed = await removeWorktree({ repository: job.repository, worktree: found.path })
    if (removed.ok) await core.store.writer.write((db) => patchJob(db, job.seq, { worktree: null }))
    else core.report(removed.message)
  }
  return { dryRun, worktrees, bytes }
}
