import type { EdgeOtherwise, EdgeWhen, JobState, OutcomeKind } from '../../contract/job.ts'
import type { EdgeIn, EdgeOut, GraphReader } from '../queue/status.ts'
import { sql, type ReadDb, type WriteDb } from './handles.ts'

interface InRow { parent: number; state: JobState; outcome: OutcomeKind | null; condition: EdgeWhen; otherwise: EdgeOtherwise; waived: number }
interface OutRow { child: number; state: JobState; held_parent: number | null; condition: EdgeWhen; otherwise: EdgeOtherwise; leaf: number; waived: number }

/** Children read at a time: a moment's work, however many there are. */
const PAGE = 500

/** The graph as it stands in this transaction. */
export function graphOf(db: ReadDb): GraphReader {
  const into = sql(db, 'SELECT e.parent, p.state, p.outcome, e.condition, e.otherwise, e.waived FROM edge e JOIN job p ON p.seq = e.parent WHERE e.child = ? ORDER BY e.position')
  // A cascade asks this once per job. The index gives the children in order by itself: with an ORDER BY that says so, each call takes 15 µs more.
  const page = (more: string): string => `SELECT e.child, (SELECT c.state FROM job c WHERE c.seq = e.child) AS state, (SELECT c.held_parent FROM job c WHERE c.seq = e.child) AS held_parent,
    e.condition, e.otherwise, e.waived, NOT EXISTS (SELECT 1 FROM edge d WHERE d.parent = e.child) AS leaf FROM edge e INDEXED BY edge_by_parent WHERE e.parent = ?${more} LIMIT ${PAGE}`
  const from = sql(db, page(''))
  const next = sql(db, page(' AND e.child > ?'))
  const toEdge = (row: OutRow): EdgeOut => ({ child: row.child, childState: row.state, childHeldParent: row.held_parent, when: row.condition, otherwise: row.otherwise, waived: row.waived === 1, leaf: row.leaf === 1 })
  function* walk(parent: number, first: readonly OutRow[]): Generator<EdgeOut> {
    for (let rows = first; rows.length > 0; rows = next.all(parent, rows.at(-1)!.child) as OutRow[]) yield* rows.map(toEdge)
  }
  return {
    edgesInto: (child) => (into.all(child) as InRow[]).map((row): EdgeIn => ({ parent: row.parent, parentState: row.state, parentOutcome: row.outcome, when: row.condition, otherwise: row.otherwise, waived: row.waived === 1 })),
    edgesFrom: (parent) => {
      const rows = from.all(parent) as OutRow[]
      return rows.length < PAGE ? rows.map(toEdge) : walk(parent, rows)
    },
  }
}

/** Every edge into a child that cannot be met any more is forgiven: a person released it. Returns the parents. */
export function waiveBroken(db: WriteDb, child: number): number[] {
  return sql(db, `UPDATE edge SET waived = 1 WHERE child = ? AND waived = 0 AND EXISTS (
    SELECT 1 FROM job p WHERE p.seq = edge.parent AND p.state = 'finished' AND edge.condition <> 'done' AND (p.outcome = 'succeeded') <> (edge.condition = 'success')) RETURNING parent`).pluck().all(child) as number[]
}

/** The parents of a job in submission order. */
export function listParents(db: ReadDb, child: number): { seq: number; id: string; title: string; alias: string | null; branch: string | null; head_commit: string | null; outcome: OutcomeKind | null; conversation: string; profile: string; repository: string; run: number }[] {
  return sql(db, 'SELECT p.seq, p.id, p.title, COALESCE(e.alias, p.alias) AS alias, p.branch, p.head_commit, p.outcome, p.conversation, p.profile, p.repository, p.run FROM edge e JOIN job p ON p.seq = e.parent WHERE e.child = ? ORDER BY e.position').all(child) as ReturnType<typeof listParents>
}

/** All jobs cancelled because of this one, directly or through others, nearest first: those a retry with dependents revives. */
export function listCancelledBecauseOf(db: ReadDb, root: number): number[] {
  return sql(db, `WITH RECURSIVE fallen(seq, depth) AS (
    SELECT seq, 1 FROM job WHERE cause = ? UNION ALL SELECT j.seq, f.depth + 1 FROM fallen f JOIN job j ON j.cause = f.seq)
    SELECT seq FROM fallen ORDER BY depth, seq`).pluck().all(root) as number[]
}
