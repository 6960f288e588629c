import type { Graph } from '../../contract/api.ts'
import type { EdgeOtherwise, EdgeWhen, Job } from '../../contract/job.ts'

/** What is known of a job that may not be loaded: enough to draw it. */
export type GraphNode = Graph['nodes'][number]
export interface GraphEdge { parent: string; child: string; when: EdgeWhen; otherwise: EdgeOtherwise }

/** Who depends on whom. Never changed in place; states are not in it, so that it stays the same while jobs run. */
export interface Topology {
  nodes: ReadonlyMap<string, GraphNode>
  edges: readonly GraphEdge[]
  /** Edges by the job they lead to, and by the job they come from. */
  parents: ReadonlyMap<string, readonly GraphEdge[]>
  children: ReadonlyMap<string, readonly GraphEdge[]>
}

/** A topology of nodes and edges; an edge to a job that is not there is left out, and each pair counts once. */
export function toTopology(nodes: Iterable<GraphNode>, edges: Iterable<GraphEdge>): Topology {
  const all = new Map([...nodes].map((node) => [node.id, node]))
  const kept = new Map<string, GraphEdge>()
  for (const edge of edges) if (all.has(edge.parent) && all.has(edge.child)) kept.set(toEdgeId(edge), edge)
  const [parents, children] = [new Map<string, GraphEdge[]>(), new Map<string, GraphEdge[]>()]
  for (const edge of kept.values()) {
    push(parents, edge.child, edge)
    push(children, edge.parent, edge)
  }
  return { nodes: all, edges: [...kept.values()], parents, children }
}

export const toEdgeId = (edge: Pick<GraphEdge, 'parent' | 'child'>): string => `${edge.parent}>${edge.child}`

function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}

/** A job as a node. */
export const toNode = (job: Job): GraphNode => ({ id: job.id, title: job.title, state: job.state, outcome: job.outcome?.kind ?? null, reason: job.outcome?.reason ?? null, profile: job.profile, repository: job.repository, any: job.any })
/** The edges that lead to a job. */
export const toEdges = (job: Job): GraphEdge[] => job.after.map(({ job: parent, when, otherwise }) => ({ parent, child: job.id, when, otherwise }))

/** The graph of some jobs alone. */
export const topologyOf = (jobs: readonly Job[]): Topology => toTopology(jobs.map(toNode), jobs.flatMap(toEdges))

/**
 * A topology with jobs heard of since. With `connectedOnly` a job comes in only if it hangs on one that is there.
 * `incomplete`: a new job has a parent outside, so that another part of the graph belongs here now and has to be read.
 */
export function addNewJobs(topology: Topology, jobs: readonly Job[], connectedOnly: boolean): { topology: Topology; incomplete: boolean } {
  const nodes = new Map(topology.nodes)
  const edges = [...topology.edges]
  let incomplete = false
  let open = jobs.filter((job) => !nodes.has(job.id))
  // A chain may come in any order: each pass takes in those whose parents came in with the last.
  for (let before = -1; open.length > 0 && before !== nodes.size;) {
    before = nodes.size
    const left: Job[] = []
    for (const job of open) {
      if (connectedOnly && !job.after.some((edge) => nodes.has(edge.job))) { left.push(job); continue }
      nodes.set(job.id, toNode(job))
      edges.push(...toEdges(job))
    }
    open = left
  }
  if (nodes.size === topology.nodes.size) return { topology, incomplete }
  incomplete = edges.some((edge) => !nodes.has(edge.parent))
  return { topology: toTopology(nodes.values(), edges), incomplete }
}

/** A topology after jobs got other edges. `incomplete`: one has a parent outside now, so that another part of the graph belongs here and has to be read. */
export function withEdgesOf(topology: Topology, jobs: readonly Job[]): { topology: Topology; incomplete: boolean } {
  const changed = new Map(jobs.filter((job) => topology.nodes.has(job.id)).map((job) => [job.id, job]))
  if (changed.size === 0) return { topology, incomplete: false }
  const edges = [...topology.edges.filter((edge) => !changed.has(edge.child)), ...[...changed.values()].flatMap(toEdges)]
  const nodes = [...topology.nodes.values()].map((node) => (changed.has(node.id) ? { ...node, any: changed.get(node.id)!.any } : node))
  return { topology: toTopology(nodes, edges), incomplete: edges.some((edge) => !topology.nodes.has(edge.parent)) }
}

/** Whether a job waits for other jobs than before, or in another way. */
export function hasOtherEdges(before: Job, now: Job): boolean {
  if (before.any !== now.any || before.after.length !== now.after.length) return true
  return now.after.some((edge, at) => edge.job !== before.after[at]!.job || edge.when !== before.after[at]!.when || edge.otherwise !== before.after[at]!.otherwise)
}

/** Everything upstream and downstream of a job, with itself. */
export function relativesOf(topology: Topology, id: string): Set<string> {
  const seen = new Set([id])
  for (const each of walk(id, (at) => topology.parents.get(at)?.map((edge) => edge.parent))) seen.add(each)
  for (const each of walk(id, (at) => topology.children.get(at)?.map((edge) => edge.child))) seen.add(each)
  return seen
}

export const ancestorsOf = (topology: Topology, id: string): Set<string> => walk(id, (at) => topology.parents.get(at)?.map((edge) => edge.parent))
export const descendantsOf = (topology: Topology, id: string): Set<string> => walk(id, (at) => topology.children.get(at)?.map((edge) => edge.child))

function walk(from: string, next: (id: string) => readonly string[] | undefined): Set<string> {
  const seen = new Set<string>()
  const open = [...(next(from) ?? [])]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id) || id === from) continue
    seen.add(id)
    open.push(...(next(id) ?? []))
  }
  return seen
}

/** Held jobs and what waits behind them: blocked jobs downstream, as far as the chain of blocked ones goes. */
export function heldSubtrees(topology: Topology, stateOf: (id: string) => GraphNode['state'] | undefined): Set<string> {
  const held = new Set<string>()
  const open = [...topology.nodes.keys()].filter((id) => stateOf(id) === 'held')
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (held.has(id)) continue
    held.add(id)
    for (const { child } of topology.children.get(id) ?? []) if (stateOf(child) === 'blocked') open.push(child)
  }
  return held
}

/** The jobs that hang on nothing and on which nothing hangs. */
export function singlesOf(topology: Topology): Set<string> {
  return new Set([...topology.nodes.keys()].filter((id) => !topology.parents.has(id) && !topology.children.has(id)))
}

/** A topology without some of its jobs. */
export function without(topology: Topology, left: ReadonlySet<string>): Topology {
  return left.size === 0 ? topology : toTopology([...topology.nodes.values()].filter((node) => !left.has(node.id)), topology.edges)
}

/** Jobs in an order in which nobody comes before what it depends on; among those that could come next, the one that was there first. */
export function inDependencyOrder(topology: Topology): string[] {
  const open = new Map([...topology.nodes.keys()].map((id) => [id, topology.parents.get(id)?.length ?? 0]))
  const order: string[] = []
  let ready = [...open].flatMap(([id, count]) => (count === 0 ? [id] : []))
  while (ready.length > 0) {
    const next: string[] = []
    for (const id of ready) {
      order.push(id)
      for (const { child } of topology.children.get(id) ?? []) {
        open.set(child, open.get(child)! - 1)
        if (open.get(child) === 0) next.push(child)
      }
    }
    ready = next
  }
  return order
}
