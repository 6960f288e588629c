import type { LogEntry, LogKind } from '../../contract/log.ts'
import { formatCount, formatTime, type Tone } from '../../contract/words.ts'
import type { Context } from './context.ts'
import { plainText } from './plain.ts'

const MARKS: Record<LogKind, { mark: string; tone: Tone | 'faint' | null }> = {
  text: { mark: ' ', tone: null },
  thinking: { mark: '…', tone: 'faint' },
  'tool-call': { mark: '▸', tone: 'blue' },
  'tool-result': { mark: '⎿', tone: 'faint' },
  permission: { mark: '?', tone: 'violet' },
  retry: { mark: '↻', tone: 'amber' },
  limit: { mark: '◷', tone: 'amber' },
  check: { mark: '☑', tone: 'violet' },
  git: { mark: '⎇', tone: 'slate' },
  note: { mark: '·', tone: 'slate' },
  stderr: { mark: '!', tone: 'orange' },
  result: { mark: '■', tone: 'green' },
}
/** What of a tool's result is shown without --full: a screen's quarter, and lines a person can still read. */
const RESULT_LINES = 12
const RESULT_COLUMNS = 400
/** `14:02:11  ▸ `: later lines stand under the first. */
const INDENT = ' '.repeat(12)

/** Printer of log entries in the human form; remembers the run, to say when another begins. */
export function createLogPrinter(context: Pick<Context, 'paint' | 'out'>, full: boolean): (entry: LogEntry) => void {
  let run: number | null = null
  return (entry) => {
    if (run !== null && entry.run !== run) context.out(context.paint('faint', `── run ${entry.run} ──`))
    run = entry.run
    context.out(...toLines(entry, full, context.paint))
  }
}

/** The lines of one entry: time, mark, text; control characters taken out. */
export function toLines(entry: LogEntry, full: boolean, paint: Context['paint']): string[] {
  const failed = isFailure(entry)
  const look = failed ? { mark: '✕', tone: 'red' as const } : (MARKS[entry.kind] ?? MARKS.note)
  const all = plainText(entry.text).replace(/\s+$/, '').split('\n')
  const lines = full || (entry.kind !== 'tool-result' && entry.kind !== 'tool-call') ? all : shorten(all)
  const painted = (line: string) => (look.tone && entry.kind !== 'tool-call' ? paint(look.tone, line) : line)
  const mark = look.tone ? paint(look.tone, look.mark) : look.mark
  return lines.map((line, index) => {
    if (index === 0) return `${paint('faint', formatTime(entry.at))}  ${mark} ${painted(line)}`.trimEnd()
    return line.trim() === '' ? '' : INDENT + painted(line)
  })
}

function isFailure(entry: LogEntry): boolean {
  const data = entry.data
  if (!data || !['tool-result', 'result', 'check'].includes(entry.kind)) return false
  if (typeof data.exitCode === 'number' && data.exitCode !== 0) return true
  return data.is_error === true || data.isError === true || data.result === 'failed' || data.outcome === 'failed' || data.outcome === 'lost'
}

function shorten(lines: readonly string[]): string[] {
  const shown = lines.length > RESULT_LINES + 1 ? lines.slice(0, RESULT_LINES) : [...lines]
  const cut = shown.map((line) => (line.length > RESULT_COLUMNS ? `${line.slice(0, RESULT_COLUMNS)}… ${formatCount(line.length - RESULT_COLUMNS, 'more character')}` : line))
  return shown.length < lines.length ? [...cut, `… ${formatCount(lines.length - shown.length, 'more line')}`] : cut
}
