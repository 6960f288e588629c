import { Cron } from 'croner'
import { failure, type Result } from '../../contract/errors.ts'

/**
 * Times of a cron pattern in a zone; whole seconds, epoch ms. When clocks go forward a fixed time that does not exist comes at the first moment after the gap,
 * and when they go back it comes once, the first time; patterns with a step or a wildcard of hours or minutes follow the clock through both.
 */
const parse = (every: string, zone: string): Cron => new Cron(every, { timezone: zone, paused: true })

/** Five or six fields, or a name: croner alone would also take a date, which never comes again. */
const PATTERN = /^(@[a-z]+|\S+(\s+\S+){4,5})$/i

/** The first time after `now`, or why there is none. */
export function checkCron(every: string, zone: string, now: number): Result<number> {
  const help = 'Write minute hour day month weekday, such as "0 2 * * *" for 02:00 every day or "30 7 * * 1-5" for 07:30 from Monday to Friday; or @hourly, @daily, @weekly, @monthly.'
  try {
    Intl.DateTimeFormat('en', { timeZone: zone })
  } catch {
    return failure('bad-input', `zone: expected the name of a time zone such as Europe/Berlin or UTC, found ${JSON.stringify(zone)}.`, { field: 'zone' })
  }
  if (!PATTERN.test(every)) return failure('bad-input', `every: expected a cron pattern of five fields (or six, with seconds first), found ${JSON.stringify(every)}. ${help}`, { field: 'every' })
  try {
    const next = nextDue(every, zone, now)
    if (next !== null) return { ok: true, value: next }
    return failure('bad-input', `every: expected times to come, but ${JSON.stringify(every)} never happens. ${help}`, { field: 'every' })
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^\w+: /, '') : String(error)
    return failure('bad-input', `every: expected a cron pattern, found ${JSON.stringify(every)} (${why}). ${help}`, { field: 'every' })
  }
}

/** The first time after a moment, or null when none is left. */
export function nextDue(every: string, zone: string, after: number): number | null {
  return parse(every, zone).nextRun(new Date(after))?.getTime() ?? null
}

/** The next few times after a moment. */
export function listDue(every: string, zone: string, after: number, count: number): number[] {
  return parse(every, zone).nextRuns(count, new Date(after)).map((date) => date.getTime())
}

/** The last time up to and including a moment, or null when there was none. */
export function latestDue(every: string, zone: string, now: number): number | null {
  // What lies before the second after this one is what has come, whatever the milliseconds.
  return parse(every, zone).previousRuns(1, new Date((Math.floor(now / 1000) + 1) * 1000))[0]?.getTime() ?? null
}
