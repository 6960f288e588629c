import { expect, test } from 'vitest'
import { describeLimit, describeSpent, nameLimit } from './usage-words.ts'

const NOW = new Date(2026, 10, 22, 12, 0).getTime()
const MINUTE = 60_000

test('what was spent, and how full a limit is, as far as it is known', () => {
  expect([describeSpent({ runs: 0, costUsd: 0 }), describeSpent({ runs: 1, costUsd: 0.42 })]).toEqual(['no runs', '1 run, $0.42'])
  expect(nameLimit({ kind: 'five_hour' })).toBe('five-hour limit')
  const limit = { kind: 'five_hour', status: 'allowed', utilization: 0.624, resetsAt: NOW + 38 * MINUTE, at: NOW - 3 * MINUTE }
  expect(describeLimit(limit, NOW)).toBe('62% used; resets at 12:38 (in 38 min); told 3m ago')
  expect(describeLimit({ ...limit, status: 'rejected', utilization: 1, resetsAt: null }, NOW)).toBe('reached; told 3m ago')
  expect(describeLimit({ ...limit, status: 'allowed_warning' }, NOW)).toContain('near, 62% used')
  expect(describeLimit({ ...limit, utilization: null }, NOW)).toContain('not reached; resets')
})
