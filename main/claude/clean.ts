/** Longest text of one entry, and longest string of a tool's input: what a person reads of one call, and what keeps a page of a log small. */
export const MAX_TEXT = 64 * 1024

const HAS_CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/
// CSI, then strings (OSC, DCS, SOS, PM, APC) up to their end, then the two- and three-byte sequences.
const ESCAPES = /\u001b\[[0-?]*[ -/]*[@-~]|\u001b[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[ -/]*[0-~]|\u009b[0-?]*[ -/]*[@-~]/g

/** Text without escape sequences and control characters other than newline and tab. */
export function toPlain(text: string): string {
  if (!HAS_CONTROL.test(text)) return text
  return text.replace(ESCAPES, '').replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '')
}

/** The first `MAX_TEXT` characters, never half of a pair, and how many bytes were left off. */
export function cutText(text: string): { text: string; cut: number } {
  if (text.length <= MAX_TEXT) return { text, cut: 0 }
  const last = text.charCodeAt(MAX_TEXT - 1)
  const end = last >= 0xd800 && last < 0xdc00 ? MAX_TEXT - 1 : MAX_TEXT
  return { text: text.slice(0, end), cut: Buffer.byteLength(text.slice(end)) }
}

/** A value with each of its long strings cut and marked. */
export function cutStrings(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') {
    const { text, cut } = cutText(value)
    return cut === 0 ? value : `${text}\n[${cut} bytes left off]`
  }
  if (typeof value !== 'object' || value === null) return value
  // Nobody reads deeper, and a hostile input must not exhaust the stack.
  if (depth > 40) return '[left off]'
  if (Array.isArray(value)) return value.map((each) => cutStrings(each, depth + 1))
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, cutStrings(each, depth + 1)]))
}

/** One line of at most `max` characters. */
export function toLine(text: string, max = 200): string {
  const start = text.slice(0, 4 * max)
  const plain = toPlain(start).trim()
  const first = plain.split('\n', 1)[0]!.replace(/\t/g, ' ').trimEnd()
  const more = first.length < plain.length || start.length < text.length
  if (first.length > max) return `${[...first].slice(0, max - 1).join('')}…`
  return more ? `${first} …` : first
}
