import type { LogEntry } from '../../../../contract/log.ts'

/** A line of the log as it is shown: one entry, or several that belong together. `seq` is its first entry's. */
export type LogRow = { seq: number; at: number } & (
  | { kind: 'run'; run: number }
  | { kind: 'text'; text: string; helper: boolean }
  | { kind: 'thinking'; text: string }
  | { kind: 'tool'; name: string; line: string; input: Record<string, unknown>; result: ToolResult | null; helper: boolean }
  /** A command, and as much of its output as one row holds. `part`: 1 where it begins, then 2, 3 …; 0 where its beginning is not loaded. */
  | { kind: 'command'; step: 'check' | 'setup' | 'prompt'; command: string; part: number; output: string; end: { ok: boolean; exitCode: number | null } | null }
  | { kind: 'quiet'; about: 'git' | 'note' | 'retry' | 'limit' | 'permission'; text: string }
  | { kind: 'stderr'; text: string }
  | { kind: 'said'; text: string; isError: boolean }
  | { kind: 'outcome'; text: string; outcome: string }
)
export type CommandRow = Extract<LogRow, { kind: 'command' }>
export interface ToolResult { seq: number; text: string; isError: boolean; exitCode: number | null; refused: boolean }

/** Output of a command is kept together up to here; what follows begins a new row, so that no row grows without end. */
const LONGEST_OUTPUT = 500_000

/** Turns entries into rows as they come. */
export interface LogRows {
  /** Takes the next entries (in order); gives all rows. A row that changed is a new object, the rest stay the same. */
  push(entries: readonly LogEntry[]): readonly LogRow[]
  /** Number of the newest entry taken. */
  last(): number
}

