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

/** A limit on silence. Starts held. */
export interface SilenceClock {
  /** Something was said: the silence begins anew. */
  heard(): void
  hold(): void
  /** Goes on, from no silence at all. */
  release(): void
}

/** `limitMs` null: silence has no end. A word costs one look at the clock; the timer looks back when it is due. */
export function startSilence(limitMs: number | null, onEnd: () => void): SilenceClock {
  let since = 0
  let timer: NodeJS.Timeout | null = null
  const set = (ms: number): void => { timer = setTimeout(look, Math.min(Math.max(1, Math.ceil(ms)), 2 ** 31 - 1)) }
  const look = (): void => {
    const left = limitMs! - (performance.now() - since)
    if (left > 0) set(left)
    else onEnd()
  }
  return {
    heard: () => { since = performance.now() },
    hold: () => {
      if (timer) clearTimeout(timer)
      timer = null
    },
    release: () => {
      if (limitMs === null || timer) return
      since = performance.now()
      set(limitMs)
    },
  }
}

/** Both limits of a run, which stand still and go on together. `end`: for good, whatever is answered late. */
export interface Limits extends SilenceClock { end(): void }

export function startLimits(limits: { timeoutMs: number; silenceMs: number | null }, stop: (cause: 'timeout' | 'silence') => void): Limits {
  const whole = startClock(limits.timeoutMs, () => stop('timeout'))
  const silence = startSilence(limits.silenceMs, () => stop('silence'))
  let over = false
  const hold = (): void => {
    whole.hold()
    silence.hold()
  }
  return {
    heard: silence.heard, hold,
    release: () => {
      if (over) return
      whole.release()
      silence.release()
    },
    end: () => {
      over = true
      hold()
    },
  }
}
