import type { Outcome, Reason, Retry } from '../../contract/job.ts'

/** Failures that another attempt may mend. The rest would fail again for the same reason, or were somebody's decision. */
const MAY_PASS: ReadonlySet<Reason> = new Set(['claude-error', 'api-error', 'limit-reached', 'max-turns', 'timed-out', 'check-failed', 'killed', 'lost'])

/** When to try again (epoch ms), or null. `attempts` counts the runs made for this submission or since a person's retry; the n-th wait is backoffMs × 2^(n−1). */
export function nextRetryAt(outcome: Outcome, attempts: number, retry: Retry, now: number): number | null {
  if (outcome.kind !== 'failed' && outcome.kind !== 'lost') return null
  if (!MAY_PASS.has(outcome.reason) || attempts > retry.max) return null
  return now + retry.backoffMs * 2 ** (attempts - 1)
}
