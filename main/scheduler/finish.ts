import type { Outcome, Retry } from '../../contract/job.ts'
import { formatDuration } from '../../contract/formats.ts'
import { didNothing } from '../../contract/words.ts'
import { decide } from '../queue/decide.ts'
import { isTriedAgain, nextRetryAt } from '../queue/retry.ts'
import { conflicted, ended, interrupted, retrying } from '../queue/transition.ts'
import { answerApproval, listOpenOf } from '../store/approvals.ts'
import { placeChanged } from '../store/candidates.ts'
import { graphOf } from '../store/edges.ts'
import type { WriteDb } from '../store/handles.ts'
import { toRetry } from '../store/job-row.ts'
import { toJob } from '../store/job-view.ts'
import { getJobRow, moveJob, patchJob } from '../store/jobs.ts'
import { begunOf } from '../store/landing.ts'
import { appendEntries } from '../store/logs.ts'
import type { Merging } from '../store/merging.ts'
import { countCrashes, endRun, isClaudeDone, runToResume, type RunEnd } from '../store/runs.ts'
import { findSuccessor } from '../store/schedules.ts'
import { replacedBy } from './by-person.ts'
import { settleInStore } from './settle-store.ts'

/** Crashes of the engine in a row after which a job is not resumed again: something about it kills engines. */
const MOST_INTERRUPTIONS = 5

/** How a run is closed. `interrupted`: its engine stopped or died, and what becomes of it is the profile's choice. */
export interface RunClose { job: number; run: number; end: RunEnd; outcome: Outcome; interrupted: boolean; onInterrupt: 'resume' | 'lost'; now: number; /** From 0 to 1. */ random: number; /** The fan-in that stopped at a conflict, for which the job is held instead of ended. */ merging?: Merging | null }

/**
 * Writes a run's end and everything that follows from it, in the caller's one transaction: the facts, open questions, then the job's move
 * (resume, another attempt, or its outcome) and all dependents.
 */
export function* closeRun(db: WriteDb, close: RunClose): Generator<void, Outcome | null> {
  const { job, run, now } = close
  if (!endRun(db, { job, number: run }, close.end, now)) return null
  for (const approval of listOpenOf(db, job)) answerApproval(db, approval.id, { state: 'withdrawn', message: 'The run ended before anybody answered; it was refused.', now })
  const row = getJobRow(db, job)!
  if (row.isolation === 'none') placeChanged(db, row.repository)
  const note = (text: string): void => { appendEntries(db, { job, run, now }, [{ kind: 'note', text }]) }
  // A landing that has begun is brought to its end, whatever else was asked for: the branch may have moved.
  const mayResume = close.interrupted && (begunOf(row) !== null || (row.cancel_requested === 0 && close.onInterrupt === 'resume'))
  const crashes = mayResume ? countCrashes(db, job) : 0
  if (mayResume && crashes <= MOST_INTERRUPTIONS) {
    note(isClaudeDone(db, job, run) ? 'Interrupted: the engine ended. Claude was done and is not run again.' : 'Interrupted: the engine ended. It will resume its session.')
    // One that had not come to Claude begins its attempt anew: what lies in its place may be half made, or an earlier attempt's.
    patchJob(db, job, runToResume(db, job, run + 1) === undefined ? { resume: 1, base_commit: null } : { resume: 1 })
    moveJob(db, job, interrupted(), now)
    return null
  }
  const outcome = toOutcome(close, row.cancel_requested === 1 ? toCancelled(findSuccessor(db, row)) : null, crashes)
  if (outcome.reason === 'merge-conflict' && close.merging != null && row.cancel_requested === 0) {
    note(`Held until a person has resolved the conflict: \`dispatch open ${row.id}\` opens its worktree, \`dispatch release ${row.id}\` goes on from there.`)
    // Claude was not asked: this was no attempt.
    patchJob(db, job, { merging: JSON.stringify(close.merging), resume: 0, attempts: row.attempts - 1 })
    moveJob(db, job, conflicted(), now)
    return null
  }
  // A parent may have been run again meanwhile: another attempt waits for it, and there is none when it broke its edge.
  const decision = decide(graphOf(db).edgesInto(job))
  const mayRetry = row.cancel_requested === 0 && (decision.kind === 'go' || decision.kind === 'wait')
  const retry = toRetry(row)
  const retryAt = mayRetry ? nextRetryAt(outcome, row.attempts, retry, close) : null
  if (retryAt !== null) {
    const resumes = retry.session === 'resume'
    appendEntries(db, { job, run, now }, [{
      kind: 'note', text: `${outcome.message} Tries again in ${formatDuration(retryAt - now)} (attempt ${row.attempts + 1} of ${retry.max + 1})${resumes ? ', in the same session' : ''}.`,
      data: { reason: outcome.reason, retryAt, attempt: row.attempts + 1, attempts: retry.max + 1, session: retry.session ?? 'fresh' },
    }])
    // A run that resumes is not counted when it is claimed: after an interruption it is the same attempt.
    patchJob(db, job, resumes ? { not_before: retryAt, resume: 1, attempts: row.attempts + 1 } : { not_before: retryAt, resume: 0, landing: null })
    moveJob(db, job, retrying(decision), now)
    return null
  }
  if (mayRetry && retry.max > 0) sayWhyNotAgain(note, outcome, retry)
  patchJob(db, job, { resume: 0, landing: null })
  appendEntries(db, { job, run, now }, [{ kind: 'result', text: outcome.message, data: { outcome: outcome.kind, reason: outcome.reason, ...(isHollow(db, job, outcome) ? { unchanged: true } : {}) } }])
  if (moveJob(db, job, ended(outcome), now)) yield* settleInStore(db, job, outcome.kind, now)
  return outcome
}

/** A success for which neither a change nor a check speaks. */
const isHollow = (db: WriteDb, job: number, outcome: Outcome): boolean => outcome.kind === 'succeeded' && didNothing({ ...toJob(db, getJobRow(db, job)!, false), outcome })

/** Of one whose engine did not live to see its cancel it is not kept who wanted it: the next job of a schedule, where that is there and does not wait for it. */
const toCancelled = (successor: string | undefined): Outcome => (successor === undefined ? { kind: 'cancelled', reason: 'by-person', message: 'Cancelled by a person.' } : replacedBy(successor))

function toOutcome(close: RunClose, cancelled: Outcome | null, crashes: number): Outcome {
  if (!close.interrupted) return close.outcome
  if (cancelled !== null) return cancelled
  if (crashes > MOST_INTERRUPTIONS) return { kind: 'lost', reason: 'lost', message: `The engine ended ${crashes} times in a row while this job was running, so it was not resumed again. What it had done is in its worktree. Look at its log, then retry it.` }
  return close.outcome
}

/** Somebody asked for retries and none follows: the log says why. */
function sayWhyNotAgain(note: (text: string) => void, outcome: Outcome, retry: Retry): void {
  if (outcome.kind !== 'failed' && outcome.kind !== 'lost') return
  if (isTriedAgain(outcome, retry)) note(`Not tried again: all ${retry.max + 1} attempts are used.`)
  else note(`Not tried again: ${outcome.reason} is ${retry.on === undefined ? 'no failure that another attempt may mend' : 'not among the reasons to retry on'}.`)
}