export function createLogRows(): LogRows {
  let rows: LogRow[] = []
  const calls = new Map<string, number>()
  /** The command whose output comes: where it began, and the part that is being filled. */
  let going: { step: CommandRow['step']; command: string; head: number; part: number } | null = null
  let [run, last] = [0, 0]

  function add(entry: LogEntry): void {
    if (entry.run !== run && entry.run > 0) {
      // Entries from the middle of a log begin in the middle of a run.
      const begins = run > 0 || entry.seq === 1
      run = entry.run
      going = null
      if (run > 1 && begins) rows.push({ kind: 'run', seq: entry.seq, at: entry.at, run })
    }
    const data = entry.data ?? {}
    const base = { seq: entry.seq, at: entry.at }
    const helper = typeof data['parent'] === 'string'
    switch (entry.kind) {
      case 'text': return push({ ...base, kind: 'text', text: entry.text, helper })
      case 'thinking': return push({ ...base, kind: 'thinking', text: entry.text })
      case 'tool-call':
        if (typeof data['id'] === 'string') calls.set(data['id'], rows.length)
        return push({ ...base, kind: 'tool', name: textOf(data['name']) ?? 'tool', line: entry.text, input: recordOf(data['input']), result: null, helper })
      case 'tool-result': return addResult(entry, data, helper)
      case 'check':
        if (data['step'] === 'files' || data['step'] === 'schema') return push({ ...base, kind: 'said', text: entry.text, isError: data['result'] === 'failed' })
        return addCommand(entry, data, data['step'] === 'prompt' ? 'prompt' : 'check')
      case 'note': return data['step'] === 'setup' ? addCommand(entry, data, 'setup') : push({ ...base, kind: 'quiet', about: 'note', text: entry.text })
      case 'git': case 'retry': case 'limit': case 'permission': return push({ ...base, kind: 'quiet', about: entry.kind, text: entry.text })
      case 'stderr': return addStderr(entry)
      case 'result': return push(typeof data['outcome'] === 'string' ? { ...base, kind: 'outcome', text: entry.text, outcome: data['unchanged'] === true ? 'unchanged' : data['outcome'] } : { ...base, kind: 'said', text: entry.text, isError: data['isError'] === true })
    }
  }
  const push = (row: LogRow): void => { rows.push(row) }

  function addResult(entry: LogEntry, data: Record<string, unknown>, helper: boolean): void {
    const result: ToolResult = { seq: entry.seq, text: entry.text, isError: data['isError'] === true, exitCode: numberOf(data['exitCode']), refused: false }
    const id = textOf(data['toolUseId'])
    const at = id === null ? undefined : calls.get(id)
    const row = at === undefined ? undefined : rows[at]
    if (row?.kind === 'tool') rows[at!] = { ...row, result }
    else push({ seq: entry.seq, at: entry.at, kind: 'tool', name: textOf(data['name']) ?? 'tool', line: textOf(data['name']) ?? 'tool', input: {}, result, helper })
  }

  /** The command begins with `$ …`, its output follows, and an entry with a result or an exit code ends it: its first row says so, and its last. */
  function addCommand(entry: LogEntry, data: Record<string, unknown>, step: CommandRow['step']): void {
    const begin = (command: string, part: number): void => {
      going = { step, command, head: rows.length, part }
      push({ seq: entry.seq, at: entry.at, kind: 'command', step, command, part, output: '', end: null })
    }
    if (typeof data['command'] === 'string') return begin(data['command'], 1)
    if (going?.step !== step) begin('', 0)
    const { command, head } = going!
    const newest = rows.at(-1)
    const own = newest?.kind === 'command' ? newest : null
    if (data['result'] !== undefined || data['exitCode'] !== undefined) {
      const end = { ok: data['result'] === 'passed' || data['exitCode'] === 0, exitCode: numberOf(data['exitCode']) }
      for (const at of new Set([head, own ? rows.length - 1 : head])) rows[at] = { ...rows[at] as CommandRow, end }
      going = null
    } else if (own && own.output.length <= LONGEST_OUTPUT) rows[rows.length - 1] = { ...own, output: own.output === '' ? entry.text : `${own.output}\n${entry.text}` }
    else {
      if (going!.part > 0) going!.part++
      push({ seq: entry.seq, at: entry.at, kind: 'command', step, command, part: going!.part, output: entry.text, end: null })
    }
  }

  function addStderr(entry: LogEntry): void {
    const row = rows.at(-1)
    if (row?.kind === 'stderr' && row.text.length < LONGEST_OUTPUT) rows[rows.length - 1] = { ...row, text: `${row.text}\n${entry.text}` }
    else push({ seq: entry.seq, at: entry.at, kind: 'stderr', text: entry.text })
  }

  return {
    push: (entries) => {
      rows = rows.slice()
      for (const entry of entries) {
        if (entry.seq <= last) continue
        last = entry.seq
        add(entry)
      }
      return rows
    },
    last: () => last,
  }
}

/** What a row is known by while rows come and go around it. */
export const keyOf = (row: LogRow): number => (row.kind === 'run' ? -row.seq : row.seq)

/** Whether something went wrong in this row: such rows are open from the start. */
export function isTrouble(row: LogRow): boolean {
  switch (row.kind) {
    case 'tool': return row.result?.isError === true
    case 'command': return row.end?.ok === false
    case 'said': return row.isError
    case 'outcome': return row.outcome === 'failed' || row.outcome === 'lost'
    case 'stderr': return true
    default: return false
  }
}

/** Whether a row has something to unfold. */
export const isFoldable = (row: LogRow): boolean => row.kind === 'tool' || row.kind === 'command' || row.kind === 'thinking'

/** Index of the row an entry is shown in: the last that begins at or before it; results stand with their call. */
export function rowOf(rows: readonly LogRow[], seq: number): number {
  const result = rows.findIndex((row) => row.kind === 'tool' && row.result?.seq === seq)
  return result >= 0 ? result : rowAt(rows, seq)
}

/** Index of the last row that begins at or before an entry. */
export function rowAt(rows: readonly LogRow[], seq: number): number {
  let [low, high] = [0, rows.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (rows[middle]!.seq <= seq) low = middle
    else high = middle - 1
  }
  return low
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)
const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null)
const recordOf = (value: unknown): Record<string, unknown> => (typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Record<string, unknown> : {})
