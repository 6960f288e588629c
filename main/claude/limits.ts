/** Wordings with which Claude says that a usage limit was met. */
const LIMIT_WORDING = /\b(?:you(?:'|’)?ve (?:hit|reached) your|you(?:'|’)?re out of (?:usage|extra usage)|your org(?:anization)? is out of usage|usage limit reached|(?:5-hour|weekly|daily|monthly|session) limit)\b/i
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const DAY_MS = 24 * 3600 * 1000

/** Whether a text says that a usage limit was met. */
export function isLimitText(text: string): boolean {
  return LIMIT_WORDING.test(text.slice(0, 2000))
}

/**
 * When a limit resets according to a text such as "resets 12:34pm (UTC)", "resets Nov 25, 3am (Europe/Berlin)", "resets in 2h 5m" or
 * "…limit reached|1795350882". Epoch ms, always after `now`; null when the text does not say.
 */
export function parseReset(text: string, now: number): number | null {
  const epoch = /\|(\d{10})(\d{3})?\b/.exec(text)
  if (epoch) return Number(epoch[1]) * 1000
  const span = /resets? in (?:(\d+)\s*d\w*)?\s*(?:(\d+)\s*h\w*)?\s*(?:(\d+)\s*m\w*)?/i.exec(text)
  if (span && (span[1] ?? span[2] ?? span[3]) !== undefined) return now + ((Number(span[1] ?? 0) * 24 + Number(span[2] ?? 0)) * 60 + Number(span[3] ?? 0)) * 60_000
  const clock = /resets?(?: at| on)? (?:([a-z]{3})[a-z]* (\d{1,2})(?:, (\d{4}))?,?(?: at)? |([a-z]{3})[a-z]*,?(?: at)? )?(\d{1,2})(?::(\d{2}))?\s*(am|pm)?(?:\s*\(([\w/+-]+)\))?/i.exec(text)
  if (!clock) return null
  const [, month, date, year, weekday, hour, minute, half, zone] = clock
  const hours = half ? (Number(hour) % 12) + (half.toLowerCase() === 'pm' ? 12 : 0) : Number(hour)
  if (hours > 23 || (half && Number(hour) > 12) || Number(minute ?? 0) > 59) return null
  const at = { year: year ? Number(year) : null, month: month ? MONTHS.indexOf(month.toLowerCase()) : -1, date: Number(date ?? 0), weekday: weekday ? DAYS.indexOf(weekday.toLowerCase()) : -1, minutes: hours * 60 + Number(minute ?? 0) }
  return nextTime(at, zone, now)
}

interface WallTime { year: number | null; month: number; date: number; weekday: number; minutes: number }

/** The first moment after `now` at which the clocks of `zone` show `at`. */
function nextTime(at: WallTime, zone: string | undefined, now: number): number | null {
  const offset = offsetOf(zone, now)
  if (offset === null) return null
  // Local wall time is written as if it were UTC, then moved by the zone's offset at that moment.
  if (at.year !== null) {
    const wall = Date.UTC(at.year, at.month, at.date) + at.minutes * 60_000
    return wall - (offsetOf(zone, wall - offset) ?? offset)
  }
  const local = new Date(now + offset)
  for (let day = -1; day <= 366; day++) {
    const wall = Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate() + day) + at.minutes * 60_000
    const shown = new Date(wall)
    if (at.month >= 0 && (shown.getUTCMonth() !== at.month || shown.getUTCDate() !== at.date)) continue
    if (at.weekday >= 0 && shown.getUTCDay() !== at.weekday) continue
    const moment = wall - (offsetOf(zone, wall - offset) ?? offset)
    if (moment > now) return moment
    if (at.month < 0 && at.weekday < 0 && day > 1) return null
    // The minute that is just passing: the limit is over, not a day away.
    if (now - moment < 60_000) return now + 1000
  }
  return null
}

/** What a zone's clocks are ahead of UTC at a moment, in ms; null for a zone nobody knows. */
function offsetOf(zone: string | undefined, at: number): number | null {
  try {
    const parts = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' }).formatToParts(at)
    const read = (type: string) => Number(parts.find((part) => part.type === type)?.value)
    const wall = Date.UTC(read('year'), read('month') - 1, read('day'), read('hour'), read('minute'), read('second'))
    return Math.round((wall - at) / 60_000) * 60_000
  } catch {
    return null
  }
}

/** A moment as a person reads it: "12:34 UTC", with the date when it is more than a day away. */
export function toClock(at: number, now: number): string {
  const iso = new Date(at).toISOString()
  return at - now < DAY_MS ? `${iso.slice(11, 16)} UTC` : `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`
}
