import { expect, test } from 'vitest'
import { MAX_PROMPT_BYTES } from '../../contract/job.ts'
import { parseAfter, parseChoice, parseDuration, parseLabels, parseMoney, parseNotBefore, parseWhole } from './parse.ts'
import { MOST_PROMPT_BYTES } from './prompt.ts'

test.each([['30s', 30_000], ['10m', 600_000], ['2h', 7_200_000], ['1d', 86_400_000], ['1h30m', 5_400_000], ['1.5h', 5_400_000], ['250ms', 250]])('duration %s', (text, ms) => {
  expect(parseDuration(text, '--timeout')).toBe(ms)
})
test('a bare number is refused with the unit to add', () => {
  expect(() => parseDuration('90', '--timeout')).toThrow('expected a duration with a unit for --timeout, found 90: write 90s, 90m or 90h')
})
test.each(['', 'soon', '-5m', '5 apples', '5m!', 'm5'])('%j is no duration', (text) => {
  expect(() => parseDuration(text, '--timeout')).toThrow(/expected a duration such as/)
})

const noon = new Date(2026, 10, 22, 12, 0, 0).getTime()
test.each([
  ['+2h', noon + 7_200_000], ['14:05', new Date(2026, 10, 22, 14, 5).getTime()], ['9:00', new Date(2026, 10, 23, 9, 0).getTime()], ['12:00', new Date(2026, 10, 23, 12, 0).getTime()],
  ['2026-12-01', new Date(2026, 11, 1).getTime()], ['2026-12-01T08:30', new Date(2026, 11, 1, 8, 30).getTime()], ['2026-12-01 08:30', new Date(2026, 11, 1, 8, 30).getTime()], ['2026-12-01T08:30:00Z', Date.UTC(2026, 11, 1, 8, 30)],
])('not before %s', (text, at) => {
  expect(parseNotBefore(text, noon)).toBe(at)
})
test.each(['25:00', '12:61', 'tomorrow', '2026-13-01', '1700000000000', ''])('%j is no time', (text) => {
  expect(() => parseNotBefore(text, noon)).toThrow(/expected a time for --not-before/)
})

test('numbers, money, labels, choices', () => {
  expect(parseWhole('-5', '--priority', { least: -10, most: 10 })).toBe(-5)
  expect(() => parseWhole('1.5', '--priority', { least: 0, most: 10 })).toThrow(/whole number from 0 to 10/)
  expect(() => parseWhole('11', '--priority', { least: 0, most: 10 })).toThrow(/whole number/)
  expect(parseMoney('$5', '--budget')).toBe(5)
  expect(() => parseMoney('0', '--budget')).toThrow(/above 0/)
  expect(parseLabels(['a=b', 'c=d=e', 'f='])).toEqual({ a: 'b', c: 'd=e', f: '' })
  expect(() => parseLabels(['=x'])).toThrow(/key=value/)
  expect(() => parseChoice('fnord', '--when', ['success', 'failure', 'done'])).toThrow('expected success, failure or done for --when, found "fnord"')
})

test('parents: lists, repeats, aliases', () => {
  expect(parseAfter(['j111, j222', 'tests=j333'], { when: 'done' })).toEqual([{ job: 'j111', when: 'done' }, { job: 'j222', when: 'done' }, { job: 'j333', alias: 'tests', when: 'done' }])
})

test('the prompt limit is the contract’s', () => {
  expect(MOST_PROMPT_BYTES).toBe(MAX_PROMPT_BYTES)
})
