/** Markdown as far as an answer of Claude's uses it. Pure: text in, tree out; nothing in it can become markup of the page. */
export type Block =
  | { kind: 'paragraph'; spans: Span[] }
  | { kind: 'heading'; level: number; spans: Span[] }
  | { kind: 'code'; language: string; text: string }
  | { kind: 'quote'; blocks: Block[] }
  | { kind: 'list'; ordered: boolean; start: number; items: Block[][] }
  | { kind: 'table'; head: Span[][]; rows: Span[][][] }
  | { kind: 'rule' }
export type Span = { kind: 'text' | 'code'; text: string } | { kind: 'strong' | 'em' | 'strike'; spans: Span[] } | { kind: 'link'; href: string; spans: Span[] }

/** Nested deeper than this is shown as text: nobody writes it, and a hostile text could. */
const DEEPEST = 8
const FENCE = /^ {0,3}(`{3,}|~{3,})\s*([\w+-]*)[^`]*$/
const HEADING = /^ {0,3}(#{1,6})\s+(.*?)\s*#*$/
const ITEM = /^( *)([-*+]|\d{1,9}[.)])(\s+)(.*)$/
const RULE = /^ {0,3}([-*_])(?:\s*\1){2,}\s*$/
const TABLE_LINE = /^\s*\|?(\s*:?-+:?\s*\|)+\s*(:?-+:?\s*)?$/

export function parseMarkdown(text: string, depth = 0): Block[] {
  const lines = text.replace(/\r\n?/g, '\n').split('\n')
  const blocks: Block[] = []
  for (let at = 0; at < lines.length;) {
    if (lines[at]!.trim() === '') { at++; continue }
    const [block, next] = readBlock(lines, at, depth)
    blocks.push(block)
    at = next
  }
  return blocks
}

/** The block that begins at a line, and the line after it. */
function readBlock(lines: string[], at: number, depth: number): [Block, number] {
  const line = lines[at]!
  const fence = FENCE.exec(line)
  if (fence) return readFence(lines, at, fence)
  const heading = HEADING.exec(line)
  if (heading) return [{ kind: 'heading', level: heading[1]!.length, spans: parseSpans(heading[2]!) }, at + 1]
  if (RULE.test(line)) return [{ kind: 'rule' }, at + 1]
  if (depth < DEEPEST && /^ {0,3}>/.test(line)) {
    let end = at
    while (end < lines.length && /^ {0,3}>/.test(lines[end]!)) end++
    return [{ kind: 'quote', blocks: parseMarkdown(lines.slice(at, end).map((each) => each.replace(/^ {0,3}> ?/, '')).join('\n'), depth + 1) }, end]
  }
  if (depth < DEEPEST && ITEM.test(line)) return readList(lines, at, depth)
  if (line.includes('|') && TABLE_LINE.test(lines[at + 1] ?? '')) return readTable(lines, at)
  let end = at + 1
  while (end < lines.length && lines[end]!.trim() !== '' && !FENCE.test(lines[end]!) && !HEADING.test(lines[end]!) && !/^ {0,3}>/.test(lines[end]!) && !ITEM.test(lines[end]!)) end++
  return [{ kind: 'paragraph', spans: parseSpans(lines.slice(at, end).map((each) => each.trim()).join('\n')) }, end]
}

function readFence(lines: string[], at: number, fence: RegExpExecArray): [Block, number] {
  const close = new RegExp(`^ {0,3}${fence[1]![0] === '`' ? '`' : '~'}{${fence[1]!.length},}\\s*$`)
  let end = at + 1
  while (end < lines.length && !close.test(lines[end]!)) end++
  return [{ kind: 'code', language: fence[2]!, text: lines.slice(at + 1, end).join('\n') }, end + 1]
}

function readList(lines: string[], at: number, depth: number): [Block, number] {
  const first = ITEM.exec(lines[at]!)!
  const [indent, ordered] = [first[1]!.length, /\d/.test(first[2]!)]
  const items: string[][] = []
  let inside = indent + first[2]!.length + first[3]!.length
  let end = at
  for (; end < lines.length; end++) {
    const line = lines[end]!
    const item = ITEM.exec(line)
    const spaces = /^ */.exec(line)![0].length
    if (item && item[1]!.length <= indent + 1 && /\d/.test(item[2]!) === ordered && item[1]!.length >= indent) {
      inside = item[1]!.length + item[2]!.length + Math.min(item[3]!.length, 4)
      items.push([item[4]!])
    } else if (line.trim() === '') {
      const following = lines[end + 1]
      if (following === undefined || (/^ */.exec(following)![0].length < inside && !ITEM.test(following))) break
      items.at(-1)!.push('')
    } else if (spaces > indent) items.at(-1)!.push(line.slice(Math.min(spaces, inside)))
    else break
  }
  return [{ kind: 'list', ordered, start: ordered ? Number.parseInt(first[2]!, 10) : 1, items: items.map((item) => parseMarkdown(item.join('\n'), depth + 1)) }, Math.max(end, at + 1)]
}

const toCells = (line: string): Span[][] => line.trim().replace(/^\||\|$/g, '').split('|').map((cell) => parseSpans(cell.trim()))

function readTable(lines: string[], at: number): [Block, number] {
  let end = at + 2
  while (end < lines.length && lines[end]!.includes('|')) end++
  return [{ kind: 'table', head: toCells(lines[at]!), rows: lines.slice(at + 2, end).map(toCells) }, end]
}

// A link's words are bounded: thousands of brackets that never close would each be read to the end.
const MARK = /(`+)(.+?)\1(?!`)|\*\*(?=\S)(.+?)\*\*|~~(?=\S)(.+?)~~|(?<![\w*])\*(?=\S)([^*\n]+?)\*(?!\w)|(?<!\w)_(?=\S)([^_\n]+?)_(?!\w)|\[([^\]\n]{1,1000})\]\(([^()\s]*(?:\([^()\s]*\))?[^()\s]*)\)|(https?:\/\/[^\s<>"')\]]+[^\s<>"')\].,;:!?])/s

/** Text within a line. */
export function parseSpans(text: string, depth = 0): Span[] {
  const spans: Span[] = []
  for (let rest = text; rest !== '';) {
    const found = depth < DEEPEST ? MARK.exec(rest) : null
    if (!found) { spans.push({ kind: 'text', text: rest }); break }
    if (found.index > 0) spans.push({ kind: 'text', text: rest.slice(0, found.index) })
    spans.push(toSpan(found, depth))
    rest = rest.slice(found.index + found[0].length)
  }
  return spans
}

function toSpan(found: RegExpExecArray, depth: number): Span {
  const [whole, , code, strong, strike, star, under, label, target, bare] = found
  if (code !== undefined) return { kind: 'code', text: /^ .*[^ ].* $/s.test(code) ? code.slice(1, -1) : code }
  if (strong !== undefined) return { kind: 'strong', spans: parseSpans(strong, depth + 1) }
  if (strike !== undefined) return { kind: 'strike', spans: parseSpans(strike, depth + 1) }
  if (star ?? under) return { kind: 'em', spans: parseSpans((star ?? under)!, depth + 1) }
  const href = target ?? bare ?? ''
  // Anything but a web address stays text: a path means nothing to the browser, and a script must never run.
  return /^https?:\/\//i.test(href) ? { kind: 'link', href, spans: label === undefined ? [{ kind: 'text', text: whole }] : parseSpans(label, DEEPEST) } : { kind: 'text', text: label === undefined || target === '' ? whole : `${label} (${target})` }
}
