/**
 * What lies over a place has a step of its own in the browser's history, so that Back takes it away and leaves the place beneath.
 * The step below is marked `base`, its own `over`, with one name. One that was closed otherwise leaves its step behind: it is used again by the next
 * that opens there, and Back passes it by.
 */
interface Mark { base?: string; over?: string }

const read = (): Mark | null => (typeof history === 'undefined' ? null : (history.state as Mark | null))
/** The step the window stood on last. */
let here = read()

/** To be told whenever the step has changed; gives the one before. */
function moved(): Mark | null {
  const before = here
  here = read()
  return before
}

/** Makes the step of what opens. */
export function stepOver(): void {
  if (typeof history === 'undefined' || read()?.over !== undefined) return
  const name = `${Date.now()} ${Math.random()}`
  history.replaceState({ base: name } satisfies Mark, '')
  history.pushState({ over: name } satisfies Mark, '')
  moved()
}

/** Closes what lies over the place when its step is left; `close` says whether anything did. */
export function followSteps(close: () => boolean): void {
  window.addEventListener('hashchange', moved)
  window.addEventListener('popstate', () => {
    const before = moved()
    if (!close() && before?.over !== undefined && here?.base === before.over) history.back()
  })
}
