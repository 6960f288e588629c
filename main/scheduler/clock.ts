/** A time limit that can stand still: while a run waits for a person, its time does not pass. Starts held. */
export function startClock(limitMs: number, onEnd: () => void): { hold(): void; release(): void } {
  let left = limitMs
  let since = 0
  let timer: NodeJS.Timeout | null = null
  return {
    hold: () => {
      if (!timer) return
      clearTimeout(timer)
      timer = null
      left -= performance.now() - since
    },
    release: () => {
      if (timer) return
      since = performance.now()
      // Longest timer Node can hold is 2^31 − 1 ms, 24.8 days.
      timer = setTimeout(onEnd, Math.min(Math.max(1, left), 2 ** 31 - 1))
    },
  }
}
