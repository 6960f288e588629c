/** Numbers, times and sizes as texts: the same in window, command line and channels. Pure; `now` is an argument. */

/** `4m 12s`: the two largest units; tenths below one second. */
export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms) || ms < 0) return '0s'
  if (ms < 950) return `${(Math.round(ms / 100) / 10).toString()}s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds}s`
  if (seconds < 3600) return two(Math.floor(seconds / 60), 'm', seconds % 60, 's')
  const minutes = Math.round(ms / 60_000)
  if (minutes < 1440) return two(Math.floor(minutes / 60), 'h', minutes % 60, 'm')
  const hours = Math.round(ms / 3_600_000)
  return two(Math.floor(hours / 24), 'd', hours % 24, 'h')
}

function two(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit} ${small}${smallUnit}`
}

/** `$0.42`. */
export function formatMoney(usd: number): string {
  if (usd > 0 && usd < 0.005) return '<$0.01'
  const [whole, cents] = Math.abs(usd).toFixed(2).split('.')
  return `${usd < 0 ? '−' : ''}$${formatNumber(whole!)}.${cents}`
}

/** `950`, `12.4k`, `1.2M`. */
export function formatTokens(count: number): string {
  if (count < 1000) return String(Math.round(count))
  const [value, unit] = count < 999_950 ? [count / 1000, 'k'] : [count / 1_000_000, 'M']
  return `${value.toFixed(1).replace(/\.0$/, '')}${unit}`
}

/** `1 file`, `4 files`, `2,345 jobs`. */
export function formatCount(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatNumber(count)} ${count === 1 ? noun : plural}`
}

/** `512 B`, `3.4 MB`: decimal units. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  for (const [size, unit] of [[1e3, 'kB'], [1e6, 'MB'], [1e9, 'GB']] as const) if (bytes < size * 999.95) return `${(bytes / size).toFixed(1).replace(/\.0$/, '')} ${unit}`
  return `${(bytes / 1e12).toFixed(1)} TB`
}

/** How long ago: `just now`, `12s ago`, `4m ago`, `3h ago`, `5d ago`, then the date. */
export function formatAge(at: number, now: number): string {
  const ms = now - at
  if (ms < 5000) return 'just now'
  if (ms >= 30 * 86_400_000) return formatDate(at)
  const short = formatShort(ms)
  return `${short} ago`
}

/** The largest unit alone: `12s`, `4m`, `3h`, `5d`. */
export function formatShort(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 60) return `${seconds}s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m`
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}h`
  return `${Math.floor(seconds / 86_400)}d`
}

/** How long until: `in 38 min`, `in 2 h 5 min`, `in 3 d`. */
export function formatUntil(until: number, now: number): string {
  const minutes = Math.ceil((until - now) / 60_000)
  if (minutes <= 0) return 'now'
  if (until - now < 60_000) return `in ${Math.ceil((until - now) / 1000)} s`
  if (minutes < 60) return `in ${minutes} min`
  if (minutes < 1440) return minutes % 60 === 0 ? `in ${minutes / 60} h` : `in ${Math.floor(minutes / 60)} h ${minutes % 60} min`
  return `in ${Math.round(minutes / 1440)} d`
}

/** `14:05` on the same day, else `2026-11-23 14:05`; the local time zone. */
export function formatClock(at: number, now: number): string {
  const date = new Date(at)
  const clock = `${pad(date.getHours())}:${pad(date.getMinutes())}`
  return formatDate(at) === formatDate(now) ? clock : `${formatDate(at)} ${clock}`
}

/** `2026-11-23`, the local time zone. */
export function formatDate(at: number): string {
  const date = new Date(at)
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`
}

/** `14:02:11`, the local time zone. */
export function formatTime(at: number): string {
  const date = new Date(at)
  return `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`
}

const pad = (value: number): string => String(value).padStart(2, '0')
/** `10,304` */
export const formatNumber = (value: number | string): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',')
