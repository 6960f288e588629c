import { setTimeout as pause } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { appendEntries } from '../../main/store/logs.ts'
import { know, round, type Figure, type Measure } from '../figure.ts'
import { toLine } from './load.ts'
import { count, scroll, scrollTo } from './scroll.ts'
import { addJobs, heapMb, openWindow, smooth, type BenchWindow } from './window.ts'

const LINES = Number(process.env.DISPATCH_LOG_LINES ?? 1_000_000)
const LOG = '[role=log]'
/** A word that stands once, in the middle. */
const NEEDLE = Math.floor(LINES / 2) + 1
/** So long a line may take to be on the screen before it counts as out of reach. */
const PATIENCE_MS = 20_000

/** A long log: opened, under the wheel, from one end to the other, and looked through. */
export const measure: Measure = async () => {
  const window = await openWindow()
  const { place, page, close } = window
  const [job] = await addJobs(place, { first: 900_000_000, count: 1, state: 'finished' })
  for (let from = 1; from <= LINES; from += 10_000) {
    const drafts = Array.from({ length: Math.min(10_000, LINES - from + 1) }, (_, i) => toLine(from + i))
    await place.engine.core.store.writer.append((db) => appendEntries(db, { job: job!.seq, run: 1, now: Date.now() }, drafts))
  }
  const opened = await timeTo(page, LINES, () => page.goto(`${place.engine.url}/#/job/${job!.id}/log`))
  const up = await scroll(page, LOG, -120)
  await page.locator(LOG).focus()
  const first = await timeTo(page, 1, () => page.keyboard.press('Home'))
  const top = await scroll(page, LOG)
  await scrollTo(page, LOG, 0.5)
  await pause(500)
  const middle = await scroll(page, LOG)
  const reached = await reachAll(page)
  const found = await timeTo(page, NEEDLE, () => page.getByRole('textbox', { name: 'Search the log' }).fill(`#${NEEDLE}#`))
  const figures = [
    know(`opening a log of ${count(LINES)} lines → its last line on the screen`, told(opened)),
    know('  Home → its first line', told(first)),
    smooth(`scrolling it, up from the end (${count(Math.round(-up.px))} px)`, up),
    smooth(`  from the top (${count(Math.round(top.px))} px)`, top),
    smooth(`  from the middle (${count(Math.round(middle.px))} px)`, middle),
    reached,
    know('  a word that stands once in the middle, typed → its line', told(found)),
    know('  heap afterwards', `${round(await heapMb(window))} MB`),
  ]
  await close()
  return figures
}

const told = (ms: number | null): string => (ms === null ? `not within ${PATIENCE_MS / 1000} s` : `${round(ms)} ms`)
/** In the page: looks with every frame whether a line is within the view. */
const untilSeen = (line: number): string => `new Promise((done) => {
  const until = performance.now() + ${PATIENCE_MS}
  const look = () => {
    const view = document.querySelector('${LOG}')?.getBoundingClientRect()
    const row = [...document.querySelectorAll('${LOG} [data-row]')].find((each) => each.textContent.includes('#${line}#'))?.getBoundingClientRect()
    if (row && row.top < view.bottom && row.bottom > view.top) return done(true)
    if (performance.now() > until) return done(false)
    requestAnimationFrame(look)
  }
  look()
})`

/** From doing something to the frame in which a line is on the screen; null when it does not come. */
async function timeTo(page: Page, line: number, act: () => Promise<unknown>): Promise<number | null> {
  const began = performance.now()
  await act()
  return await page.evaluate(untilSeen(line)) === true ? performance.now() - began : null
}

/** Goes to lines all over the log by their links, and with the thumb to both ends. */
async function reachAll(page: BenchWindow['page']): Promise<Figure> {
  const [address] = (await page.evaluate('location.hash') as string).split('/log')
  const missed: number[] = []
  const wanted = Array.from({ length: 20 }, (_, at) => 1 + Math.floor((LINES - 1) * at / 19))
  for (const line of wanted) if (await timeTo(page, line, () => page.evaluate(`location.hash = '${address}/log/${line}'`)) === null) missed.push(line)
  const ends = [await timeTo(page, 1, () => scrollTo(page, LOG, 0)), await timeTo(page, LINES, () => scrollTo(page, LOG, 1))]
  return { name: '  every line can be reached', target: 'all', measured: `${wanted.length - missed.length} of ${wanted.length} lines all over it by their links${missed.length === 0 ? '' : ` (not ${missed.map(count).join(', ')})`}; thumb at the top: line 1 ${told(ends[0]!)}, at the end: line ${count(LINES)} ${told(ends[1]!)}`, ok: missed.length === 0 && !ends.includes(null) }
}
