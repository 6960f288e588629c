import { isWhole, toCallLines } from '../../contract/call-words.ts'
import type { LogEntry, LogKind } from '../../contract/log.ts'
import { formatTime } from '../../contract/formats.ts'
import { type Tone } from '../../contract/words.ts'
import type { Context } from './context.ts'
import { plainText } from './plain.ts'
import { cutLines } from './question-lines.ts'

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
/** `14:02:11  ▸ `: later lines stand under the first. */
const INDENT = ' '.repeat(12)

/** Printer of log entries in the human form; remembers the run, to say when another begins. */
export function createLogPrinter(context: Pick<Context, 'paint' | 'out'>, full: boolean): (entry: LogEntry) => void {
  let run: number | null = null
  return (entry) => {
    if (run !== null && entry.run !== run) context.out(context.paint('faint', `── run ${entry.run} ──`))
    run = entry.run
    context.out(toLines(entry, full, context.paint))
  }
}

/** The lines of one entry: time, mark, text; control characters taken out. */
export function toLines(entry: LogEntry, full: boolean, paint: Context['paint']): string[] {
  const failed = isFailure(entry)
  const look = failed ? { mark: '✕', tone: 'red' as const } : (MARKS[entry.kind] ?? MARKS.note)
  const lines = toText(entry, full)
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

/** What the entry says; a question of Claude's and a call with more in it than its one line, with that below it. */
function toText(entry: LogEntry, full: boolean): string[] {
  const said = plainText(entry.text).replace(/\s+$/, '').split('\n')
  const call = toCall(entry)
  if (!call) return full || entry.kind !== 'tool-result' ? said : cutLines(said)
  if (isTold(entry.kind, call, said) || (entry.kind === 'tool-call' && call.tool !== 'Bash' && !full)) return said
  const lines = toCallLines(call.tool, call.input)
  const asks = typeof entry.data?.approval === 'string' ? `: \`dispatch approvals ${entry.data.approval}\`` : ': --full shows them'
  return [...said, ...(full ? lines : cutLines(lines, asks)).map((line) => `  ${line}`)]
}

/** Whether the entry's one line says all of the call. Of a command that was run the line shows its other lines too, as far as it has room. */
function isTold(kind: LogKind, { tool, input }: { tool: string; input: Record<string, unknown> }, said: readonly string[]): boolean {
  if (kind === 'permission') return isWhole(tool, input)
  return isWhole(tool, tool === 'Bash' ? { ...input, command: '' } : input) && !said.at(-1)!.endsWith('…')
}

function toCall({ kind, data }: LogEntry): { tool: string; input: Record<string, unknown> } | null {
  const tool = kind === 'tool-call' ? data?.name : kind === 'permission' ? data?.tool : undefined
  const input = data?.input
  return typeof tool === 'string' && typeof input === 'object' && input !== null ? { tool, input: input as Record<string, unknown> } : null
}
