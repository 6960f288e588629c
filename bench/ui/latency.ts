import { setTimeout as pause } from 'node:timers/promises'
import { know, quantile, round, spread, type Measure } from '../figure.ts'
import { LINES, WATCH_LINES } from './in-page.ts'
import { JOBS, LINES_PER_S, startLoad } from './load.ts'
import { openWindow, tellFrames, watchFrames } from './window.ts'

const SECONDS = 10
const WARM_UP_MS = 3000
const LIMIT_MS = 100

/** From a line handed to the engine's log writer to the frame that shows it, in the log of one of the running jobs. */
export const measure: Measure = async () => {
  const { place, page, close } = await openWindow({ history: 1000 })
  const load = await startLoad(place)
  await page.goto(`${place.engine.url}/#/job/${load.open}/log`)
  await page.getByRole('log').waitFor()
  await pause(WARM_UP_MS)
  const first = load.written.length
  await page.evaluate(WATCH_LINES)
  const frames = await watchFrames(page, () => pause(SECONDS * 1000))
  const seen = await page.evaluate(LINES) as [number, number][]
  const asked = load.written.length - first
  await load.stop()
  await close()
  // A line that came together with later ones may have been scrolled past at once: it counts as shown when one after it is.
  const took: number[] = []
  let next = first
  for (const [newest, at] of seen) for (; next <= newest; next++) took.push(at - load.written[next]!)
  if (took.length < asked / 2) throw new Error(`expected most of ${asked} lines on the screen, found ${took.length}`)
  const p95 = quantile(took, 0.95)
  return [
    { name: `line → pixel, ${JOBS} running jobs at ${LINES_PER_S} lines/s each`, target: `p95 < ${LIMIT_MS} ms`, measured: `p50 ${round(quantile(took, 0.5))} · p95 ${round(p95)} · max ${round(Math.max(...took))} ms (n=${took.length} lines in ${seen.length} frames)`, ok: p95 < LIMIT_MS },
    know('  lines written within that time', `${round(asked / SECONDS)} per s and job, ${round(asked * JOBS / SECONDS)} per s in all`),
    know('  frames meanwhile', tellFrames(frames)),
    know('  time between two pictures with news', spread(seen.slice(1).map(([, at], i) => at - seen[i]![1]), 'ms')),
  ]
}
