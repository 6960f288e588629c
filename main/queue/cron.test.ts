import { describe, expect, test } from 'vitest'
import { checkCron, latestDue, listDue, nextDue } from './cron.ts'

const at = (text: string): number => Date.parse(text)
/** Times in UTC, without seconds. */
const times = (every: string, zone: string, from: string, count: number): string[] => listDue(every, zone, at(from), count).map((time) => new Date(time).toISOString().slice(0, 16))

// Berlin leaves 02:00–03:00 out on 29 March 2026 and has it twice on 25 October; Sydney does so on 4 October and 5 April; Lord Howe moves by half an hour.
test.each<[string, string, string, string, string[]]>([
  ['a fixed time that does not exist comes at the first moment after the gap', '30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00Z', ['2026-03-29T01:00', '2026-03-30T00:30']],
  ['a fixed time that comes twice comes once, the first time', '30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00Z', ['2026-10-25T00:30', '2026-10-26T01:30']],
  ['the same where spring is in October', '30 2 * * *', 'Australia/Sydney', '2026-10-03T12:00Z', ['2026-10-03T16:00', '2026-10-04T15:30']],
  ['and autumn in April', '30 2 * * *', 'Australia/Sydney', '2026-04-04T12:00Z', ['2026-04-04T15:30', '2026-04-05T16:30']],
  ['a gap of half an hour', '15 2 * * *', 'Australia/Lord_Howe', '2026-10-03T12:00Z', ['2026-10-03T15:30', '2026-10-04T15:15']],
  ['midnight that does not exist', '0 0 * * *', 'America/Santiago', '2026-09-05T12:00Z', ['2026-09-06T04:00', '2026-09-07T03:00']],
  ['every half hour goes on through the doubled hour', '*/30 * * * *', 'Europe/Berlin', '2026-10-24T23:50Z', ['2026-10-25T00:00', '2026-10-25T00:30', '2026-10-25T01:00', '2026-10-25T01:30', '2026-10-25T02:00']],
  ['and has no half hour too many in the gap', '*/30 * * * *', 'Europe/Berlin', '2026-03-29T00:20Z', ['2026-03-29T00:30', '2026-03-29T01:00', '2026-03-29T01:30']],
  ['weekdays', '30 7 * * 1-5', 'UTC', '2026-11-20T12:00Z', ['2026-11-23T07:30', '2026-11-24T07:30']],
  ['a name', '@daily', 'Europe/Berlin', '2026-11-22T12:00Z', ['2026-11-22T23:00', '2026-11-23T23:00']],
])('%s', (_, every, zone, from, expected) => {
  expect(times(every, zone, from, expected.length)).toEqual(expected)
})

test.each(['30 2 * * *', '0 */5 * * *', '15 3 1 * *', '*/20 8-18 * * 1-5'])('going back over a year of %s meets the same times as going forward', (every) => {
  for (const zone of ['Europe/Berlin', 'Australia/Sydney']) {
    let now = at('2026-01-01T00:00Z')
    while (now < at('2027-01-01T00:00Z')) {
      const next = nextDue(every, zone, now)!
      expect(next).toBeGreaterThan(now)
      expect([latestDue(every, zone, next), latestDue(every, zone, next + 999)]).toEqual([next, next])
      // A moment later it is still the last one, however far it is to the next.
      expect(latestDue(every, zone, nextDue(every, zone, next)! - 1)).toBe(next)
      now = next + (next % 7) * 3_600_000
    }
  }
})

describe('what is refused says what is expected', () => {
  test.each<[string, string, string]>([
    ['every day', 'UTC', 'five fields'], ['60 * * * *', 'UTC', 'Invalid value for minute'], ['0 0 31 2 *', 'UTC', 'never happens'], ['2026-12-01T00:00:00', 'UTC', 'five fields'],
    ['* * * * * * *', 'UTC', 'five fields'], ['0 2 * * *', 'Mars/Olympus', 'time zone such as'],
  ])('%s in %s', (every, zone, words) => {
    expect(checkCron(every, zone, at('2026-01-01T00:00Z'))).toMatchObject({ ok: false, code: 'bad-input', message: expect.stringContaining(words) })
  })
})
