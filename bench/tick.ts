import { below, type Measure } from './figure.ts'
import { openPlace } from './place.ts'
import { capacityOf, createTicker } from '../main/scheduler/tick.ts'

const QUEUED = 100_000
const PROFILES = 5
const ROUNDS = 20

/** How long one look at the queue takes with 100,000 queued jobs of five profiles, and how long a look that starts four of them. */
export const measure: Measure = async () => {
  const place = await openPlace({ history: QUEUED })
  const { core } = place.engine
  await place.call('engine.pause', {})
  for (let i = 0; i < PROFILES; i++) await place.call('profiles.add', { name: `p${i}`, slots: 1 })
  await core.store.writer.write((db) => db.prepare(`UPDATE job SET state = 'queued', outcome = NULL, reason = NULL, message = NULL, ended_at = NULL, run = 0, profile = 'p' || (seq % ${PROFILES}), priority = seq % 3`).run())
  await core.store.writer.write((db) => db.prepare('DELETE FROM run').run())
  await core.store.writer.write((db) => db.prepare(`UPDATE setting SET value = '0' WHERE key = 'paused'`).run())
  const idle: number[] = []
  const starting: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const begun: number[] = []
    const ticker = createTicker(core, (row) => { begun.push(row.seq) })
    starting.push(await timeTick(ticker))
    idle.push(await timeTick(ticker))
    ticker.stop()
    if (begun.length === 0) throw new Error(`expected jobs to be started, found none of ${JSON.stringify(capacityOf(core.store.read, Date.now()).slots)} slots used`)
    await core.store.writer.write((db) => {
      db.prepare('DELETE FROM run').run()
      db.prepare(`UPDATE job SET state = 'finished', outcome = 'succeeded', reason = 'ok', message = '', ended_at = 0 WHERE state = 'starting'`).run()
    })
  }
  await place.engine.stop()
  return [
    below(`tick, ${QUEUED.toLocaleString('en-US')} queued over ${PROFILES} profiles, every slot taken`, idle, { at: 'median', limit: 5, unit: 'ms' }),
    below('  the same, starting four of them (durable)', starting, { at: 'median', limit: 20, unit: 'ms' }),
  ]
}

export async function timeTick(ticker: ReturnType<typeof createTicker>): Promise<number> {
  const before = performance.now()
  ticker.wake()
  await ticker.settled()
  return performance.now() - before
}
