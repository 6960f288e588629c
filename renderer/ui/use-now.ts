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
