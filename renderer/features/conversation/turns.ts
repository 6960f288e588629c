import type { LogEntry } from '../../../contract/log.ts'

/** A tool Claude used, with what came of it. */
export interface ToolCall { seq: number; name: string; line: string; input: Record<string, unknown>; result: { text: string; isError: boolean; exitCode: number | null } | null }

/** What was said and done, without what only concerns the run: checks, git, limits and error output are the log's. `seq`: its first entry. */
export type Turn = { seq: number; at: number } & (
  | { kind: 'claude'; text: string; helper: boolean }
  | { kind: 'tools'; calls: readonly ToolCall[] }
  | { kind: 'permission'; text: string }
  | { kind: 'run'; run: number }
)

/** Turns entries of one job into turns as they come. */
export interface Turns {
  /** Takes the next entries, in order; gives all turns. A turn that changed is a new object, the rest stay the same. */
  push(entries: readonly LogEntry[]): readonly Turn[]
  /** Number of the newest entry taken. */
  last(): number
}

export function createTurns(): Turns {
  let turns: Turn[] = []
  /** Where each call stands: its turn, its place in it. */
  const places = new Map<string, [number, number]>()
  let [run, last] = [0, 0]

  function add(entry: LogEntry): void {
    if (entry.run > run) {
      if (run > 0) turns.push({ kind: 'run', seq: entry.seq, at: entry.at, run: entry.run })
      run = entry.run
    }
    const data = entry.data ?? {}
    if (entry.kind === 'text') turns.push({ kind: 'claude', seq: entry.seq, at: entry.at, text: entry.text, helper: typeof data['parent'] === 'string' })
    else if (entry.kind === 'permission') turns.push({ kind: 'permission', seq: entry.seq, at: entry.at, text: entry.text })
    else if (entry.kind === 'tool-call') addCall(entry, data)
    else if (entry.kind === 'tool-result') addResult(entry, data)
  }

  function addCall(entry: LogEntry, data: Record<string, unknown>): void {
    const call: ToolCall = { seq: entry.seq, name: typeof data['name'] === 'string' ? data['name'] : 'tool', line: entry.text, input: isRecord(data['input']) ? data['input'] : {}, result: null }
    const before = turns.at(-1)
    if (before?.kind === 'tools') turns[turns.length - 1] = { ...before, calls: [...before.calls, call] }
    else turns.push({ kind: 'tools', seq: entry.seq, at: entry.at, calls: [call] })
    const turn = turns.at(-1)
    if (typeof data['id'] === 'string' && turn?.kind === 'tools') places.set(data['id'], [turns.length - 1, turn.calls.length - 1])
  }

  function addResult(entry: LogEntry, data: Record<string, unknown>): void {
    const place = typeof data['toolUseId'] === 'string' ? places.get(data['toolUseId']) : undefined
    const turn = place && turns[place[0]]
    // A result without its call says nothing to a reader of the conversation; the log shows it.
    if (!place || turn?.kind !== 'tools') return
    const result = { text: entry.text, isError: data['isError'] === true, exitCode: typeof data['exitCode'] === 'number' ? data['exitCode'] : null }
    turns[place[0]] = { ...turn, calls: turn.calls.map((call, at) => (at === place[1] ? { ...call, result } : call)) }
  }

  return {
    push: (entries) => {
      turns = turns.slice()
      for (const entry of entries) {
        if (entry.seq <= last) continue
        last = entry.seq
        add(entry)
      }
      return turns
    },
    last: () => last,
  }
}

/** `Read 3, Bash 1`: which tools, in the order they were first used. */
export function summarizeCalls(calls: readonly ToolCall[]): string {
  const counts = new Map<string, number>()
  for (const { name } of calls) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts].map(([name, count]) => (count === 1 ? name : `${name} ${count}`)).join(', ')
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
