import { below, know, spread, type Figure, type Measure } from '../figure.ts'
import { FIRST_PAINT, FIRST_ROW, NOTE_FIRST_ROW } from './in-page.ts'
import { openWindow } from './window.ts'

const JOBS = 10_000
const ROUNDS = 10
const LIMIT_MS = 500

/** The page opened again and again: its files are in the browser's cache, the engine is warm. */
export const measure: Measure = async () => [
  ...await paint('finished', { history: JOBS }),
  ...await paint('unfinished', { held: JOBS }),
]

async function paint(what: string, filled: { history?: number; held?: number }): Promise<Figure[]> {
  const { place, page, close } = await openWindow(filled)
  await page.addInitScript(NOTE_FIRST_ROW)
  const rows: number[] = []
  const paints: number[] = []
  for (let round = 0; round <= ROUNDS; round++) {
    await page.goto('about:blank')
    await page.goto(`${place.engine.url}/#/jobs`)
    const row = await page.evaluate(FIRST_ROW) as number
    // The first one is the warming up.
    if (round === 0) continue
    rows.push(row)
    paints.push(await page.evaluate(FIRST_PAINT) as number)
  }
  await close()
  return [
    below(`navigation → first job on the screen, warm, ${JOBS.toLocaleString('en-US')} ${what} jobs`, rows, { at: 'median', limit: LIMIT_MS, unit: 'ms' }),
    know('  First Contentful Paint', spread(paints, 'ms')),
  ]
}
