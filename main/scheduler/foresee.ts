import { nameFiles } from '../../contract/words.ts'
import { sql } from '../store/handles.ts'
import type { JobRow } from '../store/job-row.ts'
import { getJobRow } from '../store/jobs.ts'
import { appendEntries } from '../store/logs.ts'
import { canForesee, foreseeConflicts } from '../workspace/foresee.ts'
import type { Core } from './core.ts'

/** The newest so many jobs of a pipeline a new one is held against: a look takes some 10 ms, and nobody reads more notes. */
const MOST_COMPARED = 50

/** Once a job of a pipeline has succeeded: says in its log and in that of each other whose work conflicts with its own, before a job after both is held for it. */
export async function foresee(core: Core, seq: number): Promise<void> {
  const row = getJobRow(core.store.read, seq)!
  if (row.pipeline === null || row.outcome !== 'succeeded' || !hasWork(row)) return
  const others = (sql(core.store.read, `SELECT * FROM job WHERE pipeline = ? AND repository = ? AND outcome = 'succeeded' AND seq <> ? ORDER BY seq DESC LIMIT ${MOST_COMPARED}`).all(row.pipeline, row.repository, seq) as JobRow[]).filter(hasWork)
  if (others.length === 0 || !(await canForesee())) return
  for (const other of others) {
    if (core.stopping) return
    const files = await foreseeConflicts(row.repository, row.head_commit!, other.head_commit!)
    if (files.length === 0) continue
    await core.store.writer.append((db) => {
      for (const [one, another] of [[row, other], [other, row]] as const) {
        appendEntries(db, { job: one.seq, run: one.run, now: core.now() }, [{ kind: 'note', text: `Its work conflicts with that of ${another.id} ‘${another.title}’ in ${nameFiles(files)}: a job after both would be held for it.`, data: { conflictsWith: another.id, files } }])
      }
    })
  }
}

const hasWork = (row: JobRow): boolean => row.isolation === 'worktree' && row.head_commit !== null && row.head_commit !== row.base_commit
