import { setTimeout as pause } from 'node:timers/promises'
import { know, type Measure } from '../figure.ts'
import { openWindow, tellFrames, watchFrames } from './window.ts'

/** What frames this machine gives when nothing is drawn: the ground the other figures stand on. */
export const measure: Measure = async () => {
  const { page, close } = await openWindow({ history: 100 })
  await pause(1000)
  const still = await watchFrames(page, () => pause(5000))
  await close()
  return [know('frames of the window with nothing to draw', tellFrames(still))]
}
