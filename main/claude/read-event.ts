import { toPlain } from './clean.ts'

/** One event of Claude's, as it came: every member must be looked at before it is used. */
export type ClaudeEvent = Record<string, unknown> & { type: string }

/** What one line held: an event, text that is none, both (text before the event), or nothing worth keeping. */
export interface LineRead { event: ClaudeEvent | null; noise: string }

// Claude writes this key first; partial messages are most of the lines, and nothing of them is kept.
const PARTIAL = Buffer.from('{"type":"stream_event"')
const OPEN = 0x7b
const NOTHING: LineRead = { event: null, noise: '' }

/**
 * Reads one line of the terminal: an event, possibly with `^C` or escape sequences glued before it, or plain text.
 * Never throws, whatever the line holds.
 */
export function readLine(line: Buffer): LineRead {
  if (line[0] === OPEN && line.length > PARTIAL.length && PARTIAL.compare(line, 0, PARTIAL.length) === 0) return NOTHING
  const text = line.toString('utf8')
  if (line[0] === OPEN) {
    const event = parseEvent(text)
    if (event) return { event, noise: '' }
  }
  const start = text.indexOf('{"')
  const end = text.lastIndexOf('}') + 1
  // At most two more tries: from the first brace to the end of the line, and to the last brace.
  if (start !== -1 && end > start) {
    const event = (start > 0 ? parseEvent(text.slice(start)) : null) ?? parseEvent(text.slice(start, end))
    if (event) return { event: event.type === 'stream_event' ? null : event, noise: toNoise(`${text.slice(0, start)} ${text.slice(end)}`) }
  }
  return { event: null, noise: toNoise(text) }
}

function parseEvent(text: string): ClaudeEvent | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string' ? (value as ClaudeEvent) : null
  } catch {
    return null
  }
}

/** `^C` is how a terminal shows that it was interrupted, not something a program wrote. */
function toNoise(text: string): string {
  return toPlain(text.replace(/\^[CD\\]/g, '')).trim()
}

/** The member when it is an object, else an empty one. */
export function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
}

/** The member when it is a list, else an empty one. */
export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

/** The member when it is text, else null. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

/** The member when it is a finite number, else null. */
export function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}
