import type { EdgeOut, GraphReader } from '../queue/status.ts'
import { graphOf } from './edges.ts'
import { sql, type ReadDb } from './handles.ts'
import type { JobRow } from './job-row.ts'

/** Parents and edges of one reading: a moment's work, however large the graph. */
const PARENTS = 300
export const MOST_EDGES = 2000

type EdgeRow = [parent: number, child: number, when: EdgeOut['when'], otherwise: EdgeOut['otherwise'], waived: 0 | 1]
type Standing = Pick<JobRow, 'seq' | 'state' | 'held_parent' | 'cause' | 'any_of' | 'id' | 'title' | 'outcome' | 'reason'>

/** What has been read of jobs comes along. */
export interface ReaderAhead extends GraphReader { seen(job: number): Standing | undefined }

/**
 * The graph as it stands, for one who only looks: the edges of jobs that will be asked for next are read along, and each job is looked at once.
 * Cheaper than asking for job after job; what changes meanwhile is not seen.
 */
export function graphAhead(db: ReadDb): ReaderAhead {
  const stored = graphOf(db)
  const listEdges = sql(db, `SELECT e.parent, e.child, e.condition, e.otherwise, e.waived FROM json_each(?) j CROSS JOIN edge e INDEXED BY edge_by_parent WHERE e.parent = j.value LIMIT ${MOST_EDGES}`).raw()
  const listStandings = sql(db, 'SELECT c.seq, c.state, c.held_parent, c.cause, c.any_of, c.id, c.title, c.outcome, c.reason FROM json_each(?) j CROSS JOIN job c WHERE c.seq = j.value')
  const known = new Map<number, EdgeOut[]>()
  const standings = new Map<number, Standing>()
  const met = new Set<number>()
  const asked = new Set<number>()
  let ahead: number[] = []

  function meet(edge: EdgeOut): void {
    if (edge.leaf === true || met.has(edge.child)) return
    met.add(edge.child)
    ahead.push(edge.child)
  }

  function* walk(edges: Iterable<EdgeOut>): Generator<EdgeOut> {
    for (const edge of edges) {
      meet(edge)
      yield edge
    }
  }

  function meetAll(edges: Iterable<EdgeOut>): Iterable<EdgeOut> {
    if (!Array.isArray(edges)) return walk(edges)
    for (const edge of edges as EdgeOut[]) meet(edge)
    return edges
  }

  function readAhead(parent: number): void {
    const others = ahead.filter((job) => !asked.has(job) && !known.has(job))
    ahead = others
    // Nobody to read along, as in a chain: one question is cheaper than two.
    if (others.length === 0) return
    const wanted = [parent, ...others.slice(0, PARENTS - 1)]
    const rows = listEdges.all(JSON.stringify(wanted)) as EdgeRow[]
    // In the order they were asked for: the last one may have more.
    const whole = rows.length < MOST_EDGES ? wanted : wanted.slice(0, wanted.indexOf(rows.at(-1)![0]))
    ahead = [...wanted.slice(Math.max(1, whole.length)), ...others.slice(PARENTS - 1)]
    for (const job of whole) known.set(job, [])
    const taken = rows.filter((row) => known.has(row[0]))
    lookAt(taken.map((row) => row[1]))
    for (const row of taken) {
      const edge = toEdge(row, standings.get(row[1])!)
      known.get(row[0])!.push(edge)
      meet(edge)
    }
  }

  function lookAt(children: readonly number[]): void {
    const unseen = [...new Set(children)].filter((child) => !standings.has(child))
    for (const row of listStandings.all(JSON.stringify(unseen)) as Standing[]) standings.set(row.seq, row)
  }

  return {
    edgesInto: stored.edgesInto,
    seen: (job) => standings.get(job),
    edgesFrom: (parent, of = 'all') => {
      asked.add(parent)
      if (!known.has(parent)) readAhead(parent)
      const found = known.get(parent)
      if (found === undefined) return meetAll(stored.edgesFrom(parent, of))
      return of === 'all' ? found : found.filter((edge) => edge.childState !== 'finished')
    },
  }
}

const toEdge = ([, child, when, otherwise, waived]: EdgeRow, row: Standing): EdgeOut => (
  { child, childState: row.state, childHeldParent: row.held_parent, childCause: row.cause, childAny: row.any_of === 1, when, otherwise, waived: waived === 1 })
