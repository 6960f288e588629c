import { toEdgeId, type Topology } from './topology.ts'

/** The shortest way down the edges from one job to another, both included; null if there is none. */
export function pathDown(topology: Topology, from: string, to: string): string[] | null {
  const above = new Map<string, string | null>([[from, null]])
  // A map may grow while it is walked.
  for (const id of above.keys()) {
    if (id === to) {
      const path: string[] = []
      for (let next: string | null = id; next !== null; next = above.get(next)!) path.unshift(next)
      return path
    }
    for (const { child } of topology.children.get(id) ?? []) if (!above.has(child)) above.set(child, id)
  }
  return null
}

/** The edges along a path. */
export const edgesAlong = (path: readonly string[]): Set<string> => new Set(path.slice(1).map((child, at) => toEdgeId({ parent: path[at]!, child })))
