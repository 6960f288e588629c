import { assertNever } from '../../contract/assert.ts'
import type { JobState, Outcome, WaitingFor } from '../../contract/job.ts'
import type { Decision } from './decide.ts'
import type { HeldBy, Status } from './status.ts'

/**
 * A move of one job: from which states it is allowed, and where it leads. The store repeats `from` in its UPDATE, so that a late writer changes nothing.
 * Every move is a past fact: the constructors below are the only way to make one.
 */
export interface Move { fact: Fact; from: readonly JobState[]; to: Status }

/** The facts that move a job. */
export type Fact =
  | 'parents-met' | 'parent-held' | 'dependency-failed' | 'unheld' | 'held' | 'released' | 'cancelled'
  | 'claimed' | 'conflicted' | 'started' | 'asked' | 'answered' | 'interrupted' | 'retrying' | 'ended' | 'retried' | 'revived' | 'reopened' | 'redecided'

const LIVE = ['starting', 'running', 'waiting'] as const
const NOT_STARTED = ['blocked', 'held', 'queued'] as const

/** The state a job is stored with: held if a person asked for it, else what its edges say. */
export function toFirstStatus(decision: Decision, hold: boolean, outcome: (cause: number) => Outcome): Status {
  if (decision.kind === 'cancel') return { state: 'finished', outcome: outcome(decision.cause), cause: decision.cause }
  if (hold) return { state: 'held', by: { kind: 'person' } }
  return toWaiting(decision)
}

function toWaiting(decision: Exclude<Decision, { kind: 'cancel' }>): Status {
  switch (decision.kind) {
    case 'go': return { state: 'queued' }
    case 'wait': return { state: 'blocked' }
    case 'hold': return { state: 'held', by: { kind: 'parent', job: decision.cause } }
    default: return assertNever(decision)
  }
}

/** The last open edge was met. */
export const parentsMet = (): Move => ({ fact: 'parents-met', from: ['blocked'], to: { state: 'queued' } })
/** An edge with `otherwise: hold` broke; or the parent that held it mended and another one stands in the way. */
export const parentHeld = (cause: number): Move => ({ fact: 'parent-held', from: ['blocked', 'held'], to: { state: 'held', by: { kind: 'parent', job: cause } } })
/** An edge with `otherwise: cancel` broke; also reaches jobs a person holds. */
export const dependencyFailed = (cause: number, outcome: Outcome): Move => ({ fact: 'dependency-failed', from: ['blocked', 'held'], to: { state: 'finished', outcome, cause } })
/** The parent that held it mended: it waits for the rest of its parents, or for a slot. */
export const unheld = (decision: Decision): Move => ({ fact: 'unheld', from: ['held'], to: decision.kind === 'go' ? { state: 'queued' } : { state: 'blocked' } })
/** A person holds a job that has not started. */
export const held = (): Move => ({ fact: 'held', from: ['blocked', 'queued'], to: { state: 'held', by: { kind: 'person' } } })
/** A person lets a held job go; broken edges have been waived, open ones are still waited for. */
export const released = (decision: Decision): Move => ({ fact: 'released', from: ['held'], to: decision.kind === 'wait' ? { state: 'blocked' } : { state: 'queued' } })
/** A person cancelled a job that has not started. One that runs is stopped first and then `ended`. */
export const cancelled = (outcome: Outcome): Move => ({ fact: 'cancelled', from: NOT_STARTED, to: { state: 'finished', outcome, cause: null } })
/** The scheduler took it: nobody else may. */
export const claimed = (): Move => ({ fact: 'claimed', from: ['queued'], to: { state: 'starting' } })
/** The work of its parents does not merge: a person resolves it in the worktree and releases it. */
export const conflicted = (): Move => ({ fact: 'conflicted', from: ['starting'], to: { state: 'held', by: { kind: 'conflict' } } })
/** Claude's process is alive. */
export const started = (): Move => ({ fact: 'started', from: ['starting'], to: { state: 'running' } })
/** Claude asked something, or a limit parks it. */
export const asked = (what: WaitingFor): Move => ({ fact: 'asked', from: ['running', 'waiting'], to: { state: 'waiting', for: what } })
/** The last question was answered. */
export const answered = (): Move => ({ fact: 'answered', from: ['waiting'], to: { state: 'running' } })
/** The engine that ran it is gone and its profile says resume: it queues again and takes its session up. */
export const interrupted = (): Move => ({ fact: 'interrupted', from: LIVE, to: { state: 'queued' } })
/** It failed in a way that may pass, and has retries left: it queues again, not before its back-off; or waits for a parent that is run again meanwhile. */
export const retrying = (decision: Decision): Move => ({ fact: 'retrying', from: LIVE, to: decision.kind === 'wait' ? { state: 'blocked' } : { state: 'queued' } })
/** The run is over and classified. */
export const ended = (outcome: Outcome): Move => ({ fact: 'ended', from: LIVE, to: { state: 'finished', outcome, cause: null } })
/** A person runs a finished job again; if a parent is being retried too, after it. */
export const retried = (decision: Decision): Move => ({ fact: 'retried', from: ['finished'], to: decision.kind === 'wait' ? { state: 'blocked' } : { state: 'queued' } })
/** Its cause is tried again and a person asked for the dependents too. */
export const revived = (): Move => ({ fact: 'revived', from: ['finished'], to: { state: 'blocked' } })

/** A person changed the edges of a job that has not started: what they say now. */
export const redecided = (decision: Decision, outcome: (cause: number) => Outcome): Move => ({ fact: 'redecided', from: NOT_STARTED, to: toFirstStatus(decision, false, outcome) })

/** A parent it had waited for is run again before it started: it waits once more. */
export const reopened = (): Move => ({ fact: 'reopened', from: ['queued'], to: { state: 'blocked' } })

/** The status after a move, or null when the move is not allowed from here (a late or repeated writer). */
export function apply(current: JobState, move: Move): Status | null {
  return move.from.includes(current) ? move.to : null
}

export type { HeldBy }
