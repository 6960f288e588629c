import { ownZone, windowsAt, type Window } from '../../contract/window-times.ts'
import type { Forecast } from '../../contract/pipeline.ts'
import { forecast, type Places } from '../queue/forecast.ts'
import type { ReadDb } from '../store/handles.ts'
import { getJobRow } from '../store/jobs.ts'
import { planAhead } from '../store/plan-ahead.ts'
import { listSlots } from '../store/profiles.ts'
import { capacityOf } from './tick.ts'

/** Windows are reckoned to this precision: each look at a calendar takes some 50 µs, and there may be thousands of jobs. */
const WINDOW_STEP_MS = 10 * 60_000

/** When a pipeline is likely to end; undefined when all of it has. Reads thousands of jobs in pieces, between which others get their turn. */
export async function forecastPipeline(db: ReadDb, pipeline: { id: string; title: string }, now: number): Promise<Forecast | undefined> {
  const reading = planAhead(db, pipeline)
  let step = reading.next()
  while (!step.done) {
    await new Promise(setImmediate)
    step = reading.next()
  }
  if (step.value.length === 0) return undefined
  const { criticalPath, etaMs, obstacle, judged, of } = forecast(step.value, placesOf(db, now), now)
  const nameOf = (seq: number): { id: string; title: string } => { const { id, title } = getJobRow(db, seq)!; return { id, title } }
  return {
    criticalPath: criticalPath.map((seq) => nameOf(seq).id), etaMs, etaAt: etaMs === null ? null : now + etaMs,
    obstacle: obstacle && { kind: obstacle.kind, job: obstacle.job === null ? null : nameOf(obstacle.job) }, judged, of,
  }
}

function placesOf(db: ReadDb, now: number): Places {
  const { paused, total } = capacityOf(db, now)
  return { paused, slots: total, profiles: new Map(listSlots(db).map(({ name, slots, paused: stopped, windows }) => [name, { slots, paused: stopped, ...(windows.length === 0 ? {} : { opensAt: openingOf(windows) }) }])) }
}

/** When windows are open next, remembered for a while. */
function openingOf(windows: readonly Window[]): (at: number) => number | null {
  const known = new Map<number, number | null>()
  return (at) => {
    const step = Math.floor(at / WINDOW_STEP_MS)
    if (!known.has(step)) {
      const state = windowsAt(windows, at, ownZone())
      known.set(step, state.open ? 0 : state.opensAt)
    }
    const opensAt = known.get(step)!
    return opensAt === null ? null : Math.max(at, opensAt)
  }
}
