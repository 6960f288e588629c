import { describe, expect, it } from 'vitest'
import { isLimitText, parseReset, toClock } from './limits.ts'

const NOW = Date.UTC(2026, 10, 22, 10, 0, 0) // a Sunday
const at = (text: string) => {
  const found = parseReset(text, NOW)
  return found === null ? null : new Date(found).toISOString().slice(0, 16)
}

describe('parseReset', () => {
  it.each([
    ["You've hit your 5-hour limit · resets 12:34pm (UTC)", '2026-11-22T12:34'],
    ['resets 9am (UTC)', '2026-11-23T09:00'],
    ['resets 12am (UTC)', '2026-11-23T00:00'],
    ['resets 3pm (Europe/Berlin)', '2026-11-22T14:00'],
    ['resets at 11:30 (America/New_York)', '2026-11-22T16:30'],
    ['your weekly limit · resets Nov 25, 3am (Asia/Tokyo)', '2026-11-24T18:00'],
    ['resets Jan 2 at 7:15am (UTC)', '2027-01-02T07:15'],
    ['resets Oct 2, 2096, 7:06am (UTC)', '2096-10-02T07:06'],
    ['resets Tue 5pm (UTC)', '2026-11-24T17:00'],
    ['resets in 2h 5m', '2026-11-22T12:05'],
    ['resets in 3 days', '2026-11-25T10:00'],
    ['Claude AI usage limit reached|1795350882', '2026-11-22T12:34'],
    ['resets 1am (Nowhere/Atlantis)', null],
    ['resets 99pm (UTC)', null],
    ['no word of it', null],
    ['', null],
  ])('%s', (text, expected) => {
    expect(at(text)).toBe(expected)
  })

  it('takes the minute that is just passing as now, not as tomorrow', () => {
    expect(parseReset('resets 10am (UTC)', NOW + 20_000)).toBe(NOW + 21_000)
  })

  it('stays on the clock over a change of summer time', () => {
    expect(new Date(parseReset('resets 9am (Europe/Berlin)', Date.UTC(2026, 2, 28, 12))!).toISOString()).toBe('2026-03-29T07:00:00.000Z')
  })
})

describe('isLimitText', () => {
  it.each([["You've hit your weekly limit · resets 3am", true], ['You’re out of usage credits', true], ['API Error: 500', false], ['I limited the usage of globals', false]])('%s → %s', (text, expected) => {
    expect(isLimitText(text)).toBe(expected)
  })
})

it('toClock shows the date only when it is needed', () => {
  expect([toClock(NOW + 60_000, NOW), toClock(NOW + 86_400_000, NOW)]).toEqual(['10:01 UTC', '2026-11-23 10:00 UTC'])
})
