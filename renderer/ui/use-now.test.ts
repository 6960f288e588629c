import { expect, test } from 'vitest'
import { roundAge } from './use-now.ts'

test('a young age moves by seconds, an older one by whole minutes of its own', () => {
  expect([0, 999, 40_400, 59_999].map(roundAge)).toEqual([0, 0, 40_000, 59_000])
  expect([60_000, 119_999, 3_661_000].map(roundAge)).toEqual([60_000, 60_000, 3_660_000])
})
