import { toTest } from '../queue/glob.ts'
import { toTouches, type JobRow } from '../store/job-row.ts'

type Said = Pick<JobRow, 'touches' | 'isolation'>

/** Whether a path is among what a job says it touches; null when it does not say. */
export function touchTest(row: Said): ((path: string) => boolean) | null {
  const tests = toTouches(row)?.map(toTest)
  return tests === undefined ? null : (path) => tests.some((test) => test(path))
}

/** Which changes in its folder are a job's own; null when all are. In place others may be at work, and what it touches is what tells them apart. */
export const ownTest = (row: Said): ((path: string) => boolean) | null => (row.isolation === 'none' ? touchTest(row) : null)

/** What Claude is told of it; null when the job does not say what it touches. */
export function askToKeepTo(row: Said): string | null {
  const touches = toTouches(row)
  if (touches === null) return null
  const keep = `Change only these files of the repository, and leave all others as they are: ${touches.join(', ')}`
  if (row.isolation === 'worktree') return keep
  return `${keep}\n\nOther work may go on in this same folder at the same time. If you commit, commit your own files alone, by their names (git add FILE …; git commit -m … -- FILE …), never everything that has changed, and stay on the branch that is checked out.`
}
