/** First wait and longest wait between tries: an engine that restarts is back within a second, one that is off is asked rarely. */
const FIRST_MS = 400
const LONGEST_MS = 8000

/** How long to wait before the n-th try (0, 1, 2 …); `random` 0…1 spreads several pages. */
export function toWaitMs(attempt: number, random: number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10))
  return Math.round(full * (0.75 + random * 0.25))
}
