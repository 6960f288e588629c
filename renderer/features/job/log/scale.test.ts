import { expect, test } from 'vitest'
import { isJump, MOST_PX, rangeOf, toPlace, toScroll } from './scale.ts'

const view = 800

test('a log that fits is scrolled pixel by pixel', () => {
  const scale = { total: 100_000, view }
  expect(rangeOf(scale)).toBe(100_000)
  for (const y of [0, 1, 50_000, 99_200]) expect([toScroll(y, scale), toPlace(y, scale)]).toEqual([y, y])
  expect(toScroll(200_000, scale)).toBe(99_200)
  expect(toScroll(-5, scale)).toBe(0)
})

test('a longer one has both its ends at the ends of the range, and its middle in the middle', () => {
  const scale = { total: 240_000_000, view }
  const end = rangeOf(scale) - view
  expect(rangeOf(scale)).toBe(MOST_PX)
  expect([toScroll(0, scale), toScroll(scale.total - view, scale)]).toEqual([0, end])
  expect([toPlace(0, scale), toPlace(end, scale)]).toEqual([0, scale.total - view])
  expect(toScroll((scale.total - view) / 2, scale)).toBe(Math.round(end / 2))
  // There and back is within what one pixel of the range stands for.
  const step = scale.total / MOST_PX
  for (let y = 0; y < scale.total - view; y += 7_654_321) expect(Math.abs(toPlace(toScroll(y, scale), scale) - y)).toBeLessThanOrEqual(step)
})

test('the wheel and a page are steps, the thumb of a long log jumps', () => {
  expect([120, -700, 1000].map((delta) => isJump(delta, view))).toEqual([false, false, false])
  expect([4000, -1_000_000].map((delta) => isJump(delta, view))).toEqual([true, true])
})
