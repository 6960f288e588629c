import { Composer, isCollection, isMap, isPair, isScalar, Lexer, LineCounter, Parser, visit, YAMLParseError, type CST, type Document, type Pair, type YAMLMap } from 'yaml'
import type { Locate } from './plan-problems.ts'
import { startSlices } from './slices.ts'

interface Read { document: Document; lines: LineCounter }

/** The reader's own look for keys that stand twice compares each with all before it: seconds, where one map holds ten thousand. */
const OPTIONS = { uniqueKeys: false, merge: true, maxAliasCount: 100 } as ConstructorParameters<typeof Composer>[0]

/** As `parseDocument` does it, but with pauses: words and their nesting are nearly all of the work. */
async function readInSlices(text: string): Promise<Read> {
  const lines = new LineCounter()
  lines.addNewLine(0)
  const parser = new Parser(lines.addNewLine)
  const tokens: CST.Token[] = []
  const rest = startSlices()
  for (const word of new Lexer().lex(text)) {
    for (const token of parser.next(word)) tokens.push(token)
    const pause = rest()
    if (pause) await pause
  }
  for (const token of parser.end()) tokens.push(token)
  const [document, second] = new Composer(OPTIONS).compose(tokens, true, text.length)
  if (second) document!.errors.push(new YAMLParseError([second.range[0], second.range[1]], 'MULTIPLE_DOCS', 'expected one document, found several with --- between them. Make a file of each'))
  return { document: document!, lines }
}

/** What a YAML text says, and the keys in it that stand a second time, of which the last one counts; or at which line it cannot be read. Throws when its references grow too large. */
export async function readYaml(text: string): Promise<{ ok: true; value: unknown; twice: { line: number; message: string }[] } | { ok: false; line: number; message: string }> {
  const { document, lines } = await readInSlices(text)
  const wrong = document.errors[0]
  if (wrong) return { ok: false, line: lines.linePos(beginOf(document, wrong)).line, message: wrong.message.split('\n')[0]!.replace(/ at line .*$/, '') }
  if (document.contents === null) return { ok: false, line: 1, message: 'expected a plan with `jobs`, found an empty one. Write for example `jobs: { a: { prompt: "…" } }`.' }
  const twice = findTwice(document.contents).map((at) => ({ line: lines.linePos(at).line, message: `the key ${keyAt(text, at)} stands here a second time. Give each its own name, or take one out` }))
  return { ok: true, value: document.toJS({ maxAliasCount: 100 }), twice }
}

/** Where what cannot be read begins: a quote that is closed nowhere is noticed at the end of all. */
function beginOf(document: Document, wrong: YAMLParseError): number {
  let begin = wrong.pos[0]
  if (!wrong.message.startsWith('Missing closing')) return begin
  visit(document, { Scalar: (_, { range }) => { if (range && range[0] < wrong.pos[0] && range[1] >= wrong.pos[0]) begin = range[0] } })
  return begin
}

/** Where keys begin that their map has already. */
function findTwice(contents: unknown): number[] {
  const found: number[] = []
  const open = [contents]
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const keys = new Set<unknown>()
    for (const item of isCollection(node) ? node.items : []) {
      if (!isPair(item)) {
        if (isCollection(item)) open.push(item)
        continue
      }
      for (const each of [item.key, item.value]) if (isCollection(each)) open.push(each)
      if (!isScalar(item.key)) continue
      if (keys.has(item.key.value)) found.push(item.key.range?.[0] ?? 0)
      keys.add(item.key.value)
    }
  }
  return found
}

/** The key that begins at a place of the text, as it is written there. */
const keyAt = (text: string, at: number): string => /^(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^:\n]+)/.exec(text.slice(at, at + 200))?.[0].trim() ?? ''

/** Says in which line of a text something stands. The text is read for it anew: nodes and places of a plan that is right are not kept. */
export const locateIn = async (text: string): Promise<Locate> => createLocate(await readInSlices(text))

function createLocate({ document, lines }: Read): Locate {
  const indexes = new Map<YAMLMap, Map<unknown, Pair>>()
  // Ten thousand mistakes are looked for in a map of ten thousand.
  const pairOf = (map: YAMLMap, key: string | number): Pair | undefined => {
    let index = indexes.get(map)
    if (!index) indexes.set(map, index = new Map(map.items.map((item) => [isScalar(item.key) ? item.key.value : item.key, item])))
    return index.get(key)
  }
  const startOf = (node: unknown): number | undefined => (node as { range?: [number, number, number] | null } | null | undefined)?.range?.[0]
  return (path) => {
    let node: unknown = document.contents
    let at = startOf(node)
    for (const step of path) {
      const pair = isMap(node) ? pairOf(node, step) : undefined
      node = pair ? pair.value : isCollection(node) ? node.get(step, true) : undefined
      at = startOf(pair ? pair.key : node) ?? at
    }
    return at === undefined ? null : lines.linePos(at).line
  }
}
