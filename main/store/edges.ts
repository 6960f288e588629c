import type { EdgeOtherwise, EdgeWhen, JobState, OutcomeKind } from '../../contract/job.ts'
import type { EdgeIn, EdgeOut, GraphReader } from '../queue/status.ts'
import { sql, type ReadDb, type WriteDb } from './handles.ts'
import type { NewEdge } from './job-row.ts'

interface InRow { parent: number; state: JobState; outcome: OutcomeKind | null; condition: EdgeWhen; otherwise: EdgeOtherwise; waived: number; position: number; any_of: number }
interface OutRow { child: number; state: JobState; held_parent: number | null; cause: number | null; any_of: number; condition: EdgeWhen; otherwise: EdgeOtherwise; leaf: number; waived: number }

/** Children read at a time: a moment's work, however many there are. */
const PAGE = 500

const readers = new WeakMap<ReadDb, GraphReader>()

/** The graph as it stands in this transaction. */
export function graphOf(db: ReadDb): GraphReader {
  let reader = readers.get(db)
  if (!reader) readers.set(db, reader = readGraph(db))
  return reader
}

function readGraph(db: ReadDb): GraphReader {
  // Asked once per job of a cascade: looking up the parents one by one takes a fifth of the time of a join that is then sorted.
  const into = sql(db, `SELECT e.parent, (SELECT p.state FROM job p WHERE p.seq = e.parent) AS state, (SELECT p.outcome FROM job p WHERE p.seq = e.parent) AS outcome,
    e.condition, e.otherwise, e.waived, e.position, (SELECT c.any_of FROM job c WHERE c.seq = e.child) AS any_of FROM edge e WHERE e.child = ?`)
  // A cascade asks this once per job. The index gives the children in order by itself: with an ORDER BY that says so, each call takes 15 µs more.
  const page = (more: string): string => `SELECT e.child, (SELECT c.state FROM job c WHERE c.seq = e.child) AS state, (SELECT c.held_parent FROM job c WHERE c.seq = e.child) AS held_parent, (SELECT c.cause FROM job c WHERE c.seq = e.child) AS cause,
    (SELECT c.any_of FROM job c WHERE c.seq = e.child) AS any_of, e.condition, e.otherwise, e.waived, NOT EXISTS (SELECT 1 FROM edge d WHERE d.parent = e.child) AS leaf FROM edge e INDEXED BY edge_by_parent WHERE e.parent = ?${more} LIMIT ${PAGE}`
  const unfinished = ` AND (SELECT c.state FROM job c WHERE c.seq = e.child) <> 'finished'`
  const pages = {
    all: { first: sql(db, page('')), next: sql(db, page(' AND e.child > ?')) },
    unfinished: { first: sql(db, page(unfinished)), next: sql(db, page(` AND e.child > ?${unfinished}`)) },
  }
  const toEdge = (row: OutRow): EdgeOut => ({ child: row.child, childState: row.state, childHeldParent: row.held_parent, childCause: row.cause, childAny: row.any_of === 1, when: row.condition, otherwise: row.otherwise, waived: row.waived === 1, leaf: row.leaf === 1 })
  function* walk(parent: number, first: readonly OutRow[], next: typeof pages.all.next): Generator<EdgeOut> {
    for (let rows = first; rows.length > 0; rows = next.all(parent, rows.at(-1)!.child) as OutRow[]) yield* rows.map(toEdge)
  }
  return {
    edgesInto: (child) => {
      const rows = (into.all(child) as InRow[]).sort((a, b) => a.position - b.position)
      return { any: rows[0]?.any_of === 1, edges: rows.map((row): EdgeIn => ({ parent: row.parent, parentState: row.state, parentOutcome: row.outcome, when: row.condition, otherwise: row.otherwise, waived: row.waived === 1 })) }
    },
    edgesFrom: (parent, of = 'all') => {
      const { first, next } = pages[of]
      const rows = first.all(parent) as OutRow[]
      return rows.length < PAGE ? rows.map(toEdge) : walk(parent, rows, next)
    },
  }
}

/** A person let the child go although this edge is broken; or (`waived` false) it is asked again. */
export function waiveEdge(db: WriteDb, child: number, parent: number, waived: boolean): void {
  sql(db, 'UPDATE edge SET waived = ? WHERE child = ? AND parent = ?').run(waived ? 1 : 0, child, parent)
}

/** The parents of a job in submission order. */
export function listParents(db: ReadDb, child: number): { seq: number; id: string; title: string; alias: string | null; branch: string | null; head_commit: string | null; outcome: OutcomeKind | null; conversation: string; profile: string; repository: string; run: number }[] {
  return sql(db, 'SELECT p.seq, p.id, p.title, COALESCE(e.alias, p.alias) AS alias, p.branch, p.head_commit, p.outcome, p.conversation, p.profile, p.repository, p.run FROM edge e JOIN job p ON p.seq = e.parent WHERE e.child = ? ORDER BY e.position').all(child) as ReturnType<typeof listParents>
}

/** An edge as it is written: of one that is there, only what it says and its alias change, and it is asked again. */
export function putEdge(db: WriteDb, child: number, edge: NewEdge): void {
  sql(db, `INSERT INTO edge (child, parent, position, condition, otherwise, alias)
    VALUES (@child, @parent, (SELECT COALESCE(MAX(position) + 1, 0) FROM edge WHERE child = @child), @when, @otherwise, @alias)
    ON CONFLICT (child, parent) DO UPDATE SET condition = excluded.condition, otherwise = excluded.otherwise, alias = excluded.alias,
      waived = CASE WHEN condition = excluded.condition AND otherwise = excluded.otherwise THEN waived ELSE 0 END`).run({ child, ...edge })
}

/** Takes an edge away. */
export function removeEdge(db: WriteDb, child: number, parent: number): void {
  sql(db, 'DELETE FROM edge WHERE child = ? AND parent = ?').run(child, parent)
}

/** The edges into a job as they were given, in submission order. */
export function listEdges(db: ReadDb, child: number): NewEdge[] {
  return sql(db, 'SELECT parent, condition AS "when", otherwise, alias FROM edge WHERE child = ? ORDER BY position').all(child) as NewEdge[]
}

/** Row numbers of a job's parents. */
export function parentsOf(db: ReadDb): (child: number) => number[] {
  const parents = sql(db, 'SELECT parent FROM edge WHERE child = ?').pluck()
  return (child) => parents.all(child) as number[]
}
