import type { Context, EdgeOtherwise, EdgeWhen, Isolation, JobState, OnConflict, OutcomeKind, Reason, Retry, SubmittedFrom } from '../../contract/job.ts'
import type { Check } from '../../contract/check.ts'
import type { Land } from '../../contract/land.ts'
import type { RetrySession } from '../../contract/retry-reasons.ts'

/** One row of table job, as SQLite gives it. */
export interface JobRow {
  seq: number; id: string; state: JobState
  held_by: 'person' | 'parent' | null; held_parent: number | null; waiting: string | null
  outcome: OutcomeKind | null; reason: Reason | null; message: string | null; cause: number | null; root_cause: number | null
  title: string; repository: string; profile: string; profile_version: number; priority: number; labels: string
  context: Context; conversation: string; isolation: Isolation; on_conflict: OnConflict; merging: string | null; base: string | null
  check_command: string | null; check_timeout_ms: number | null; check_more: string | null; retry_max: number; retry_backoff_ms: number; retry_on: string | null; retry_session: RetrySession
  timeout_ms: number | null; silence_ms: number | null; max_turns: number | null; budget_usd: number | null; model: string | null; not_before: number
  pipeline: string | null; alias: string | null; schedule: string | null; submitted_from: SubmittedFrom; device: string; idempotency_key: string | null
  worktree: string | null; branch: string | null; base_commit: string | null; head_commit: string | null
  run: number; attempts: number; resume: 0 | 1; cancel_requested: 0 | 1; cost_usd: number
  created_at: number; queued_at: number | null; started_at: number | null; ended_at: number | null
  prompt: string; any_of: 0 | 1
  land: string | null; landing: string | null; landed: string | null; touches: string | null
}

/** A job to be stored; ids, defaults and graph decisions are made. */
export type NewJob = Pick<JobRow, 'id' | 'title' | 'repository' | 'profile' | 'profile_version' | 'priority' | 'labels' | 'context' | 'conversation' | 'isolation' | 'on_conflict' | 'base'
  | 'check_command' | 'check_timeout_ms' | 'check_more' | 'land' | 'touches' | 'retry_max' | 'retry_backoff_ms' | 'retry_on' | 'retry_session' | 'timeout_ms' | 'silence_ms' | 'max_turns' | 'budget_usd' | 'model' | 'not_before'
  | 'pipeline' | 'alias' | 'schedule' | 'submitted_from' | 'device' | 'idempotency_key' | 'created_at' | 'prompt' | 'any_of'>

/** An edge to be stored. */
export interface NewEdge { parent: number; when: EdgeWhen; otherwise: EdgeOtherwise; alias: string | null }

/** The check of a row; null when it has none. */
export const toCheck = (row: Pick<JobRow, 'check_command' | 'check_timeout_ms' | 'check_more'>): Check | null => (row.check_timeout_ms === null ? null : {
  ...(row.check_command === null ? {} : { command: row.check_command }),
  ...(row.check_more === null ? {} : JSON.parse(row.check_more) as Omit<Check, 'command' | 'timeoutMs'>),
  timeoutMs: row.check_timeout_ms,
})

/** The same as columns. */
export function fromCheck(check: Check | null | undefined): Pick<JobRow, 'check_command' | 'check_timeout_ms' | 'check_more'> {
  const { command, timeoutMs, ...more } = check ?? {}
  return { check_command: command ?? null, check_timeout_ms: timeoutMs ?? null, check_more: Object.keys(more).length === 0 ? null : JSON.stringify(more) }
}

/** Where a row's work is landed once it has succeeded; null when nowhere. */
export const toLand = (row: Pick<JobRow, 'land'>): Land | null => (row.land === null ? null : JSON.parse(row.land) as Land)

/** The same as a column. */
export const fromLand = (land: Land | null | undefined): Pick<JobRow, 'land'> => ({ land: land == null ? null : JSON.stringify(land) })

/** What a row says it touches; null when it does not say. */
export const toTouches = (row: Pick<JobRow, 'touches'>): string[] | null => (row.touches === null ? null : JSON.parse(row.touches) as string[])

/** The same as a column. */
export const fromTouches = (touches: readonly string[]): Pick<JobRow, 'touches'> => ({ touches: touches.length === 0 ? null : JSON.stringify(touches) })

/** The automatic retries of a row. */
export const toRetry = (row: Pick<JobRow, 'retry_max' | 'retry_backoff_ms' | 'retry_on' | 'retry_session'>): Retry => ({
  max: row.retry_max, backoffMs: row.retry_backoff_ms,
  ...(row.retry_on === null ? {} : { on: JSON.parse(row.retry_on) as NonNullable<Retry['on']> }),
  ...(row.retry_session === 'fresh' ? {} : { session: row.retry_session }),
})

/** The same as columns. */
export const fromRetry = (retry: Retry): Pick<JobRow, 'retry_max' | 'retry_backoff_ms' | 'retry_on' | 'retry_session'> => ({
  retry_max: retry.max, retry_backoff_ms: retry.backoffMs, retry_on: retry.on === undefined ? null : JSON.stringify(retry.on), retry_session: retry.session ?? 'fresh',
})
