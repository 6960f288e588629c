/** Long work is done in slices of so long, so that others get their answers meanwhile. */
const SLICE_MS = 12

/** Between two pieces of work that each may be as long as a slice. */
export const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Something to call now and then during long work: when a slice is over, it gives what to wait for before going on. */
export function startSlices(): () => Promise<void> | undefined {
  let until = performance.now() + SLICE_MS
  return () => {
    if (performance.now() < until) return undefined
    return new Promise((resolve) => setImmediate(() => {
      until = performance.now() + SLICE_MS
      resolve()
    }))
  }
}
