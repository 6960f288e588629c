import type { EdgeOtherwise, EdgeWhen, JobState, OutcomeKind, WaitingFor } from '../../contract/job.ts'
import type { PlannedJob } from '../queue/forecast.ts'
import type { EdgeIn } from '../queue/status.ts'
import { estimatesOf, type Kind } from './durations.ts'
import { sql, type ReadDb } from './handles.ts'
import { toTouches } from './job-row.ts'

interface Row extends Kind { seq: number; state: PlannedJob['state']; isolation: string; touches: string | null; priority: number; not_before: number; any_of: number; waiting: string | null; started_at: number | null }
interface EdgeRow { child: number; parent: number; position: number; when: EdgeWhen; otherwise: EdgeOtherwise; waived: number; state: JobState; outcome: OutcomeKind | null }

/** The unfinished jobs of a pipeline with their edges and how long each is likely to take, the oldest first. Yields in between, so that a caller may pause. */
export function* planAhead(db: ReadDb, pipeline: { id: string; title: string }): Generator<void, PlannedJob[]> {
  const rows = sql(db, `SELECT seq, alias, title, repository, profile, state, isolation, touches, priority, not_before, any_of, waiting, started_at FROM job WHERE pipeline = ? AND state <> 'finished' ORDER BY seq`).all(pipeline.id) as Row[]
  // Not paused here: jobs and edges must be of one moment.
  const edges = readEdges(db, pipeline.id)
  yield
  const estimateOf = estimatesOf(db, pipeline, rows)
  yield
  return rows.map((row): PlannedJob => {
    const waiting = row.waiting === null ? null : JSON.parse(row.waiting) as WaitingFor
    return {
      job: row.seq, state: row.state, profile: row.profile, lock: row.isolation === 'none' ? row.repository : null, touches: row.isolation === 'none' ? toTouches(row) : null, priority: row.priority, notBefore: row.not_before, any: row.any_of === 1,
      edges: edges.get(row.seq) ?? [], estimateMs: estimateOf(row), startedAt: row.started_at, until: waiting === null || waiting.kind === 'approval' ? null : (waiting.until ?? null),
    }
  })
}

function readEdges(db: ReadDb, pipeline: string): Map<number, EdgeIn[]> {
  const rows = sql(db, `SELECT e.child, e.parent, e.position, e.condition AS "when", e.otherwise, e.waived, p.state, p.outcome
    FROM job c JOIN edge e ON e.child = c.seq JOIN job p ON p.seq = e.parent WHERE c.pipeline = ? AND c.state <> 'finished'`).all(pipeline) as EdgeRow[]
  const edges = new Map<number, EdgeIn[]>()
  for (const row of rows.sort((a, b) => a.position - b.position)) {
    const edge: EdgeIn = { parent: row.parent, parentState: row.state, parentOutcome: row.outcome, when: row.when, otherwise: row.otherwise, waived: row.waived === 1 }
    const known = edges.get(row.child)
    if (known) known.push(edge)
    else edges.set(row.child, [edge])
  }
  return edges
}
