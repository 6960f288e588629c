import { expect, test } from 'vitest'
import { REASONS, type Outcome, type Reason } from '../../contract/job.ts'
import { nextRetryAt } from './retry.ts'

const failed = (reason: Reason): Outcome => ({ kind: reason === 'lost' ? 'lost' : 'failed', reason, message: '' })
const retry = { max: 3, backoffMs: 1000 }

test.each([[1, 11_000], [2, 12_000], [3, 14_000], [4, null]])('after attempt %i of 4 it tries again at %s', (attempts, at) => {
  expect(nextRetryAt(failed('api-error'), attempts, retry, 10_000)).toBe(at)
})

test('without retries there is none', () => {
  expect(nextRetryAt(failed('api-error'), 1, { max: 0, backoffMs: 1000 }, 0)).toBeNull()
})

test('what would fail again for the same reason, or was decided by somebody, is not tried again', () => {
  const again = REASONS.filter((reason) => nextRetryAt(failed(reason), 1, retry, 0) !== null)
  expect(again).toEqual(['claude-error', 'api-error', 'limit-reached', 'max-turns', 'timed-out', 'check-failed', 'killed', 'lost'])
  expect(nextRetryAt({ kind: 'cancelled', reason: 'by-person', message: '' }, 1, retry, 0)).toBeNull()
  expect(nextRetryAt({ kind: 'succeeded', reason: 'ok', message: '' }, 1, retry, 0)).toBeNull()
})

test('the longest back-off allowed stays a time', () => {
  const at = nextRetryAt(failed('killed'), 20, { max: 20, backoffMs: 24 * 3600 * 1000 }, Date.now())!
  expect(Number.isSafeInteger(at)).toBe(true)
})
