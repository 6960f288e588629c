import { basename } from 'node:path'
import { REASON_WORDS } from '../../../contract/words.ts'
import { defineCommand } from '../command.ts'
import { markOf, toDot, toMermaid, toTree } from '../../../contract/graph-text.ts'
import { parseChoice } from '../parse.ts'
import { plainLine } from '../plain.ts'
import { LIVE, noteStale } from '../stale-note.ts'

/** `dispatch graph [ID]`. */
export const graph = defineCommand<{ format: string }>({
  define(command) {
    command.argument('[id]', 'a job; without one, all unfinished jobs, those that ended within the last day, and what they hang on').option('--format <format>', 'tree, mermaid or dot', 'tree')
  },
  async run(context, [root], options) {
    const format = parseChoice(options.format, '--format', ['tree', 'mermaid', 'dot'])
    const found = await context.connection.call('graph.get', root === undefined ? {} : { root })
    await noteStale(context, found.nodes.filter((node) => LIVE.includes(node.state)).length)
    if (context.json) return context.outJson(found)
    if (found.cut) context.note('the graph is larger than what is shown: name a job to see what is around it')
    if (format === 'mermaid') return context.out(toMermaid(found))
    if (format === 'dot') return context.out(toDot(found))
    if (found.nodes.length === 0) return context.note('no job is unfinished, and none ended within the last day: `dispatch ls --all` lists the older ones')
    const parents = Map.groupBy(found.edges, (edge) => edge.child)
    context.out(toTree(found.nodes.map((node) => {
      const { mark, word, tone } = markOf(node)
      const reason = node.reason && node.reason !== 'ok' ? `: ${REASON_WORDS[node.reason as keyof typeof REASON_WORDS]?.what ?? node.reason}` : ''
      const any = node.any && (parents.get(node.id)?.length ?? 0) > 1 ? `, after any of ${parents.get(node.id)!.length}` : ''
      const place = context.paint('faint', plainLine(`${basename(node.repository)} · ${node.profile}`))
      return { id: node.id, label: `${context.paint(tone, mark)} ${node.id}  ${plainLine(node.title)}  ${context.paint(tone, `${word}${reason}`)}${any}  ${place}` }
    }), found.edges))
  },
})
