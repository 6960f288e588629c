/** A cycle among named nodes as the path that closes it (`a → b → a`), or null. `parents` lists for each node those it waits for. */
export function findCycle(parents: ReadonlyMap<string, readonly string[]>): string[] | null {
  const done = new Set<string>()
  for (const start of parents.keys()) {
    const cycle = walk(parents, start, done)
    if (cycle) return cycle
  }
  return null
}

/** Depth first with a stack of its own: plans of 10,000 jobs in one chain must not overflow the call stack. */
function walk(parents: ReadonlyMap<string, readonly string[]>, start: string, done: Set<string>): string[] | null {
  if (done.has(start)) return null
  const path: string[] = [start]
  const onPath = new Map([[start, 0]])
  const next = [0]
  while (path.length > 0) {
    const node = path[path.length - 1]!
    const parent = parents.get(node)?.[next[next.length - 1]!++]
    if (parent === undefined) {
      done.add(node)
      onPath.delete(node)
      path.pop()
      next.pop()
    } else if (onPath.has(parent)) {
      return [...path.slice(onPath.get(parent)!), parent].reverse()
    } else if (!done.has(parent) && parents.has(parent)) {
      onPath.set(parent, path.length)
      path.push(parent)
      next.push(0)
    }
  }
  return null
}

/** Jobs of a circle that are named before those in its middle are only counted. */
const MOST_NAMED = 12

/** A circle as one reads it: `a → b → a`; of a long one the ends. */
export function nameCircle(names: readonly string[]): string {
  const left = names.length - MOST_NAMED
  return (left <= 1 ? names : [...names.slice(0, MOST_NAMED / 2), `… and ${left.toLocaleString('en')} more …`, ...names.slice(-MOST_NAMED / 2)]).join(' → ')
}

/**
 * The way down from one node to another along the edges, both ends included, or null: looked for upwards from its end, because a job has few parents and may have thousands of children.
 * Yields after each node, so that a caller may pause.
 */
export function* findPath<Node>(parentsOf: (node: Node) => Iterable<Node>, from: Node, to: Node): Generator<void, Node[] | null> {
  const below = new Map<Node, Node | null>([[to, null]])
  const open = [to]
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node === from) {
      const path: Node[] = []
      for (let next: Node | null = node; next !== null; next = below.get(next)!) path.push(next)
      return path
    }
    for (const parent of parentsOf(node)) {
      if (below.has(parent)) continue
      below.set(parent, node)
      open.push(parent)
    }
    yield
  }
  return null
}

/** Nodes so that every parent stands before its children. Expects no cycle. */
export function inOrder(parents: ReadonlyMap<string, readonly string[]>): string[] {
  const children = new Map<string, string[]>()
  const missing = new Map<string, number>()
  for (const [node, all] of parents) {
    const known = all.filter((parent) => parents.has(parent))
    missing.set(node, known.length)
    for (const parent of known) (children.get(parent) ?? children.set(parent, []).get(parent)!).push(node)
  }
  const order = [...parents.keys()].filter((node) => missing.get(node) === 0)
  for (let i = 0; i < order.length; i++) {
    for (const child of children.get(order[i]!) ?? []) {
      const left = missing.get(child)! - 1
      missing.set(child, left)
      if (left === 0) order.push(child)
    }
  }
  return order
}
