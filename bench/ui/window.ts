import type { Browser, CDPSession, Page } from 'playwright-core'
import { setTimeout as pause } from 'node:timers/promises'
import { openBrowser } from '../../scripts/browser.ts'
import { quantile, round, type Figure } from '../figure.ts'
import { openPlace, type Place } from '../place.ts'
import { FRAMES, WATCH_FRAMES } from './in-page.ts'

/** The built page of a real engine, open in a browser. */
export interface BenchWindow { place: Place; browser: Browser; page: Page; cdp: CDPSession; close(): Promise<void> }

/** Opens the page on its list of jobs. `history`: that many finished jobs; `held`: that many unfinished ones, which the page loads all. */
export async function openWindow(options: { history?: number; held?: number } = {}): Promise<BenchWindow> {
  const place = await openPlace(options.history === undefined ? {} : { history: options.history })
  if (options.held !== undefined) await addJobs(place, { first: 500_000_000, count: options.held, state: 'held' })
  const browser = await openBrowser()
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
  page.on('pageerror', (error) => process.stderr.write(`page: ${error.message}\n`))
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Performance.enable')
  await page.goto(place.engine.makeLink())
  await page.locator('#root nav').first().waitFor()
  const close = async (): Promise<void> => { await browser.close(); await place.engine.stop() }
  return { place, browser, page, cdp, close }
}

const idOf = (number: number): string => `j${String(number).padStart(9, '0')}`

/** Writes jobs straight into the store of a running engine, whose scheduler leaves these states alone; gives row numbers and ids. */
export async function addJobs(place: Place, { first, count, state }: { first: number; count: number; state: 'held' | 'running' | 'finished' }): Promise<{ seq: number; id: string }[]> {
  const now = Date.now()
  const { store } = place.engine.core
  await store.writer.write((db) => {
    const numbers = `WITH RECURSIVE n(i) AS (SELECT ${first} UNION ALL SELECT i + 1 FROM n WHERE i < ${first + count - 1})`
    db.prepare(`${numbers} INSERT INTO conversation (id, profile, repository, created_at) SELECT printf('c%09d', i), 'default', ?, ? FROM n`).run(place.repository, now)
    db.prepare(`${numbers} INSERT INTO job (id, state, held_by, outcome, reason, message, title, repository, profile, profile_version, priority, labels, context, conversation, isolation, retry_max, retry_backoff_ms,
      not_before, submitted_from, device, run, attempts, created_at, started_at, ended_at, prompt)
      SELECT printf('j%09d', i), @state, iif(@state = 'held', 'person', NULL), iif(@state = 'finished', 'succeeded', NULL), iif(@state = 'finished', 'ok', NULL), iif(@state = 'finished', 'As it ended.', NULL),
      'Job number ' || i, @repository, 'default', 1, 0, '{}', 'branch', printf('c%09d', i), 'worktree', 0, 10000, 0, 'cli', 'local', iif(@state = 'held', 0, 1), iif(@state = 'held', 0, 1), @now + i - ${first},
      iif(@state = 'held', NULL, @now), iif(@state = 'finished', @now, NULL), 'Look at part ' || i || ' of the program and mend what is broken in it. ' || hex(randomblob(100)) FROM n`)
      .run({ state, repository: place.repository, now: now - count })
    if (state !== 'held') db.prepare(`INSERT INTO run (job, number, started_at, ended_at) SELECT seq, 1, ?, ended_at FROM job WHERE id >= ? AND id <= ?`).run(now, idOf(first), idOf(first + count - 1))
  })
  return store.read.prepare('SELECT seq, id FROM job WHERE id >= ? AND id <= ? ORDER BY seq').all(idOf(first), idOf(first + count - 1)) as { seq: number; id: string }[]
}

/** What frames came while something was done. */
export interface Frames { gaps: number[]; fps: number; longestTaskMs: number }

/** Notes every frame while `work` runs. */
export async function watchFrames(page: Page, work: () => Promise<void>): Promise<Frames> {
  await page.evaluate(WATCH_FRAMES)
  await work()
  const { times, longest } = await page.evaluate(FRAMES) as { times: number[]; longest: number }
  const gaps = times.slice(1).map((at, i) => at - times[i]!)
  return { gaps, fps: gaps.length / ((times.at(-1)! - times[0]!) / 1000), longestTaskMs: longest }
}

/** Turns the wheel about 60 times a second over a place in the page. */
export async function wheel(page: Page, { x, y, by, ms }: { x: number; y: number; by: (turn: number) => [number, number]; ms: number }): Promise<void> {
  await page.mouse.move(x, y)
  const until = performance.now() + ms
  for (let turn = 0; performance.now() < until; turn++) {
    const before = performance.now()
    await page.mouse.wheel(...by(turn))
    await pause(Math.max(0, 16 - (performance.now() - before)))
  }
}

/** At 60 frames a second one comes every 16.7 ms; a quarter of one is left for the clock's own unrest. */
const FRAME_MS = 21

/** Frames held against 60 per second: 95 of 100 come in time. */
export function smooth(name: string, frames: Frames): Figure {
  return { name, target: `60 fps: frame p95 < ${FRAME_MS} ms`, measured: tellFrames(frames), ok: quantile(frames.gaps, 0.95) < FRAME_MS }
}

export const tellFrames = ({ gaps, fps, longestTaskMs }: Frames): string =>
  `frame p50 ${round(quantile(gaps, 0.5))} · p95 ${round(quantile(gaps, 0.95))} · max ${round(Math.max(...gaps))} ms, ${round(fps)} fps (n=${gaps.length}), longest task ${longestTaskMs === 0 ? 'below 50' : round(longestTaskMs)} ms`

/** The JavaScript heap after a collection. */
export async function heapMb({ cdp }: BenchWindow): Promise<number> {
  await cdp.send('HeapProfiler.collectGarbage')
  const { metrics } = await cdp.send('Performance.getMetrics')
  return metrics.find(({ name }) => name === 'JSHeapUsedSize')!.value / 1e6
}
