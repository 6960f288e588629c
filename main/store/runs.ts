import type { Verified } from '../../contract/check.ts'
import type { Claimed, Execution, Outcome, Usage } from '../../contract/job.ts'
import { jobChanged } from './events.ts'
import { sql, type ReadDb, type WriteDb } from './handles.ts'

/** What a run ended with; all facts at once, so that no reader sees half of them. */
export interface RunEnd { execution: Execution; claimed: Claimed | null; verified: Verified | null; changedFiles?: number | null; costUsd: number; costTotalUsd: number; usage: Usage | null }

/** What Claude said and cost in a run. */
export interface ClaudeFacts { claimed: Claimed | null; costUsd: number; costTotalUsd: number; usage: Usage | null }

/** How Claude's process ended, and what follows: `outcome` null when it did its part, `refused` as its outcome unless a check passes. */
export interface ClaudeEnd { execution: Execution; outcome: Outcome | null; refused: Outcome | null }

/** A run that never got its end written: its engine died. `done`: what Claude had said and cost, when it had ended before that. */
export interface OpenRun { job: number; number: number; session_id: string | null; pid: number | null; pid_start: string | null; done: ClaudeFacts | null }

/** Begins run `number` of a job. `resumed`: it goes on from where the one before it stopped. */
export function insertRun(db: WriteDb, run: { job: number; number: number; resumed: boolean }, now: number): void {
  sql(db, 'INSERT INTO run (job, number, started_at, resumed) VALUES (?, ?, ?, ?)').run(run.job, run.number, now, run.resumed ? 1 : 0)
}

/** Remembers which session and which process a run has, so that a later engine can find both. */
export function markRun(db: WriteDb, job: number, number: number, facts: { sessionId?: string; pid?: number; pidStart?: string }): void {
  sql(db, 'UPDATE run SET session_id = COALESCE(?, session_id), pid = COALESCE(?, pid), pid_start = COALESCE(?, pid_start) WHERE job = ? AND number = ?')
    .run(facts.sessionId ?? null, facts.pid ?? null, facts.pidStart ?? null, job, number)
}

/** Claude's process has ended: stored before its work is kept and checked, so that an engine that dies meanwhile neither forgets it nor runs Claude again. */
export function endClaude(db: WriteDb, run: { job: number; number: number }, end: ClaudeEnd, facts: ClaudeFacts): void {
  sql(db, 'UPDATE run SET claude_end = ?, claimed = ?, cost_usd = ?, cost_total_usd = ?, usage = ? WHERE job = ? AND number = ? AND ended_at IS NULL')
    .run(JSON.stringify(end), facts.claimed && JSON.stringify(facts.claimed), facts.costUsd, facts.costTotalUsd, facts.usage && JSON.stringify(facts.usage), run.job, run.number)
  jobChanged(db, run.job)
}

/** Whether Claude's part of a run is over. */
export function isClaudeDone(db: ReadDb, job: number, number: number): boolean {
  return sql(db, 'SELECT claude_end IS NOT NULL FROM run WHERE job = ? AND number = ?').pluck().get(job, number) === 1
}

/** Ends a run and adds its cost to the job's. A run ends once: false when it had ended before. */
export function endRun(db: WriteDb, run: { job: number; number: number }, end: RunEnd, now: number): boolean {
  const changed = sql(db, 'UPDATE run SET ended_at = ?, execution = ?, claimed = ?, verified = ?, changed_files = ?, cost_usd = ?, cost_total_usd = ?, usage = ? WHERE job = ? AND number = ? AND ended_at IS NULL').run(
    now, JSON.stringify(end.execution), end.claimed && JSON.stringify(end.claimed), end.verified && JSON.stringify(end.verified), end.changedFiles ?? null, end.costUsd, end.costTotalUsd, end.usage && JSON.stringify(end.usage), run.job, run.number,
  ).changes === 1
  if (changed) {
    sql(db, 'UPDATE job SET cost_usd = cost_usd + ? WHERE seq = ?').run(end.costUsd, run.job)
    jobChanged(db, run.job)
  }
  return changed
}

