import { after } from './after.ts'

/** A time limit that can stand still: while a run waits for a person, its time does not pass. Starts held. */
export function startClock(limitMs: number, onEnd: () => void): { hold(): void; release(): void } {
  let left = limitMs
  let since = 0
  let takeBack: (() => void) | null = null
  return {
    hold: () => {
      if (!takeBack) return
      takeBack()
      takeBack = null
      left -= performance.now() - since
    },
    release: () => {
      if (takeBack) return
      since = performance.now()
      takeBack = after(left, onEnd)
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
  let takeBack: (() => void) | null = null
  const look = (): void => {
    const left = limitMs! - (performance.now() - since)
    if (left > 0) takeBack = after(left, look)
    else onEnd()
  }
  return {
    heard: () => { since = performance.now() },
    hold: () => {
      takeBack?.()
      takeBack = null
    },
    release: () => {
      if (limitMs === null || takeBack) return
      since = performance.now()
      takeBack = after(limitMs, look)
    },
  }
}

/** What a run waits for while its limits stand still: an answer, or room for its log. */
export type Wait = 'answer' | 'log'

/** Both limits of a run, which stand still and go on together. Start held, and go on with the first release; later only once nothing holds them any more. */
export interface Limits {
  heard(): void
  hold(by: Wait): void
  release(by: Wait): void
  /** For good, whatever is answered late. */
  end(): void
}

export function startLimits(limits: { timeoutMs: number; silenceMs: number | null }, stop: (cause: 'timeout' | 'silence') => void): Limits {
  const whole = startClock(limits.timeoutMs, () => stop('timeout'))
  const silence = startSilence(limits.silenceMs, () => stop('silence'))
  const waits = new Set<Wait>()
  let over = false
  const holdBoth = (): void => {
    whole.hold()
    silence.hold()
  }
  return {
    heard: silence.heard,
    hold: (by) => {
      waits.add(by)
      holdBoth()
    },
    release: (by) => {
      waits.delete(by)
      if (over || waits.size > 0) return
      whole.release()
      silence.release()
    },
    end: () => {
      over = true
      holdBoth()
    },
  }
}
