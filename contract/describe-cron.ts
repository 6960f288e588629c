const NAMED: Record<string, string> = { '@hourly': '0 * * * *', '@daily': '0 0 * * *', '@midnight': '0 0 * * *', '@weekly': '0 0 * * 0', '@monthly': '0 0 1 * *', '@yearly': '0 0 1 1 *', '@annually': '0 0 1 1 *' }
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']
/** More times of day than this are not read any more. */
const MOST_TIMES = 6

/** One field of a pattern: any value, every so many, or these, in order. */
type Part = { kind: 'any' } | { kind: 'step'; by: number } | { kind: 'list'; values: readonly number[] }
interface Range { least: number; most: number; names?: readonly string[] }
const RANGES = { second: { least: 0, most: 59 }, minute: { least: 0, most: 59 }, hour: { least: 0, most: 23 }, day: { least: 1, most: 31 }, month: { least: 1, most: 12, names: MONTHS }, weekday: { least: 0, most: 7, names: DAYS } } satisfies Record<string, Range>

/** When a cron pattern comes, in words: `at 02:00, Monday to Friday`. Null where words would not be shorter than the pattern, or it is none. */
export function describeCron(every: string): string | null {
  const fields = (NAMED[every.trim().toLowerCase()] ?? every.trim()).split(/\s+/)
  if (fields.length !== 5 && fields.length !== 6) return null
  const [second, minute, hour, day, month, weekday] = fields.length === 6 ? fields : ['0', ...fields]
  const time = describeTime(parsePart(second!, RANGES.second), parsePart(minute!, RANGES.minute), parsePart(hour!, RANGES.hour))
  const days = describeDays(parsePart(day!, RANGES.day), parsePart(month!, RANGES.month), parsePart(weekday!, RANGES.weekday))
  if (time === null || days === null) return null
  if (days !== '') return `${time}, ${days}`
  return time.startsWith('at ') ? `${time}, every day` : time
}

function parsePart(text: string, range: Range): Part | null {
  if (text === '*' || text === '?') return { kind: 'any' }
  const step = /^\*\/(\d+)$/.exec(text)
  if (step) return Number(step[1]) > 0 ? { kind: 'step', by: Number(step[1]) } : null
  const values = text.split(',').flatMap((item): (number | null)[] => {
    const [from, to, more] = item.split('-').map((word) => parseValue(word, range))
    if (from == null || more !== undefined) return [null]
    if (to === undefined) return [from]
    return to === null || to < from ? [null] : Array.from({ length: to - from + 1 }, (_, at) => from + at)
  })
  if (values.includes(null)) return null
  return { kind: 'list', values: [...new Set(values as number[])].sort((a, b) => a - b) }
}

function parseValue(word: string, { least, most, names }: Range): number | null {
  const name = names?.findIndex((each) => each.slice(0, 3).toLowerCase() === word.toLowerCase()) ?? -1
  if (name >= 0) return name + least
  return /^\d{1,2}$/.test(word) && Number(word) >= least && Number(word) <= most ? Number(word) : null
}

function describeTime(second: Part | null, minute: Part | null, hour: Part | null): string | null {
  if (!second || !minute || !hour) return null
  if (second.kind !== 'list') return minute.kind === 'any' && hour.kind === 'any' ? everyUnit(second, 'second', 60) : null
  if (second.values.length !== 1 || second.values[0] !== 0) return null
  if (minute.kind !== 'list') return describeWithin(everyUnit(minute, 'minute', 60), hour)
  if (hour.kind === 'list') {
    const times = hour.values.flatMap((each) => minute.values.map((at) => clock(each, at)))
    if (times.length <= MOST_TIMES) return `at ${listed(times)}`
    return minute.values.length === 1 && isRun(hour.values) ? `every hour from ${times[0]} to ${times.at(-1)}` : null
  }
  const unit = everyUnit(hour, 'hour', 24)
  if (unit === null || minute.values.length !== 1) return null
  return minute.values[0] === 0 ? unit : `${unit} at ${clock(0, minute.values[0]!).slice(2)}`
}

/** `every 20 minutes from 08:00 to 18:59`. */
function describeWithin(unit: string | null, hour: Part): string | null {
  if (unit === null || hour.kind === 'any') return unit
  return hour.kind === 'list' && isRun(hour.values) ? `${unit} from ${clock(hour.values[0]!, 0)} to ${clock(hour.values.at(-1)!, 59)}` : null
}

/** A step that does not fit into the whole begins anew with it: that is not every so many. */
function everyUnit(part: Part, unit: string, whole: number): string | null {
  if (part.kind === 'any' || (part.kind === 'step' && part.by === 1)) return `every ${unit}`
  return part.kind === 'step' && part.by < whole && whole % part.by === 0 ? `every ${part.by} ${unit}s` : null
}

function describeDays(day: Part | null, month: Part | null, weekday: Part | null): string | null {
  if (!day || !month || !weekday || day.kind === 'step' || month.kind === 'step' || weekday.kind === 'step') return null
  // Where both are given, a day that fits one of them is enough: no short words say that.
  if (day.kind === 'list' && weekday.kind === 'list') return null
  const months = month.kind === 'any' ? '' : isSpan(month.values) ? `from ${named(month.values, MONTHS)}` : `in ${named(month.values, MONTHS)}`
  if (weekday.kind === 'list') return [namedDays(weekday.values), months].filter((words) => words !== '').join(', ')
  if (day.kind === 'list') return `on day ${listed(day.values.map(String))} ${months === '' ? 'of every month' : months}`
  return months
}

/** The week begins on Monday; Sunday is 0 and 7. */
function namedDays(values: readonly number[]): string {
  const days = [...new Set(values.map((value) => value % 7 || 7))].sort((a, b) => a - b)
  if (days.length === 7) return ''
  return `${isSpan(days) ? '' : 'every '}${named(days, [...DAYS.slice(1), DAYS[0]!])}`
}

function named(values: readonly number[], names: readonly string[]): string {
  const words = values.map((value) => names[value - 1]!)
  return isSpan(values) ? `${words[0]} to ${words.at(-1)}` : listed(words)
}

const isRun = (values: readonly number[]): boolean => values.every((value, at) => at === 0 || value === values[at - 1]! + 1)
/** Long enough for `from … to`. */
const isSpan = (values: readonly number[]): boolean => values.length > 2 && isRun(values)
const clock = (hour: number, minute: number): string => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
const listed = (words: readonly string[]): string => (words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`)
