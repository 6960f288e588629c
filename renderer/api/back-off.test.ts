import { expect, test } from 'vitest'
import { toWaitMs } from './back-off.ts'

test('waits longer each time, up to a limit, and never more than the limit', () => {
  const waits = [0, 1, 2, 3, 4, 5, 50].map((attempt) => toWaitMs(attempt, 1))
  expect(waits).toEqual([400, 800, 1600, 3200, 6400, 8000, 8000])
  expect(toWaitMs(0, 0)).toBe(300)
})
