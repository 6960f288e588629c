/** Promises when the first job stands on the screen: the time counts from the navigation to just after the frame that shows it. */
export const NOTE_FIRST_ROW = `window.benchFirstRow = new Promise((resolve) => {
  const after = new MessageChannel()
  after.port1.onmessage = () => resolve(performance.now())
  const observer = new MutationObserver(() => {
    if (!document.querySelector('[id^="row-"]')) return
    observer.disconnect()
    requestAnimationFrame(() => after.port2.postMessage(null))
  })
  observer.observe(document, { childList: true, subtree: true })
})`

export const FIRST_ROW = 'window.benchFirstRow'
/** First Contentful Paint, as the browser tells it. */
export const FIRST_PAINT = `performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null`

/** Begins to note the time of every frame, and the longest task of the main thread. */
export const WATCH_FRAMES = `(() => {
  const times = []
  let [on, longest] = [true, 0]
  const tasks = new PerformanceObserver((list) => { for (const task of list.getEntries()) longest = Math.max(longest, task.duration) })
  tasks.observe({ type: 'longtask' })
  const step = (at) => { times.push(at); if (on) requestAnimationFrame(step) }
  requestAnimationFrame(step)
  window.benchFrames = () => { on = false; tasks.disconnect(); return { times, longest } }
})()`

export const FRAMES = 'window.benchFrames()'

/** Begins to note when a line of the log (it carries its number as \`#12#\`) stands inside the log's view: the time just after the frame that shows it. */
export const WATCH_LINES = `(() => {
  const scroller = document.querySelector('[role=log]')
  const after = new MessageChannel()
  const seen = []
  let [due, newest, shown] = [false, 0, 0]
  after.port1.onmessage = () => { if (newest > shown) { shown = newest; seen.push([newest, Date.now()]) } }
  const look = () => {
    due = false
    const { bottom } = scroller.getBoundingClientRect()
    for (const row of scroller.querySelectorAll('[data-row]')) {
      const number = Number(/#(\\d+)#/.exec(row.textContent)?.[1] ?? 0)
      if (number > newest && row.getBoundingClientRect().bottom <= bottom + 4) newest = number
    }
    after.port2.postMessage(null)
  }
  const soon = () => { if (!due) { due = true; requestAnimationFrame(look) } }
  new MutationObserver(soon).observe(scroller, { childList: true, subtree: true, attributes: true, characterData: true })
  scroller.addEventListener('scroll', soon)
  window.benchLines = () => seen
})()`

export const LINES = 'window.benchLines()'
