import type { JobState } from '../../contract/job.ts'
import type { Status } from '../queue/status.ts'
import type { Move } from '../queue/transition.ts'
import { jobChanged } from './events.ts'
import { sql, type ReadDb, type WriteDb } from './handles.ts'
import type { JobRow, NewEdge, NewJob } from './job-row.ts'

const COLUMNS = ['id', 'title', 'repository', 'profile', 'profile_version', 'priority', 'labels', 'context', 'conversation', 'isolation', 'on_conflict', 'base', 'check_command', 'check_timeout_ms', 'check_more', 'land', 'touches',
  'retry_max', 'retry_backoff_ms', 'retry_on', 'retry_session', 'timeout_ms', 'silence_ms', 'max_turns', 'budget_usd', 'model', 'not_before', 'pipeline', 'alias', 'schedule', 'submitted_from', 'device', 'idempotency_key', 'created_at', 'prompt', 'any_of'] as const satisfies readonly (keyof NewJob)[]
const STATUS_COLUMNS = ['state', 'held_by', 'held_parent', 'waiting', 'outcome', 'reason', 'message', 'cause'] as const
const INSERT = `INSERT INTO job (${[...COLUMNS, ...STATUS_COLUMNS, 'root_cause', 'queued_at', 'ended_at'].join(', ')})
  VALUES (${[...COLUMNS, ...STATUS_COLUMNS].map(() => '?').join(', ')}, COALESCE((SELECT root_cause FROM job WHERE seq = ?), ?), ?, ?)`

/** Letters of a prompt that search looks at: a pasted file would cost more than it helps. */
const INDEXED_PROMPT = 4000
const INDEX_TEXT = 'INSERT OR REPLACE INTO job_text (rowid, title, prompt) VALUES (?, ?, ?)'

/** A status as the values of STATUS_COLUMNS. */
function toColumns(status: Status): (string | number | null)[] {
  const outcome = status.state === 'finished' ? status.outcome : null
  return [
    status.state,
    // Who is held for a conflict waits for a person, and `merging` says what for.
    status.state === 'held' ? (status.by.kind === 'parent' ? 'parent' : 'person') : null,
    status.state === 'held' && status.by.kind === 'parent' ? status.by.job : null,
    status.state === 'waiting' ? JSON.stringify(status.for) : null,
    outcome?.kind ?? null, outcome?.reason ?? null, outcome?.message ?? null,
    status.state === 'finished' ? status.cause : null,
  ]
}

/** Stores a job with its edges; returns its row number. The caller has decided its first status from the same edges in the same transaction. */
export function insertJob(db: WriteDb, job: NewJob, status: Status, edges: readonly NewEdge[]): number {
  const cause = status.state === 'finished' ? status.cause : null
  const seq = Number(sql(db, INSERT).run(
    ...COLUMNS.map((column) => job[column]), ...toColumns(status), cause, cause,
    status.state === 'queued' ? job.created_at : null, status.state === 'finished' ? job.created_at : null,
  ).lastInsertRowid)
  const insertEdge = sql(db, 'INSERT INTO edge (child, parent, position, condition, otherwise, alias) VALUES (?, ?, ?, ?, ?, ?)')
  edges.forEach((edge, position) => insertEdge.run(seq, edge.parent, position, edge.when, edge.otherwise, edge.alias))
  sql(db, INDEX_TEXT).run(seq, job.title, job.prompt.slice(0, INDEXED_PROMPT))
  jobChanged(db, seq)
  return seq
}

/** The statement of a guarded move, one text per set of states it may start from: building it costs more than running it. */
const moveTexts = new Map<string, string>()

function moveText(from: readonly JobState[]): string {
  const states = from.join(' ')
  let text = moveTexts.get(states)
  if (text === undefined) {
    moveTexts.set(states, text = `UPDATE job SET ${STATUS_COLUMNS.map((column) => `${column} = ?`).join(', ')},
      root_cause = COALESCE((SELECT root_cause FROM job AS parent WHERE parent.seq = ?), ?),
      queued_at = CASE WHEN ? THEN ? ELSE queued_at END, started_at = CASE WHEN ? THEN ? ELSE started_at END, ended_at = ?, merging = CASE WHEN ? THEN NULL ELSE merging END,
      not_before = CASE WHEN ? AND run > 0 THEN 0 ELSE not_before END
      WHERE seq = ? AND state IN (${from.map((state) => `'${state}'`).join(', ')})`)
  }
  return text
}

