const UNITS: Record<string, number> = { ms: 1, s: 1000, sec: 1000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 }

/** A duration as written: `45m`, `1h 30m`, `90 s`; null when it is not one. A bare number is not: minutes and seconds are both likely. */
export function parseSpan(text: string): number | null {
  const tidy = text.trim().toLowerCase()
  if (!/^(?:\d+(?:\.\d+)?\s*(?:ms|sec|s|min|m|h|d)\s*)+$/.test(tidy)) return null
  let total = 0
  for (const [, value, unit] of tidy.matchAll(/(\d+(?:\.\d+)?)\s*(ms|sec|s|min|m|h|d)/g)) total += Number(value) * UNITS[unit!]!
  return Math.round(total)
}

/** The shortest text that `parseSpan` reads back as the same duration. */
export function toSpanText(ms: number): string {
  const parts: string[] = []
  let rest = ms
  for (const [unit, size] of [['d', 86_400_000], ['h', 3_600_000], ['m', 60_000], ['s', 1000], ['ms', 1]] as const) {
    const count = Math.floor(rest / size)
    if (count > 0) parts.push(`${count}${unit}`)
    rest -= count * size
  }
  return parts.length === 0 ? '0s' : parts.join(' ')
}
