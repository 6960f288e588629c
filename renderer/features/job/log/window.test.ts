import { expect, test } from 'vitest'
import type { LogEntry } from '../../../../contract/log.ts'
import { firstOf, join, lastOf, nextAsk, NOTHING_HELD, PAGE, trim, type Focus, type Held } from './window.ts'

const entries = (from: number, to: number, length = 1): LogEntry[] => Array.from({ length: to - from + 1 }, (_, at) => ({ seq: from + at, run: 1, at: 1, kind: 'note', text: 'x'.repeat(length), data: null }))
const held = (from: number, to: number, length = 1): Held => ({ entries: entries(from, to, length), chars: (to - from + 1) * length })
const at = (from: number, to = from + 30): Focus => ({ from, to, follows: false })
const page = (from: number, to: number, last = to) => ({ entries: entries(from, to), next: null, last })

test('the nearer edge is read first, and nothing once enough is there on both sides', () => {
  expect(nextAsk(held(5000, 7000), 9000, at(5100))).toEqual({ after: 4999 - PAGE, before: 5000, limit: PAGE, joins: true })
  expect(nextAsk(held(5000, 7000), 9000, at(6900))).toEqual({ after: 7000, limit: PAGE, joins: true })
  expect(nextAsk(held(5000, 8000), 9000, at(6500))).toBeNull()
  expect(nextAsk(held(1, 9000), 9000, at(1))).toBeNull()
  expect(nextAsk(held(1, 9000), 9000, at(8990))).toBeNull()
})

test('a place far from what is held takes its place, whatever lies between', () => {
  expect(nextAsk(held(1, 2000), 1_000_000, at(700_000))).toEqual({ after: 700_000 - 1 - PAGE / 2, limit: PAGE, joins: false })
  expect(nextAsk(NOTHING_HELD, 10, at(1))).toMatchObject({ after: 0, joins: false })
})

test('who follows reads on; who is far behind goes to the end at once', () => {
  expect(nextAsk(held(1, 100), 150, { ...at(80), follows: true })).toEqual({ after: 100, limit: PAGE, joins: true })
  expect(nextAsk(held(1, 100), 100_000, { ...at(80), follows: true })).toMatchObject({ before: expect.any(Number), joins: false })
  expect(nextAsk(held(1, 100), 100, { ...at(80), follows: true })).toBeNull()
})

test('pages join before and behind without a gap or a repeat; one that touches neither takes its place', () => {
  const ask = { after: 0, limit: PAGE, joins: true }
  const both = join(join(held(100, 199), page(200, 299), ask), page(50, 99), ask)
  expect(both.entries.map((entry) => entry.seq)).toEqual(entries(50, 299).map((entry) => entry.seq))
  expect(both.chars).toBe(250)
  const other = join(both, page(500, 600), ask)
  expect([firstOf(other), lastOf(other)]).toEqual([500, 600])
  expect(join(both, { entries: [], next: null, last: 299 }, ask)).toBe(both)
})

test('of too much the farthest is dropped, never what is looked at, and what is kept needs nothing read again', () => {
  const few = trim(held(1, 20_001), at(2000))
  expect(few.entries.length).toBe(15_000)
  expect([firstOf(few), lastOf(few)]).toEqual([1, 15_000])
  expect(nextAsk(few, 20_001, at(2000))).toBeNull()
  expect(firstOf(trim(held(1, 20_001), { ...at(1), follows: true }))).toBe(5002)
  const middle = trim(held(1, 20_001), at(10_000))
  expect(nextAsk(middle, 20_001, at(10_000))).toBeNull()
})

test('of lines of 2 MB few are kept, and reading comes to an end', () => {
  const long = trim(held(1, 30, 2_000_000), at(14, 15))
  expect(long.chars).toBeLessThanOrEqual(30_000_000)
  expect(firstOf(long)).toBeLessThanOrEqual(14)
  expect(lastOf(long)).toBeGreaterThanOrEqual(15)
  expect(nextAsk(long, 30, at(14, 15))).toBeNull()
  expect(trim(held(1, 30, 2_000_000), at(1, 30)).entries).toHaveLength(30)
})
