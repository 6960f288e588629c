import { useSyncExternalStore } from 'react'

const listeners = new Set<() => void>()
let now = Date.now()
let timer: ReturnType<typeof setInterval> | undefined

function listen(listener: () => void): () => void {
  listeners.add(listener)
  if (!timer) now = Date.now()
  timer ??= setInterval(() => {
    if (document.visibilityState !== 'visible') return
    now = Date.now()
    for (const each of listeners) each()
  }, 1000)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** The time, to the second; one clock for the whole page. `everyMs` rounds down, so that what changes rarely is drawn rarely. */
export function useNow(everyMs = 1000): number {
  return useSyncExternalStore(listen, () => Math.floor(now / everyMs) * everyMs)
}

const MINUTE_MS = 60_000
/** An age as its text changes: every second while younger than a minute, then every minute. */
export const roundAge = (ms: number): number => { const step = ms < MINUTE_MS ? 1000 : MINUTE_MS; return Math.floor(ms / step) * step }

/** The time for something that shows how long ago `since` was, moved only when that text changes; null: to the second. */
export function useNowSince(since: number | null): number {
  return useSyncExternalStore(listen, () => {
    const second = Math.floor(now / 1000) * 1000
    return since === null ? second : since + roundAge(second - since)
  })
}
