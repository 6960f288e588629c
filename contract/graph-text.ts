import type { Graph } from './api.ts'
import type { EdgeOtherwise, EdgeWhen } from './job.ts'
import { stateMark } from './words.ts'
import { plainLine } from './plain.ts'

/** A node as drawn: `label` may be coloured. */
export interface DrawnNode { id: string; label: string }
/** An edge as drawn. */
export interface DrawnEdge { parent: string; child: string; when: EdgeWhen; otherwise: EdgeOtherwise }

/** Lines of a tree. A job with several parents is drawn whole under the first and named under the others. */
export function toTree(nodes: readonly DrawnNode[], edges: readonly DrawnEdge[]): string[] {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const down = new Map<string, DrawnEdge[]>()
  const known = edges.filter((edge) => byId.has(edge.parent) && byId.has(edge.child))
  for (const edge of known) (down.get(edge.parent) ?? down.set(edge.parent, []).get(edge.parent)!).push(edge)
  const withParent = new Set(known.map((edge) => edge.child))
  const drawn = new Set<string>()
  const lines: string[] = []
  // A stack of our own: a chain of thousands of jobs would overflow the language's.
  const roots = nodes.filter((node) => !withParent.has(node.id)).reverse()
  const stack: { edge: DrawnEdge | null; id: string; lead: string; last: boolean }[] = roots.map((node) => ({ edge: null, id: node.id, lead: '', last: true }))
  while (stack.length > 0) {
    const { edge, id, lead, last } = stack.pop()!
    const again = drawn.has(id)
    const branch = edge ? `${lead}${last ? '└─' : '├─'} ${edgeWords(edge)}` : lead
    lines.push(again ? `${branch}${id} ↑ see above` : `${branch}${byId.get(id)!.label}`)
    if (again) continue
    drawn.add(id)
    const children = down.get(id) ?? []
    const inner = edge ? lead + (last ? '   ' : '│  ') : ''
    for (let i = children.length - 1; i >= 0; i--) stack.push({ edge: children[i]!, id: children[i]!.child, lead: inner, last: i === children.length - 1 })
  }
  return lines
}

/** Said only when it is not the default. */
function edgeWords(edge: DrawnEdge): string {
  const words = [edge.when === 'failure' ? 'if it fails' : edge.when === 'done' ? 'when done' : '', edge.otherwise === 'hold' ? 'else hold' : ''].filter((each) => each !== '')
  return words.length > 0 ? `(${words.join(', ')}) ` : ''
}

const ARROWS: Record<EdgeWhen, string> = { success: '-->', done: '-.->', failure: '-.->' }

/** The graph in Mermaid's words. */
export function toMermaid(graph: Graph): string[] {
  const edges = graph.edges.map((edge) => `  ${edge.parent} ${ARROWS[edge.when]}${edgeWords(edge) ? `|${edgeWords(edge).trim().replace(/[()]/g, '')}|` : ''} ${edge.child}`)
  return ['flowchart LR', ...graph.nodes.map((node) => `  ${node.id}["${mermaidText(nodeText(node))}"]`), ...edges]
}

// Mermaid reads HTML entities inside quotes; everything with a meaning of its own is written as one.
const mermaidText = (text: string): string => text.replace(/[&"<>#;`\\[\]{}|]/g, (character) => `#${character.codePointAt(0)};`)

/** The graph in Graphviz's words. */
export function toDot(graph: Graph): string[] {
  const style = { success: 'solid', done: 'dashed', failure: 'dashed' } as const
  const edges = graph.edges.map((edge) => {
    const words = edgeWords(edge).trim().replace(/[()]/g, '')
    return `  "${edge.parent}" -> "${edge.child}" [style=${style[edge.when]}${edge.when === 'failure' ? ', color=red' : ''}${words ? `, label="${words}"` : ''}];`
  })
  const nodes = graph.nodes.map((node) => `  "${node.id}" [label="${nodeText(node).replace(/["\\]/g, '\\$&')}"];`)
  return ['digraph dispatch {', '  rankdir=LR;', '  node [shape=box];', ...nodes, ...edges, '}']
}

/** `✓ Write tests (j4k9m2p3q0)`. */
function nodeText(node: Graph['nodes'][number]): string {
  return `${markOf(node).mark} ${plainLine(node.title)} (${node.id})`
}

/** The mark of a graph's node. */
export function markOf(node: Graph['nodes'][number]): ReturnType<typeof stateMark> {
  return stateMark({ state: node.state, outcome: node.outcome === null ? null : { kind: node.outcome as 'succeeded' } })
}