/**
 * The one guarded move: changes the row only if it still is in a state the move allows. False = somebody else was first, and nothing changed.
 * Times follow the state: queued_at when it queues (not when its engine died: it keeps its place), started_at when it is claimed, ended_at while finished.
 * A job that ends forgets what it was held for, and the wait for another attempt: one that is revived begins anew.
 */
export function moveJob(db: WriteDb, seq: number, move: Move, now: number): boolean {
  const { to } = move
  const cause = to.state === 'finished' ? to.cause : null
  const moved = sql(db, moveText(move.from)).run(
    ...toColumns(to), cause, cause, to.state === 'queued' && move.fact !== 'interrupted' ? 1 : 0, now, to.state === 'starting' ? 1 : 0, now, to.state === 'finished' ? now : null, to.state === 'finished' ? 1 : 0, to.state === 'finished' ? 1 : 0, seq,
  ).changes === 1
  if (moved) jobChanged(db, seq)
  return moved
}

/** Facts about a job that are not its state. */
export type JobPatch = Partial<Pick<JobRow, 'title' | 'prompt' | 'repository' | 'priority' | 'labels' | 'check_command' | 'check_timeout_ms' | 'check_more' | 'land' | 'touches' | 'retry_max' | 'retry_backoff_ms' | 'retry_on' | 'retry_session' | 'timeout_ms' | 'silence_ms' | 'max_turns' | 'budget_usd' | 'model'
  | 'not_before' | 'merging' | 'landing' | 'landed' | 'profile' | 'profile_version' | 'worktree' | 'branch' | 'base_commit' | 'head_commit' | 'run' | 'any_of' | 'attempts' | 'resume' | 'cancel_requested' | 'cost_usd'>>

/** Sets facts of a job. */
export function patchJob(db: WriteDb, seq: number, patch: JobPatch): void {
  const keys = Object.keys(patch) as (keyof JobPatch)[]
  if (keys.length === 0) return
  sql(db, `UPDATE job SET ${keys.map((key) => `${key} = ?`).join(', ')} WHERE seq = ?`).run(...keys.map((key) => patch[key]), seq)
  if (patch.title !== undefined || patch.prompt !== undefined) {
    const row = getJobRow(db, seq)!
    sql(db, INDEX_TEXT).run(seq, row.title, row.prompt.slice(0, INDEXED_PROMPT))
  }
  jobChanged(db, seq)
}

/** One job's row by row number. */
export function getJobRow(db: ReadDb, seq: number): JobRow | undefined {
  return sql(db, 'SELECT * FROM job WHERE seq = ?').get(seq) as JobRow | undefined
}

/** One job's row by full id. */
export function getJobRowById(db: ReadDb, id: string): JobRow | undefined {
  return sql(db, 'SELECT * FROM job WHERE id = ?').get(id) as JobRow | undefined
}

/** The job first submitted with this key from this device. */
export function getJobByKey(db: ReadDb, device: string, key: string): JobRow | undefined {
  return sql(db, 'SELECT * FROM job WHERE device = ? AND idempotency_key = ?').get(device, key) as JobRow | undefined
}

/** Jobs in one of the live states: their engine owns a process, or died with it. */
export function listLive(db: ReadDb): JobRow[] {
  return sql(db, `SELECT * FROM job WHERE state IN ('starting', 'running', 'waiting') ORDER BY seq`).all() as JobRow[]
}

/** Number of jobs by state; finished ones by outcome. */
export function countJobs(db: ReadDb): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const state of ['blocked', 'held', 'queued', 'starting', 'running', 'waiting'] satisfies JobState[]) counts[state] = 0
  const unfinished = sql(db, `SELECT state, COUNT(*) AS n FROM job WHERE state <> 'finished' GROUP BY state`).all() as { state: string; n: number }[]
  for (const { state, n } of unfinished) counts[state] = n
  // Succeeded jobs are the many; they are counted as the rest so that this stays fast at 100,000 jobs of history.
  const total = sql(db, 'SELECT COUNT(*) FROM job').pluck().get() as number
  const bad = sql(db, `SELECT outcome, COUNT(*) AS n FROM job WHERE outcome IN ('failed', 'cancelled', 'lost') GROUP BY outcome`).all() as { outcome: string; n: number }[]
  for (const kind of ['failed', 'cancelled', 'lost']) counts[kind] = bad.find((row) => row.outcome === kind)?.n ?? 0
  counts['finished'] = total - unfinished.reduce((sum, row) => sum + row.n, 0)
  counts['succeeded'] = counts['finished'] - bad.reduce((sum, row) => sum + row.n, 0)
  return counts
}
