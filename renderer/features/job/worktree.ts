import type { Job } from '../../../contract/job.ts'
import { callDesktop, isDesktop } from '../../api/desktop.ts'
import { copy } from '../../ui/copy.ts'
import { notify } from '../../ui/notices.tsx'
import { jobWords } from '../../words/job.ts'

/** Shows a job's worktree: in the file manager from the desktop's window; a page in a browser may open no folder, and copies its path. */
export async function openWorktree({ id, worktree }: Pick<Job, 'id' | 'worktree'>): Promise<void> {
  if (worktree === null) return
  if (!isDesktop()) return copy(worktree, jobWords.worktreePath(worktree))
  const answer = await callDesktop('desktop.openWorktree', { job: id })
  if (!answer.ok) notify(answer.message, 'error')
}
