import { expect, test } from 'vitest'
import { REASONS, type Outcome, type Reason } from '../../contract/job.ts'
import { LONGEST_BACKOFF_MS, nextRetryAt } from './retry.ts'

const failed = (reason: Reason): Outcome => ({ kind: reason === 'lost' ? 'lost' : 'failed', reason, message: '' })
const at = (now: number, random = 1) => ({ now, random })
const retry = { max: 3, backoffMs: 1000 }

test.each([[1, 11_000], [2, 12_000], [3, 14_000], [4, null]])('after attempt %i of 4 it tries again at %s', (attempts, when) => {
  expect(nextRetryAt(failed('api-error'), attempts, retry, at(10_000))).toBe(when)
})

test('without retries there is none', () => {
  expect(nextRetryAt(failed('api-error'), 1, { max: 0, backoffMs: 1000 }, at(0))).toBeNull()
})

test('what would fail again for the same reason, or was decided by somebody, is not tried again', () => {
  const again = REASONS.filter((reason) => nextRetryAt(failed(reason), 1, retry, at(0)) !== null)
  expect(again).toEqual(['claude-error', 'api-error', 'limit-reached', 'max-turns', 'timed-out', 'check-failed', 'killed', 'lost'])
  expect(nextRetryAt({ kind: 'cancelled', reason: 'by-person', message: '' }, 1, retry, at(0))).toBeNull()
  expect(nextRetryAt({ kind: 'succeeded', reason: 'ok', message: '' }, 1, retry, at(0))).toBeNull()
})

test('half of a wait is certain, the rest is chance: what failed together does not come back together', () => {
  const waits = [0, 0.25, 0.5, 1].map((random) => nextRetryAt(failed('api-error'), 3, retry, at(0, random)))
  expect(waits).toEqual([2000, 2500, 3000, 4000])
})

test('however often it is doubled, a wait is no longer than a day', () => {
  expect(nextRetryAt(failed('killed'), 20, { max: 20, backoffMs: 24 * 3600 * 1000 }, at(5))).toBe(5 + LONGEST_BACKOFF_MS)
})

test('reasons named are the only ones, also those not tried again otherwise; a decision never is', () => {
  const only = { ...retry, on: ['check-failed' as const, 'start-failed' as const] }
  expect(REASONS.filter((reason) => nextRetryAt(failed(reason), 1, only, at(0)) !== null)).toEqual(['check-failed', 'start-failed'])
  expect(nextRetryAt({ kind: 'cancelled', reason: 'by-person', message: '' }, 1, only, at(0))).toBeNull()
})
