import { Refusal } from '../../contract/errors.ts'
import { describeConflict } from '../../contract/words.ts'
import { listMet } from '../queue/decide.ts'
import { graphOf, listParents } from '../store/edges.ts'
import type { ReadDb } from '../store/handles.ts'
import type { JobRow } from '../store/job-row.ts'
import { conflictOf, mergingOf, type Merging } from '../store/merging.ts'
import { concludeMerge } from '../workspace/fan-in.ts'
import { shareBranches } from '../workspace/link.ts'
import type { MergeConflict, Parent } from '../workspace/worktree.ts'

/**
 * The parents whose work a job starts from, in the order they are merged. One of another repository, or that worked in place, has no branch to
 * start from; one that is content with any of several builds on what let it go, and not on what others are still at.
 */
export function parentsToMerge(db: ReadDb, row: Pick<JobRow, 'seq' | 'context' | 'repository' | 'any_of'>): Parent[] {
  if (row.context === 'fresh') return []
  const met = new Set(listMet(graphOf(db).edgesInto(row.seq)))
  return listParents(db, row.seq)
    .filter((parent) => (row.any_of === 0 || met.has(parent.seq)) && parent.head_commit !== null && parent.branch !== null && shareBranches(parent.repository, row.repository))
    .map((parent) => ({ job: parent.id, title: parent.title.replaceAll('\0', ''), branch: parent.branch!, commit: parent.head_commit! }))
}

/** What is remembered of a fan-in that stopped. */
export function toMerging(parents: readonly Parent[], conflict: MergeConflict): Merging {
  return {
    parents: parents.map(({ job, title, commit }) => ({ id: job, title, commit })), files: conflict.files, resolved: false,
    reached: parents.findIndex((parent) => parent.job === conflict.parent) + 1,
  }
}

/** Whether a person's resolution still fits: the same commits of the same parents. One that was run again meanwhile is merged anew. */
export function stillFits(merging: Merging, parents: readonly Parent[]): boolean {
  return merging.parents.length === parents.length && parents.every((parent, index) => parent.job === merging.parents[index]!.id && parent.commit === merging.parents[index]!.commit)
}

/**
 * Commits what a person resolved, before a job held for a conflict is let go; refuses while something is left to resolve. Returns what the job
 * is to remember of the fan-in, and what its log should say. Null for a job that is held for something else.
 */
export async function concludeFanIn(db: ReadDb, row: JobRow): Promise<{ merging: Merging | null; note: string } | null> {
  const conflict = conflictOf(row)
  const merging = mergingOf(row)
  if (conflict === null || merging === null) return null
  const again = row.any_of === 0 && listParents(db, row.seq).some((parent) => parent.outcome === null)
  if (again || !stillFits(merging, parentsToMerge(db, row))) return { merging: null, note: 'Released by a person. A parent was run again since the conflict: their work is merged anew.' }
  const parent = merging.parents[merging.reached - 1]!
  const concluded = await concludeMerge({ repository: row.repository, worktree: row.worktree!, branch: row.branch!, parent: { branch: `dispatch/${parent.id}`, title: parent.title }, files: merging.files })
  if (!concluded.ok) throw new Refusal('wrong-state', `${row.id} is held because ${describeConflict(conflict)}: ${concluded.message}. Then release it again.`, { state: row.state, files: concluded.files, worktree: row.worktree })
  if (concluded.gone) return { merging: null, note: 'Released by a person. Its worktree is gone: the work of its parents is merged anew.' }
  return { merging: { ...merging, resolved: true }, note: [`Released by a person, who resolved the conflict in ${merging.files.join(', ')}.`, ...concluded.notes].join(' ') }
}
