import type { Outcome } from '../../contract/job.ts'
import { decide } from '../queue/decide.ts'
import { nextRetryAt } from '../queue/retry.ts'
import { ended, interrupted, retrying } from '../queue/transition.ts'
import { answerApproval, listOpenOf } from '../store/approvals.ts'
import { graphOf } from '../store/edges.ts'
import { sql, type WriteDb } from '../store/handles.ts'
import { getJobRow, moveJob, patchJob } from '../store/jobs.ts'
import { appendEntries } from '../store/logs.ts'
import { endRun, type RunEnd } from '../store/runs.ts'
import { settleInStore } from './settle-store.ts'

/** Crashes of the engine in a row after which a job is not resumed again: something about it kills engines. */
const MOST_INTERRUPTIONS = 5

/** How a run is closed. `interrupted`: its engine stopped or died, and what becomes of it is the profile's choice. */
export interface RunClose { job: number; run: number; end: RunEnd; outcome: Outcome; interrupted: boolean; onInterrupt: 'resume' | 'lost'; now: number }

/**
 * Writes a run's end and everything that follows from it, in the caller's one transaction: the facts, open questions, then the job's move
 * (resume, another attempt, or its outcome) and all dependents.
 */
export function* closeRun(db: WriteDb, close: RunClose): Generator<void, Outcome | null> {
  const { job, run, now } = close
  if (!endRun(db, { job, number: run }, close.end, now)) return null
  for (const approval of listOpenOf(db, job)) answerApproval(db, approval.id, { state: 'withdrawn', message: 'The run ended before anybody answered; it was refused.', now })
  const row = getJobRow(db, job)!
  const note = (text: string): void => { appendEntries(db, { job, run, now }, [{ kind: 'note', text }]) }
  const mayResume = close.interrupted && row.cancel_requested === 0 && close.onInterrupt === 'resume'
  const crashes = mayResume ? crashesInARow(db, job) : 0
  if (mayResume && crashes <= MOST_INTERRUPTIONS) {
    note('Interrupted: the engine ended. It will resume its session.')
    patchJob(db, job, { resume: 1 })
    moveJob(db, job, interrupted(), now)
    return null
  }
  const outcome = toOutcome(close, row.cancel_requested === 1, crashes)
  // A parent may have been run again meanwhile: another attempt waits for it, and there is none when it broke its edge.
  const decision = decide(graphOf(db).edgesInto(job))
  const mayRetry = row.cancel_requested === 0 && (decision.kind === 'go' || decision.kind === 'wait')
  const retryAt = mayRetry ? nextRetryAt(outcome, row.attempts, { max: row.retry_max, backoffMs: row.retry_backoff_ms }, now) : null
  if (retryAt !== null) {
    note(`${outcome.message} Tries again in ${Math.round((retryAt - now) / 1000)} s (attempt ${row.attempts + 1} of ${row.retry_max + 1}).`)
    patchJob(db, job, { not_before: retryAt, resume: 0 })
    moveJob(db, job, retrying(decision), now)
    return null
  }
  patchJob(db, job, { resume: 0 })
  appendEntries(db, { job, run, now }, [{ kind: 'result', text: outcome.message, data: { outcome: outcome.kind, reason: outcome.reason } }])
  if (moveJob(db, job, ended(outcome), now)) yield* settleInStore(db, job, outcome.kind, now)
  return outcome
}

function toOutcome(close: RunClose, cancelRequested: boolean, crashes: number): Outcome {
  if (!close.interrupted) return close.outcome
  if (cancelRequested) return { kind: 'cancelled', reason: 'by-person', message: 'Cancelled by a person.' }
  if (crashes > MOST_INTERRUPTIONS) return { kind: 'lost', reason: 'lost', message: `The engine ended ${crashes} times in a row while this job was running, so it was not resumed again. What it had done is in its worktree. Look at its log, then retry it.` }
  return close.outcome
}

/** How often in a row the engine died under this job. An engine that was stopped in order has seen the process end, and does not count. */
function crashesInARow(db: WriteDb, job: number): number {
  return sql(db, `SELECT COUNT(*) FROM run WHERE job = @job AND number > (SELECT COALESCE(MAX(number), 0) FROM run
    WHERE job = @job AND NOT (execution ->> '$.stoppedBy' IS 'engine' AND execution ->> '$.exitCode' IS NULL AND execution ->> '$.signal' IS NULL))`).pluck().get({ job }) as number
}
