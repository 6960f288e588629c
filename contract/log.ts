import { z } from 'zod'

/** What a log entry is about. `text`, `thinking`, `tool-call`, `tool-result` and `result` come from Claude; the rest from Dispatch or the programs it runs. */
export const LOG_KINDS = ['text', 'thinking', 'tool-call', 'tool-result', 'permission', 'retry', 'limit', 'check', 'git', 'note', 'stderr', 'result'] as const
export type LogKind = (typeof LOG_KINDS)[number]

/** One parsed line of the execution log. `seq` is dense per job (1, 2, 3 … over all runs), `at` epoch ms. */
export const LogEntry = z.object({
  seq: z.number().int(),
  run: z.number().int(),
  at: z.number(),
  kind: z.enum(LOG_KINDS),
  /** One readable text; for a tool call its one-line summary. */
  text: z.string(),
  /** The structured part: tool name and input, is_error, exit code, usage … Shape depends on `kind`; null when there is none. */
  data: z.record(z.string(), z.unknown()).nullable(),
})
export type LogEntry = z.infer<typeof LogEntry>

/** An entry before the store gives it its number. */
export interface LogDraft {
  kind: LogKind
  text: string
  data?: Record<string, unknown> | null
  /** Epoch ms; the log writer's clock when absent. */
  at?: number
}

/** A page of a job's log. `next` is the seq to pass as `after` for the following page, null at the end of what is there now. `last` is the newest entry's seq, 0 in an empty log. */
export const LogPage = z.object({ entries: z.array(LogEntry), next: z.number().int().nullable(), last: z.number().int() })
export type LogPage = z.infer<typeof LogPage>

/** Numbers of the entries that hold what was looked for, ascending. `next` is the seq to pass as `after` to look on, null when all that is there now was looked at; `last` as in a page. */
export const LogHits = z.object({ hits: z.array(z.number().int()), next: z.number().int().nullable(), last: z.number().int() })
export type LogHits = z.infer<typeof LogHits>
