import type { Page } from 'playwright-core'
import { setTimeout as pause } from 'node:timers/promises'
import { know, round, type Figure, type Measure } from '../figure.ts'
import { heapMb, openWindow, smooth, watchFrames, wheel, type Frames } from './window.ts'

const JOBS = 100_000
export const SCROLL_MS = 5000
/** So long a page may take to load everything before it is measured with what it has. */
const PATIENCE_MS = 90_000
const ROW_PX = 48
/** A list that has not moved for so long rests: a wheel's glide moves it with every frame. */
const REST_MS = 100
const LIST = '#queue-list'
export const count = (value: number): string => value.toLocaleString('en-US')

/** The list of jobs under the wheel. Of finished jobs it loads more as it goes on, of unfinished ones it has all. */
export const measure: Measure = async () => [...await scrollJobs('finished'), ...await scrollJobs('unfinished')]

/** Turns the wheel (down), about eight screens a second; gives how far it came, too. */
export async function scroll(page: Page, selector: string, by = 120): Promise<Frames & { px: number }> {
  const box = (await page.locator(selector).boundingBox())!
  const topOf = (): Promise<number> => page.evaluate(`document.querySelector('${selector}').scrollTop`) as Promise<number>
  const before = await topOf()
  const frames = await watchFrames(page, () => wheel(page, { x: box.x + box.width / 2, y: box.y + box.height / 2, by: () => [0, by], ms: SCROLL_MS }))
  const px = await topOf() - before
  // The browser glides on after the last turn: what follows must not be moved by it.
  for (let [last, now] = [NaN, await topOf()]; now !== last; [last, now] = [now, await topOf()]) await pause(REST_MS)
  return { ...frames, px }
}

export const scrollTo = (page: Page, selector: string, part: number): Promise<unknown> => page.evaluate(`(() => { const all = document.querySelector('${selector}'); all.scrollTop = all.scrollHeight * ${part} })()`)
/** How high the virtual list wants to be; the browser may give less. */
export const heightOf = (page: Page, selector: string): Promise<number> => page.evaluate(`parseFloat(document.querySelector('${selector}').firstElementChild.style.height)`) as Promise<number>

/** Until the list does not grow any more; gives how long that took. */
export async function settled(page: Page, selector: string): Promise<{ ms: number; whole: boolean }> {
  const began = performance.now()
  let [height, since] = [0, began]
  while (performance.now() - began < PATIENCE_MS) {
    const now = await heightOf(page, selector)
    if (now !== height) [height, since] = [now, performance.now()]
    else if (performance.now() - since > 2000) return { ms: since - began, whole: true }
    await pause(100)
  }
  return { ms: PATIENCE_MS, whole: false }
}

async function scrollJobs(what: 'finished' | 'unfinished'): Promise<Figure[]> {
  const window = await openWindow(what === 'finished' ? { history: JOBS } : { held: JOBS })
  const { page, close } = window
  await page.goto(`${window.place.engine.url}/#/jobs`)
  await page.locator(LIST).waitFor()
  const load = await settled(page, LIST)
  const top = await scroll(page, LIST)
  await scrollTo(page, LIST, 0.5)
  const middle = await scroll(page, LIST)
  const height = await heightOf(page, LIST)
  const heap = await heapMb(window)
  await close()
  return [
    smooth(`scrolling ${count(JOBS)} ${what} jobs, from the top (${count(Math.round(top.px / ROW_PX))} rows)`, top),
    smooth(`  from the middle of what is loaded (${count(Math.round(middle.px / ROW_PX))} rows)`, middle),
    know('  list', `${count(Math.round(height / ROW_PX))} rows in it at the end; it stood still ${round(load.ms / 1000)} s after the page was there${load.whole ? '' : ' (not whole)'}; heap ${round(heap)} MB`),
  ]
}
