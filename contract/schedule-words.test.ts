import { expect, test } from 'vitest'
import { describeCatchUp, describeLast, describeNext, formatDue, formatInZone } from './schedule-words.ts'

const at = Date.parse('2026-10-25T00:30:00Z')
const zone = 'Europe/Berlin'

test('times are shown in the zone of the schedule, whatever the zone of the reader', () => {
  expect(formatInZone(at, zone)).toBe('2026-10-25 02:30')
  expect(formatInZone(at + 1000, 'UTC')).toBe('2026-10-25 00:30:01')
  expect([formatDue(at, zone), formatDue(at, 'America/New_York')]).toEqual(['Sun 2026-10-25 02:30', 'Sat 2026-10-24 20:30'])
})

test('when it comes next, or why it does not', () => {
  expect(describeNext({ nextAt: at, paused: false, zone }, at - 2 * 3_600_000)).toBe('Next at 2026-10-25 02:30 Europe/Berlin (in 2 h).')
  expect(describeNext({ nextAt: null, paused: true, zone }, at)).toBe('Paused.')
  expect(describeNext({ nextAt: null, paused: false, zone }, at)).toBe('No time is left.')
})

test('what became of the last time', () => {
  const last = (result: 'submitted' | 'skipped' | 'missed' | 'refused', message: string, job: string | null = null) => describeLast({ zone, last: { dueAt: at, result, job, message } })
  expect(describeLast({ zone, last: null })).toBe('')
  expect(last('submitted', '', 'j4k9m2p3q0')).toBe('2026-10-25 02:30: submitted j4k9m2p3q0.')
  expect(last('skipped', 'j1 had not finished.')).toBe('2026-10-25 02:30: skipped. j1 had not finished.')
  expect(last('missed', 'No engine.')).toBe('2026-10-25 02:30: missed. No engine.')
  expect(last('refused', 'No profile.')).toBe('2026-10-25 02:30: refused. No profile.')
  expect([describeCatchUp(0), describeCatchUp(3_600_000)]).toEqual(['a time missed while no engine ran is left out', 'a time missed while no engine ran is made up for once, up to 1h later'])
})
