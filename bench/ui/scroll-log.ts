import { setTimeout as pause } from 'node:timers/promises'
import { appendEntries } from '../../main/store/logs.ts'
import { know, round, type Measure } from '../figure.ts'
import { toLine } from './load.ts'
import { count, heightOf, scroll, SCROLL_MS, scrollTo, settled } from './scroll.ts'
import { addJobs, heapMb, openWindow, smooth, tellFrames, watchFrames } from './window.ts'

const LINES = Number(process.env.DISPATCH_LOG_LINES ?? 1_000_000)
const LOG = '[role=log]'

/** A long log under the wheel. */
export const measure: Measure = async () => {
  const window = await openWindow()
  const { place, page, close } = window
  const [job] = await addJobs(place, { first: 900_000_000, count: 1, state: 'finished' })
  for (let from = 1; from <= LINES; from += 10_000) {
    const drafts = Array.from({ length: 10_000 }, (_, i) => toLine(from + i))
    await place.engine.core.store.writer.append((db) => appendEntries(db, { job: job!.seq, run: 1, now: Date.now() }, drafts))
  }
  await page.goto(`${place.engine.url}/#/job/${job!.id}/log`)
  await page.locator(LOG).waitFor()
  const opening = await watchFrames(page, async () => { await pause(SCROLL_MS) })
  const load = await settled(page, LOG)
  const top = await scroll(page, LOG)
  await scrollTo(page, LOG, 0.5)
  const middle = await scroll(page, LOG)
  await scrollTo(page, LOG, 1)
  await pause(1000)
  const last = Number(await page.evaluate(`Math.max(...[...document.querySelectorAll('${LOG} [data-index]')].map((row) => Number(row.dataset.index) + 1))`))
  const [asked, had] = [await heightOf(page, LOG), await page.evaluate(`document.querySelector('${LOG}').scrollHeight`) as number]
  const heap = await heapMb(window)
  await close()
  return [
    smooth(`scrolling a log of ${count(LINES)} lines, from the top (${count(Math.round(top.px))} px)`, top),
    smooth(`  from the middle (${count(Math.round(middle.px))} px)`, middle),
    know('  while it loads, first 5 s', tellFrames(opening)),
    { name: '  every line can be reached', target: 'all', measured: `scrolled to the end: line ${count(last)} of ${count(LINES)}; ${count(Math.round(asked))} px wanted, ${count(had)} px had; ${load.whole ? `loaded after ${round((SCROLL_MS + load.ms) / 1000)} s` : `not all loaded after ${round((SCROLL_MS + load.ms) / 1000)} s`}; heap ${round(heap)} MB`, ok: last === LINES },
  ]
}
