import { nameFiles } from '../../contract/words.ts'
import { listConflicts, putConflict, removeConflict } from '../store/conflicts.ts'
import { jobChanged } from '../store/events.ts'
import { sql } from '../store/handles.ts'
import type { JobRow } from '../store/job-row.ts'
import { getJobRow } from '../store/jobs.ts'
import { appendEntries } from '../store/logs.ts'
import { canForesee, foreseeConflicts } from '../workspace/foresee.ts'
import { contains } from '../workspace/land.ts'
import { shareBranches } from '../workspace/link.ts'
import type { Core } from './core.ts'

/** The newest so many jobs of a pipeline a new one is held against: a look takes some 10 ms, and nobody reads more notes. */
const MOST_COMPARED = 50

/** Once a job of a pipeline has succeeded: remembers with whose work its own conflicts and says so in both logs, before a job after both is held for it; and forgets conflicts that its work has settled. */
export async function foresee(core: Core, seq: number): Promise<void> {
  const row = getJobRow(core.store.read, seq)!
  if (row.pipeline === null || row.outcome !== 'succeeded' || row.isolation !== 'worktree' || row.head_commit === null) return
  await forgetSettled(core, row.pipeline, row)
  if (!hasWork(row)) return
  const others = (sql(core.store.read, `SELECT * FROM job WHERE pipeline = ? AND outcome = 'succeeded' AND seq <> ? ORDER BY seq DESC LIMIT ${MOST_COMPARED}`).all(row.pipeline, seq) as JobRow[]).filter((other) => hasWork(other) && shareBranches(other.repository, row.repository))
  if (others.length === 0 || !(await canForesee())) return
  for (const other of others) {
    if (core.stopping) return
    const files = await foreseeConflicts(row.repository, row.head_commit!, other.head_commit!)
    if (files.length === 0) continue
    await core.store.writer.append((db) => {
      const [older, younger] = row.seq < other.seq ? [row, other] : [other, row]
      putConflict(db, { pipeline: row.pipeline!, one: older.seq, other: younger.seq, oneHead: older.head_commit!, otherHead: younger.head_commit!, files })
      jobChanged(db, seq)
      for (const [one, another] of [[row, other], [other, row]] as const) {
        appendEntries(db, { job: one.seq, run: one.run, now: core.now() }, [{ kind: 'note', text: `Its work conflicts with that of ${another.id} ‘${another.title}’ in ${nameFiles(files)}: a job after both would be held for it.`, data: { conflictsWith: another.id, files } }])
      }
    })
  }
}

/** A conflict is settled once one job has the work of both: somebody has merged it. */
async function forgetSettled(core: Core, pipeline: string, { seq, repository, head_commit: head }: JobRow): Promise<void> {
  for (const conflict of listConflicts(core.store.read, pipeline).slice(0, MOST_COMPARED)) {
    if (core.stopping) return
    if (!(await contains(repository, head!, conflict.oneHead)) || !(await contains(repository, head!, conflict.otherHead))) continue
    await core.store.writer.append((db) => {
      removeConflict(db, conflict)
      jobChanged(db, seq)
    })
  }
}

const hasWork = (row: JobRow): boolean => row.isolation === 'worktree' && row.head_commit !== null && row.head_commit !== row.base_commit
