import { createRandom } from '../random.ts'
import { know, round, type Figure, type Measure } from '../figure.ts'
import { openWindow, tellFrames, watchFrames, wheel } from './window.ts'

const JOBS = 1000
const PAN_MS = 5000
const LAYOUT_LIMIT_MS = 1500
const FPS = 55
/** How far back parents are looked for: a plan has stages, and does not tie everything to everything. */
const REACH = 40

/** A plan of 1,000 jobs with one to three parents each: laid out in the page's worker, then moved about. */
export const measure: Measure = async () => {
  const { place, page, close } = await openWindow()
  const random = createRandom(42)
  const parents = (i: number): string[] => [...new Set(Array.from({ length: 1 + Math.floor(random() * 3) }, () => `n${Math.max(0, i - 1 - Math.floor(random() * REACH))}`))]
  const jobs = Object.fromEntries(Array.from({ length: JOBS }, (_, i) => [`n${i}`, { prompt: `Part ${i}`, ...(i === 0 ? { hold: true } : { after: parents(i) }) }]))
  const plan = await place.call('plans.submit', { plan: { pipeline: 'graph', defaults: { repository: place.repository, profile: 'bench' }, jobs } })
  const edges = Object.values(jobs).reduce((sum, job) => sum + ('after' in job ? job.after.length : 0), 0)
  await page.goto(`${place.engine.url}/#/job/${plan.jobs.find((job) => job.alias === 'n500')!.id!}/graph`)
  await page.reload()
  const canvas = page.locator('[data-layout-ms]')
  const began = performance.now()
  const opening = await watchFrames(page, () => canvas.waitFor())
  const openedMs = performance.now() - began
  const [layoutMs, drawn] = [Number(await canvas.getAttribute('data-layout-ms')), Number(await canvas.getAttribute('data-jobs'))]
  if (drawn !== JOBS) throw new Error(`expected ${JOBS} jobs in the drawing, found ${drawn}`)
  const box = (await canvas.boundingBox())!
  const pan = (): Promise<void> => wheel(page, { x: box.x + box.width / 2, y: box.y + box.height / 2, ms: PAN_MS, by: (turn) => (turn % 200 < 100 ? [30, 12] : [-30, -12]) })
  const near = await watchFrames(page, pan)
  await canvas.getByRole('button', { name: 'Show all' }).click()
  const whole = await watchFrames(page, pan)
  await close()
  const rate = (name: string, frames: typeof near): Figure => ({ name, target: `≥ ${FPS} fps`, measured: tellFrames(frames), ok: frames.fps >= FPS })
  return [
    { name: `graph of ${JOBS.toLocaleString('en-US')} jobs, ${edges.toLocaleString('en-US')} edges: layout, in a worker`, target: `< ${LAYOUT_LIMIT_MS} ms`, measured: `${round(layoutMs)} ms`, ok: layoutMs < LAYOUT_LIMIT_MS },
    know('  reload → drawing', `${round(openedMs)} ms; longest task of the main thread ${opening.longestTaskMs === 0 ? 'below 50' : round(opening.longestTaskMs)} ms`),
    rate('  moved about, as it is first seen', near),
    rate('  moved about, all of it on the screen', whole),
  ]
}
