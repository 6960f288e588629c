import type { Outcome, Reason, Retry } from '../../contract/job.ts'
import { REASONS_THAT_PASS } from '../../contract/retry-reasons.ts'

/** Longest wait between two attempts: doubled often enough, any back-off would outlive the person who asked for it. */
export const LONGEST_BACKOFF_MS = 24 * 3600 * 1000

/** What chance and time say. `random` is from 0 to 1. */
export interface Moment { now: number; random: number }

/**
 * When to try again (epoch ms), or null. `attempts` counts the runs made for this submission or since a person's retry; the n-th wait is
 * backoffMs × 2^(n−1), at most a day. Half of it is certain and half is chance: jobs that failed together would otherwise come back together and
 * fail for the same reason, and a wait that could be nothing would not be a back-off.
 */
export function nextRetryAt(outcome: Outcome, attempts: number, retry: Retry, { now, random }: Moment): number | null {
  if (attempts > retry.max || !isTriedAgain(outcome, retry)) return null
  const wait = Math.min(LONGEST_BACKOFF_MS, retry.backoffMs * 2 ** (attempts - 1))
  return now + Math.round(wait / 2 + (wait / 2) * random)
}

/** Whether this failure is one to try again after, however many attempts are left. */
export function isTriedAgain(outcome: Outcome, retry: Retry): boolean {
  if (outcome.kind !== 'failed' && outcome.kind !== 'lost') return false
  return (retry.on ?? (REASONS_THAT_PASS as readonly Reason[])).some((reason) => reason === outcome.reason)
}
