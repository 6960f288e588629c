import { assertNever } from './assert.ts'
import type { Overlap, Schedule } from './schedule.ts'
import { formatDuration, formatUntil } from './formats.ts'

/** `2026-11-23 02:00` in a zone, with seconds when there are some. */
export function formatInZone(at: number, zone: string): string {
  // The Swedish way of writing a date is the ISO one.
  const text = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' }).format(at)
  return text.endsWith(':00') ? text.slice(0, -3) : text
}

/** A time to come, with its day of the week: `Mon 2026-11-23 02:00`. */
export function formatDue(at: number, zone: string): string {
  return `${new Intl.DateTimeFormat('en', { timeZone: zone, weekday: 'short' }).format(at)} ${formatInZone(at, zone)}`
}

/** When a schedule comes next: `at 2026-11-23 02:00 Europe/Berlin (in 4 h)`, or why it does not. */
export function describeNext(schedule: Pick<Schedule, 'nextAt' | 'paused' | 'zone'>, now: number): string {
  if (schedule.paused) return 'Paused.'
  if (schedule.nextAt === null) return 'No time is left.'
  return `Next at ${formatInZone(schedule.nextAt, schedule.zone)} ${schedule.zone} (${formatUntil(schedule.nextAt, now)}).`
}

/** What became of the last due time; empty before the first. */
export function describeLast({ last, zone }: Pick<Schedule, 'last' | 'zone'>): string {
  if (last === null) return ''
  const at = formatInZone(last.dueAt, zone)
  const more = last.message === '' ? '' : ` ${last.message}`
  switch (last.result) {
    case 'submitted': return `${at}: submitted ${last.job}.${more}`
    case 'skipped': return `${at}: skipped.${more}`
    case 'missed': return `${at}: missed.${more}`
    case 'refused': return `${at}: refused.${more}`
    default: return assertNever(last.result, 'result of a due time')
  }
}

/** What happens when the job before has not finished. */
export const OVERLAP_WORDS: Record<Overlap, string> = {
  skip: 'nothing is submitted while an earlier job has not finished',
  queue: 'a job waits until the earlier one has finished',
  replace: 'an earlier job that has not finished is cancelled',
}

/** What is made up for after the engine was off. */
export const describeCatchUp = (catchUpMs: number): string =>
  catchUpMs === 0 ? 'a time missed while no engine ran is left out' : `a time missed while no engine ran is made up for once, up to ${formatDuration(catchUpMs)} later`
