import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { round, type Figure, type Measure } from '../figure.ts'
import { JOBS, LINES_PER_S, startLoad } from './load.ts'
import { heapMb, openWindow, type BenchWindow } from './window.ts'

/** Longer gives a better extrapolation: `DISPATCH_SOAK_S=600`. */
const SECONDS = Number(process.env.DISPATCH_SOAK_S ?? 60)
const LOOKS = 6
const LIMIT_MB = 300
const HOUR_S = 3600

/** Memory of the page while it shows a log that grows; each look after a collection. */
export const measure: Measure = async () => {
  const window = await openWindow({ history: 1000 })
  const load = await startLoad(window.place)
  await window.page.goto(`${window.place.engine.url}/#/job/${load.open}/log`)
  await window.page.getByRole('log').waitFor()
  await pause(SECONDS / LOOKS * 1000)
  const began = performance.now()
  const looks: { s: number; heapMb: number; processMb: number | null }[] = []
  for (let look = 0; look <= LOOKS; look++) {
    if (look > 0) await pause(SECONDS / LOOKS * 1000)
    looks.push({ s: (performance.now() - began) / 1000, heapMb: await heapMb(window), processMb: await processMb(window) })
  }
  const lines = load.written.length
  await load.stop()
  await window.close()
  const heap = looks.map((look): [number, number] => [look.s, look.heapMb])
  const whole = looks.flatMap((look): [number, number][] => (look.processMb === null ? [] : [[look.s, look.processMb]]))
  const name = `after ${SECONDS} s of ${JOBS} jobs at ${LINES_PER_S} lines/s, extrapolated to an hour`
  return [held(`JavaScript heap ${name}`, heap, `; ${lines.toLocaleString('en-US')} lines in the open log`), ...(whole.length === 0 ? [] : [held('  the page’s process (its own pages and its part of shared ones)', whole, '')])]
}

/** The straight line through the looks, at one hour. */
function held(name: string, looks: [number, number][], more: string): Figure {
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
  const [atS, atMb] = [mean(looks.map(([s]) => s)), mean(looks.map(([, mb]) => mb))]
  const slope = looks.reduce((sum, [s, mb]) => sum + (s - atS) * (mb - atMb), 0) / looks.reduce((sum, [s]) => sum + (s - atS) ** 2, 0)
  const hour = atMb + slope * (HOUR_S - atS)
  return { name, target: `< ${LIMIT_MB} MB`, measured: `${round(looks[0]![1])} → ${round(looks.at(-1)![1])} MB, ${round(slope * 60)} MB a minute: ${round(hour)} MB${more}`, ok: hour < LIMIT_MB }
}

/** The busiest of the browser's renderers is the one with the page; only Linux tells. */
async function processMb({ browser }: BenchWindow): Promise<number | null> {
  if (process.platform !== 'linux') return null
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  await session.detach()
  const page = processInfo.filter(({ type }) => type === 'renderer').sort((a, b) => b.cpuTime - a.cpuTime)[0]
  if (!page) return null
  return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${page.id}/smaps_rollup`, 'utf8'))![1]) * 1024 / 1e6
}
