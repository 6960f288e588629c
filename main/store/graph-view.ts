import type { Graph } from '../../contract/api.ts'
import { sql, type ReadDb } from './handles.ts'

/** Nodes shown at most: beyond that a drawing tells nobody anything. */
const MOST_NODES = 20_000
/** Without a root: jobs that ended within this time are shown beside the unfinished ones, so that a pipeline that just ended is still seen. */
const RECENT_MS = 24 * 3600 * 1000
/** And at most so many of them. */
const RECENT_JOBS = 500

interface NodeRow { seq: number; id: string; title: string; state: Graph['nodes'][number]['state']; outcome: string | null; reason: string | null; profile: string; repository: string; any_of: number }
type EdgeRow = { parent: number; child: number } & Pick<Graph['edges'][number], 'when' | 'otherwise'>

/** The graph connected to a job in either direction; or that of all unfinished and recently ended jobs with what they hang on. */
export function graphAround(db: ReadDb, root: number | null, now = Date.now()): Graph {
  const seeds = root === null ? listSeeds(db, now) : [root]
  const edgesOf = sql(db, 'SELECT parent, child, condition AS "when", otherwise FROM edge WHERE child = @job UNION ALL SELECT parent, child, condition, otherwise FROM edge WHERE parent = @job')
  const shown = new Set<number>(seeds)
  const edges = new Map<string, EdgeRow>()
  let cut = false
  for (const seq of shown) {
    for (const edge of edgesOf.all({ job: seq }) as EdgeRow[]) {
      for (const end of [edge.parent, edge.child]) {
        if (shown.size < MOST_NODES) shown.add(end)
        else if (!shown.has(end)) cut = true
      }
      if (shown.has(edge.parent) && shown.has(edge.child)) edges.set(`${edge.parent} ${edge.child}`, edge)
    }
  }
  const node = sql(db, 'SELECT seq, id, title, state, outcome, reason, profile, repository, any_of FROM job WHERE seq = ?')
  const rows = [...shown].sort((a, b) => a - b).map((seq) => node.get(seq) as NodeRow)
  const ids = new Map(rows.map((row) => [row.seq, row.id]))
  return {
    nodes: rows.map(({ seq: _seq, any_of, ...rest }) => ({ ...rest, any: any_of === 1 })), cut,
    edges: [...edges.values()].sort((a, b) => a.child - b.child || a.parent - b.parent).map((edge) => ({ parent: ids.get(edge.parent)!, child: ids.get(edge.child)!, when: edge.when, otherwise: edge.otherwise })),
  }
}

function listSeeds(db: ReadDb, now: number): number[] {
  const unfinished = sql(db, `SELECT seq FROM job WHERE state <> 'finished' ORDER BY seq LIMIT ${MOST_NODES}`).pluck().all() as number[]
  const recent = sql(db, `SELECT seq FROM (SELECT seq, ended_at FROM job ORDER BY seq DESC LIMIT ${RECENT_JOBS}) WHERE ended_at > ?`).pluck().all(now - RECENT_MS) as number[]
  return [...unfinished, ...recent]
}
