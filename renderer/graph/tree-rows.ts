import type { Topology } from './topology.ts'

/** A job of the graph as a line of a tree. */
export interface TreeRow {
  id: string
  /** Counted from 1, as `aria-level` is. */
  level: number
  position: number
  setSize: number
  /** What it also depends on, besides the line it hangs under. */
  also: readonly string[]
}

/**
 * The graph as a tree, each job once: it hangs under the last of those it depends on, so that nothing stands above what it waits for.
 */
export function toTreeRows(topology: Topology): TreeRow[] {
  const open = new Map([...topology.nodes.keys()].map((id) => [id, topology.parents.get(id)?.length ?? 0]))
  const roots = [...open].flatMap(([id, count]) => (count === 0 ? [id] : []))
  const placed: { id: string; parent: string | null; level: number }[] = []
  const stack = roots.map((id) => ({ id, parent: null as string | null, level: 1 })).reverse()
  for (let next = stack.pop(); next; next = stack.pop()) {
    placed.push(next)
    const { id, level } = next
    const ready = (topology.children.get(id) ?? []).filter(({ child }) => { open.set(child, open.get(child)! - 1); return open.get(child) === 0 })
    for (const { child } of ready.reverse()) stack.push({ id: child, parent: id, level: level + 1 })
  }
  const siblings = new Map<string | null, number>()
  const positions = placed.map(({ parent }) => { siblings.set(parent, (siblings.get(parent) ?? 0) + 1); return siblings.get(parent)! })
  return placed.map(({ id, parent, level }, at) => ({
    id, level, position: positions[at]!, setSize: siblings.get(parent)!,
    also: (topology.parents.get(id) ?? []).map((edge) => edge.parent).filter((other) => other !== parent),
  }))
}
