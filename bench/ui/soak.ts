import { setTimeout as pause } from 'node:timers/promises'
import { know, round, type Figure, type Measure } from '../figure.ts'
import { openPlace } from '../place.ts'
import { JOBS, LINES_PER_S, startLoad } from './load.ts'
import { openOutside, type OutsideWindow } from './outside.ts'

/** Longer gives a better extrapolation: `DISPATCH_SOAK_S=600`. */
const SECONDS = Number(process.env.DISPATCH_SOAK_S ?? 60)
/** The page keeps 20,000 lines of a log. Until it has them, within 100 s here, it grows by what it is meant to keep: that says nothing of an hour. */
const FILLING_S = 110
const LOOK_EVERY_S = 5
const LIMIT_MB = 300
const HOUR_S = 3600
/** Lines the screen may be behind at the end: two seconds of them. */
const BEHIND = 2 * LINES_PER_S
/** The newest line on the screen. */
const SHOWN = String.raw`Math.max(0, ...[...document.querySelectorAll('[role=log] [data-row]')].map((row) => Number(/#(\d+)#/.exec(row.textContent)?.[1] ?? 0)))`

/** Memory of the page's process while it shows a log that grows, seen from outside. */
export const measure: Measure = async () => {
  if (process.platform !== 'linux') return [know('memory of the page’s process', 'measured on Linux only')]
  const place = await openPlace({ history: 1000 })
  const load = await startLoad(place)
  const window = await openOutside(`${place.engine.makeLink()}#/job/${load.open}/log`)
  await pause(FILLING_S * 1000)
  const looks = await lookFor(window, SECONDS)
  const { shown, heapMb } = await lookInside(window)
  const written = load.written.length - 1
  await load.stop()
  await window.close()
  await place.engine.stop()
  if (shown < written - BEHIND) throw new Error(`expected the newest of ${written} lines on the screen, found line ${shown}`)
  return [
    held(`the page’s process (its own memory and its part of shared memory), within ${SECONDS} s of ${JOBS} jobs at ${LINES_PER_S} lines/s, extrapolated to an hour`, looks),
    know('  the newest line on its screen at the end', `${shown.toLocaleString('en-US')} of ${written.toLocaleString('en-US')}; JavaScript heap after a collection ${round(heapMb)} MB`),
  ]
}

async function lookFor(window: OutsideWindow, seconds: number): Promise<[number, number][]> {
  const began = performance.now()
  const looks: [number, number][] = []
  for (let s = 0; s <= seconds; s = (performance.now() - began) / 1000) {
    if (await window.watched()) throw new Error('expected a page nobody looks into, found a debugger attached to it')
    looks.push([s, await window.processMb()])
    await pause(LOOK_EVERY_S * 1000)
  }
  return looks
}

/** What only a debugger tells; what it leaves in the process is not measured any more. */
async function lookInside(window: OutsideWindow): Promise<{ shown: number; heapMb: number }> {
  const page = await window.attach()
  const { result } = await page('Runtime.evaluate', { expression: SHOWN }) as { result: { value: number } }
  await page('HeapProfiler.collectGarbage')
  const { usedSize } = await page('Runtime.getHeapUsage') as { usedSize: number }
  return { shown: result.value, heapMb: usedSize / 1e6 }
}

/** The straight line through the looks, at one hour. */
function held(name: string, looks: [number, number][]): Figure {
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
  const mbs = looks.map(([, mb]) => mb)
  const [atS, atMb] = [mean(looks.map(([s]) => s)), mean(mbs)]
  const slope = looks.reduce((sum, [s, mb]) => sum + (s - atS) * (mb - atMb), 0) / looks.reduce((sum, [s]) => sum + (s - atS) ** 2, 0)
  const hour = atMb + slope * (HOUR_S - atS)
  return { name, target: `< ${LIMIT_MB} MB`, measured: `${round(mbs[0]!)} → ${round(mbs.at(-1)!)} MB (${round(Math.min(...mbs))} to ${round(Math.max(...mbs))}, n=${mbs.length}), ${round(slope * 60)} MB a minute: ${round(hour)} MB`, ok: hour < LIMIT_MB }
}
