/** Pure reckoning with times of day in zones, without schemas: what loads fast may use it. */
export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Day = (typeof DAYS)[number]
/** See `Window` in windows.ts. */
export interface Window { days?: Day[] | undefined; from: string; to: string; zone?: string | undefined }

/** Whether a job may start now; if not, when (epoch ms). */
export type WindowState = { open: true } | { open: false; opensAt: number | null }

const DAY_MS = 24 * 3600 * 1000
/** Days looked ahead: a window comes once a week at least, and once more where a change of clocks swallows it. */
const LOOK_DAYS = 15

const formats = new Map<string, Intl.DateTimeFormat>()

/** The clock on the wall, read as if it were UTC. */
function toWall(at: number, zone: string): number {
  let format = formats.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' })
    formats.set(zone, format)
  }
  const part: Record<string, number> = {}
  for (const { type, value } of format.formatToParts(at)) part[type] = Number(value)
  return Date.UTC(part['year']!, part['month']! - 1, part['day']!, part['hour']!, part['minute']!, part['second']!)
}

const offsetAt = (at: number, zone: string): number => toWall(at, zone) - Math.floor(at / 1000) * 1000

/** When the clock on the wall shows this: the first time if it does so twice, the first moment after the gap if it never does. */
function fromWall(wall: number, zone: string): number {
  const offsets = [offsetAt(wall - DAY_MS, zone), offsetAt(wall + DAY_MS, zone)]
  const fitting = offsets.map((offset) => wall - offset).filter((at) => toWall(at, zone) === wall)
  if (fitting.length > 0) return Math.min(...fitting)
  // The clocks change between these two; the change itself is looked for.
  let [before, after] = [wall - DAY_MS, wall + DAY_MS]
  while (after - before > 1000) {
    const middle = Math.floor((before + after) / 2000) * 1000
    if (offsetAt(middle, zone) === offsets[0]) before = middle
    else after = middle
  }
  return after
}

const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))

/** The window that begins on a day (as UTC midnight of its date), or null when there is none that day. */
function spanOn(window: Window, day: number, zone: string): { from: number; to: number } | null {
  if (window.days && !window.days.includes(DAYS[(new Date(day).getUTCDay() + 6) % 7]!)) return null
  const [begin, end] = [minutesOf(window.from), minutesOf(window.to)]
  const span = { from: fromWall(day + begin * 60_000, zone), to: fromWall(day + (end <= begin ? end + 1440 : end) * 60_000, zone) }
  return span.from < span.to ? span : null
}

/** How things stand with all windows of a profile; none at all means any time. `ownZone` is for windows that name no zone. */
export function windowsAt(windows: readonly Window[], now: number, ownZone: string): WindowState {
  if (windows.length === 0) return { open: true }
  let opensAt: number | null = null
  for (const window of windows) {
    const zone = window.zone ?? ownZone
    const today = Math.floor(toWall(now, zone) / DAY_MS) * DAY_MS
    for (let ahead = -1; ahead <= LOOK_DAYS; ahead++) {
      const span = spanOn(window, today + ahead * DAY_MS, zone)
      if (span === null || span.to <= now) continue
      if (span.from <= now) return { open: true }
      opensAt = Math.min(opensAt ?? Infinity, span.from)
      break
    }
  }
  return { open: false, opensAt }
}

/** `22:00 and 06:00 (sat, sun) Europe/Berlin`; the zone only where it is not the reader's own. */
export function describeWindow(window: Window, ownZone: string): string {
  const days = window.days && window.days.length < 7 ? ` (${window.days.join(', ')})` : ''
  const zone = window.zone === undefined || window.zone === ownZone ? '' : ` ${window.zone}`
  return `${window.from} and ${window.to}${days}${zone}`
}

/** The zone of this machine. */
export const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone
