import { expect, test } from 'vitest'
import { describeWindow, windowsAt, type Window } from './window-times.ts'
import { Window as WindowSchema } from './windows.ts'

const BERLIN = 'Europe/Berlin'
const night: Window = { from: '22:00', to: '06:00' }
const at = (text: string): number => Date.parse(text)
const state = (windows: Window[], text: string, zone = BERLIN): string => {
  const found = windowsAt(windows, at(text), zone)
  return found.open ? 'open' : found.opensAt === null ? 'never' : new Date(found.opensAt).toISOString().slice(0, 16)
}

// Berlin is at +01:00 in winter and +02:00 in summer; 02:00 to 03:00 does not exist on 29 March 2026 and comes twice on 25 October. 23 November is a Monday.
test.each<[string, Window[], string, string]>([
  ['no windows at all', [], '2026-11-23T12:00Z', 'open'],
  ['in the evening', [night], '2026-11-23T20:59Z', '2026-11-23T21:00'],
  ['at its beginning', [night], '2026-11-23T21:00Z', 'open'],
  ['after midnight', [night], '2026-11-24T04:59Z', 'open'],
  ['at its end', [night], '2026-11-24T05:00Z', '2026-11-24T21:00'],
  ['within one day', [{ from: '09:00', to: '17:00' }], '2026-11-23T12:00Z', 'open'],
  ['a whole day', [{ from: '00:00', to: '24:00', days: ['sat', 'sun'] }], '2026-11-28T22:59Z', 'open'],
  ['the days are those on which it begins', [{ ...night, days: ['fri'] }], '2026-11-28T04:00Z', 'open'],
  ['and no other', [{ ...night, days: ['fri'] }], '2026-11-27T04:00Z', '2026-11-27T21:00'],
  ['a week ahead', [{ ...night, days: ['mon'] }], '2026-11-24T12:00Z', '2026-11-30T21:00'],
  ['the nearest of several', [{ from: '23:00', to: '01:00' }, { from: '19:00', to: '20:00' }], '2026-11-23T12:00Z', '2026-11-23T18:00'],
  ['in a zone of its own', [{ ...night, zone: 'Australia/Sydney' }], '2026-11-23T10:00Z', '2026-11-23T11:00'],
  ['the same wall clock in summer', [night], '2026-07-01T12:00Z', '2026-07-01T20:00'],
  ['the short night ends at six', [night], '2026-03-29T03:59Z', 'open'],
  ['and not later', [night], '2026-03-29T04:00Z', '2026-03-29T20:00'],
  ['the long night ends at six', [night], '2026-10-25T04:59Z', 'open'],
  ['too', [night], '2026-10-25T05:00Z', '2026-10-25T21:00'],
  ['a beginning that does not exist is the end of the gap', [{ from: '02:30', to: '04:00' }], '2026-03-29T00:30Z', '2026-03-29T01:00'],
  ['a beginning that comes twice is the first', [{ from: '02:30', to: '04:00' }], '2026-10-25T00:00Z', '2026-10-25T00:30'],
  ['one that the gap swallows is passed over', [{ from: '02:10', to: '02:50' }], '2026-03-28T12:00Z', '2026-03-30T00:10'],
])('%s', (_, windows, now, expected) => {
  expect(state(windows, now)).toBe(expected)
})

test.each(['Europe/Berlin', 'Australia/Lord_Howe', 'America/Santiago', 'Asia/Kathmandu', 'UTC'])('over a year in %s every minute of doubt agrees with the clock on the wall', (zone) => {
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' })
  for (let now = at('2026-01-01T00:00Z'); now < at('2027-01-01T00:00Z'); now += 37 * 60_000) {
    const wall = clock.format(now)
    expect([new Date(now).toISOString(), windowsAt([night], now, zone).open]).toEqual([new Date(now).toISOString(), wall >= '22:00' || wall < '06:00'])
  }
})

test('words for it', () => {
  expect(describeWindow(night, BERLIN)).toBe('22:00 and 06:00')
  expect(describeWindow({ ...night, days: ['sat', 'sun'], zone: 'UTC' }, BERLIN)).toBe('22:00 and 06:00 (sat, sun) UTC')
})

test.each([[{ from: '22:00', to: '22:00' }, 'from 00:00 to 24:00'], [{ from: '25:00', to: '06:00' }, 'time of day'], [{ from: '22', to: '06:00' }, 'time of day'], [{ ...night, zone: 'Mars' }, 'time zone'], [{ ...night, days: [] }, 'expected']])('%j is refused', (window, words) => {
  expect(WindowSchema.safeParse(window).error?.issues[0]?.message).toContain(words)
})