/** Runs without an end. */
export function listOpenRuns(db: ReadDb): OpenRun[] {
  const rows = sql(db, 'SELECT job, number, session_id, pid, pid_start, claude_end, claimed, cost_usd, cost_total_usd, usage FROM run WHERE ended_at IS NULL').all() as
    (Omit<OpenRun, 'done'> & { claude_end: string | null; claimed: string | null; cost_usd: number; cost_total_usd: number; usage: string | null })[]
  return rows.map(({ claude_end, claimed, cost_usd, cost_total_usd, usage, ...run }) => ({
    ...run, done: claude_end === null ? null : { claimed: parse<Claimed>(claimed), costUsd: cost_usd, costTotalUsd: cost_total_usd, usage: parse<Usage>(usage) },
  }))
}

const parse = <Value>(json: string | null): Value | null => (json === null ? null : JSON.parse(json) as Value)

/** The last thing Claude said in a job, for templates: '' when it said nothing. */
export function resultOf(db: ReadDb, job: number): string {
  const claimed = sql(db, 'SELECT claimed FROM run WHERE job = ? AND claimed IS NOT NULL ORDER BY number DESC LIMIT 1').pluck().get(job) as string | undefined
  return claimed === undefined ? '' : (JSON.parse(claimed) as Claimed).result
}

/** What the check of a job's latest run found; undefined when it came to none. */
export function verifiedOf(db: ReadDb, job: number): Verified['result'] | undefined {
  const verified = sql(db, 'SELECT verified FROM run WHERE job = ? ORDER BY number DESC LIMIT 1').pluck().get(job) as string | null | undefined
  return verified == null ? undefined : (JSON.parse(verified) as Verified).result
}

/** What a session has cost so far: a resumed one reports the sum of all its runs. */
export function costOfSession(db: ReadDb, sessionId: string): number {
  return (sql(db, 'SELECT MAX(cost_total_usd) FROM run WHERE session_id = ?').pluck().get(sessionId) as number | null) ?? 0
}

/** A run another one can go on from: its session, and how it ended. `claudeEnd`: Claude's part was over when it was. */
export interface RunToResume { sessionId: string; interrupted: boolean; verified: Verified | null; claudeEnd: ClaudeEnd | null; claimed: Claimed | null }

/**
 * What a run goes on from: the latest one before it that got as far as Claude. Only runs that follow one another by resuming count: before them
 * lies another attempt, in a worktree that is gone. Undefined when none got that far.
 */
export function runToResume(db: ReadDb, job: number, before: number): RunToResume | undefined {
  for (let number = before - 1; number > 0; number--) {
    const run = sql(db, `SELECT session_id, resumed, verified, claude_end, claimed, execution ->> '$.stoppedBy' AS stopped_by FROM run WHERE job = ? AND number = ?`).get(job, number) as
      { session_id: string | null; resumed: 0 | 1; verified: string | null; claude_end: string | null; claimed: string | null; stopped_by: string | null } | undefined
    if (run === undefined) return undefined
    if (run.session_id !== null) {
      return { sessionId: run.session_id, interrupted: run.stopped_by === 'engine', verified: parse<Verified>(run.verified), claudeEnd: parse<ClaudeEnd>(run.claude_end), claimed: parse<Claimed>(run.claimed) }
    }
    if (run.resumed === 0) return undefined
  }
  return undefined
}

/** How often in a row the engine died under this job since its line of resumed runs began. An engine that was stopped in order has seen the process end, and does not count. */
export function countCrashes(db: ReadDb, job: number): number {
  return sql(db, `SELECT COUNT(*) FROM run WHERE job = @job
    AND number >= (SELECT COALESCE(MAX(number), 0) FROM run WHERE job = @job AND resumed = 0)
    AND number > (SELECT COALESCE(MAX(number), 0) FROM run WHERE job = @job
      AND NOT (execution ->> '$.stoppedBy' IS 'engine' AND execution ->> '$.exitCode' IS NULL AND execution ->> '$.signal' IS NULL))`).pluck().get({ job }) as number
}
