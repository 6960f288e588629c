import { expect, test } from 'vitest'
import type { LogRow } from './log-rows.ts'
import { clamp, createPlace, isLoaded, layRows, point, scaleOf, setY, stick, toFocus, toY, toYIn, type Place } from './place.ts'
import type { LogPart } from './reader.ts'

const guess = () => 10
const partOf = (from: number, to: number, last: number): LogPart => ({ from, to, last, opened: true, trouble: null, rows: Array.from({ length: to - from + 1 }, (_, at): LogRow => ({ seq: from + at, at: 1, kind: 'quiet', about: 'note', text: '' })) })
function placeIn(part: LogPart): Place {
  const place = createPlace()
  place.view = 100
  layRows(place, part, guess)
  return place
}
/** How far below the top of the view a row begins. */
const below = (place: Place, seq: number): number => place.heights.top(seq - place.part.from) - toYIn(place)

test('what is measured, loaded or dropped above and below does not move what is looked at', () => {
  const place = placeIn(partOf(500, 600, 1000))
  setY(place, toY(place))
  point(place, 550, 'third')
  const before = below(place, 550)
  place.heights.set(3, 400)
  expect(below(place, 550)).toBe(before)
  layRows(place, partOf(400, 600, 1000), guess)
  expect(below(place, 550)).toBe(before)
  layRows(place, partOf(540, 900, 1000), guess)
  expect(below(place, 550)).toBe(before)
})

test('a step moves by as many pixels, whatever the rows above turn out to be', () => {
  const place = placeIn(partOf(1, 1000, 1_000_000))
  point(place, 300, 'start')
  setY(place, toY(place) + 37)
  expect(below(place, 300)).toBe(-37)
  setY(place, toY(place) - 100)
  expect(below(place, 300)).toBe(63)
})

test('a place that is not loaded is known by its entry, and found there once it is', () => {
  const place = placeIn(partOf(1, 1000, 1_000_000))
  expect(scaleOf(place).total).toBe(10_000_000)
  setY(place, 5_000_000)
  expect(isLoaded(place)).toBe(false)
  expect(toFocus(place)).toEqual({ from: 500_001, to: 500_001, follows: false })
  expect(toY(place)).toBeCloseTo(5_000_000, -2)
  layRows(place, partOf(499_500, 500_500, 1_000_000), guess)
  expect(isLoaded(place)).toBe(true)
  expect(below(place, 500_001)).toBe(0)
})

test('the view stays within the log, and holds on to its end while that grows', () => {
  const place = placeIn(partOf(1, 50, 50))
  setY(place, -80)
  expect([clamp(place), toYIn(place), clamp(place)]).toEqual([true, 0, false])
  setY(place, 10_000)
  clamp(place)
  expect(toYIn(place)).toBe(50 * 10 + 8 - 100)
  stick(place, true)
  layRows(place, partOf(1, 80, 80), guess)
  expect(toYIn(place)).toBe(80 * 10 + 8 - 100)
  stick(place, false)
  layRows(place, partOf(1, 90, 90), guess)
  expect(toYIn(place)).toBe(80 * 10 + 8 - 100)
  expect(toFocus(place)).toEqual({ from: 71, to: 81, follows: false })
})

test('a log shorter than the view stands at its top', () => {
  const place = placeIn(partOf(1, 3, 3))
  stick(place, true)
  expect([toYIn(place), clamp(place)]).toEqual([0, false])
})
