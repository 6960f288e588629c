import { expect, test } from 'vitest'
import { createHeights, guessHeight } from './heights.ts'
import type { LogRow } from './log-rows.ts'

const row = (seq: number): LogRow => ({ seq, at: 1, kind: 'quiet', about: 'note', text: `row ${seq}` })
const rows = (from: number, to: number): LogRow[] => Array.from({ length: to - from + 1 }, (_, at) => row(from + at))
const guess = () => 10

test('places follow from guesses until rows are measured, and a row is found by its place', () => {
  const heights = createHeights()
  heights.lay(rows(1, 5), guess)
  expect(heights.top(5)).toBe(50)
  heights.set(1, 100)
  expect([0, 1, 2, 5].map(heights.top)).toEqual([0, 10, 110, 140])
  expect([-5, 0, 9, 10, 109, 110, 1000].map(heights.at)).toEqual([0, 0, 0, 1, 1, 2, 4])
})

test('what was measured is kept when rows come before and behind, and forgotten when everything is guessed anew', () => {
  const heights = createHeights()
  heights.lay(rows(3, 5), guess)
  heights.set(0, 50)
  heights.lay(rows(1, 8), guess)
  expect([heights.top(2), heights.top(3), heights.top(8)]).toEqual([20, 70, 120])
  heights.lay(rows(1, 8), () => 20)
  expect(heights.top(8)).toBe(160)
})

test('a longer text is guessed to be higher, up to some screens', () => {
  const text = (words: string) => guessHeight({ seq: 1, at: 1, kind: 'text', text: words, helper: false }, false, 900)
  expect(text('one line')).toBe(28)
  expect(text('a\nb')).toBe(48)
  expect(text('x'.repeat(300))).toBeGreaterThan(text('x'.repeat(100)))
  expect(text('x'.repeat(10_000_000))).toBeLessThan(3000)
})
