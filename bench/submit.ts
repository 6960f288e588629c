import Database from 'better-sqlite3'
import { join } from 'node:path'
import { atLeast, below, cpuMs, know, median, round, type Measure } from './figure.ts'
import { openPlace, tempFolder, watchLoop, type Place } from './place.ts'

const HISTORY = 100_000
const ROUNDS = 3
const PER_ROUND = 500
const AT_ONCE = 50

const spec = (place: Place) => ({ prompt: 'Mend the failing test of the parser', repository: place.repository, profile: 'bench' })

/** Submits durably through the door at 100,000 jobs of history; nothing is started meanwhile. */
export const measure: Measure = async () => {
  const place = await openPlace({ history: HISTORY })
  await place.call('engine.pause', {})
  for (let i = 0; i < 200; i++) await place.call('jobs.submit', spec(place))
  const latencies: number[] = []
  const single: number[] = []
  const together: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    single.push(await rate(async () => {
      for (let i = 0; i < PER_ROUND; i++) {
        const before = performance.now()
        await place.call('jobs.submit', spec(place))
        latencies.push(performance.now() - before)
      }
    }))
    together.push(await rate(() => Promise.all(Array.from({ length: AT_ONCE }, async () => {
      for (let i = 0; i < PER_ROUND / AT_ONCE; i++) await place.call('jobs.submit', spec(place))
    }))))
  }
  const floors = Array.from({ length: ROUNDS }, measureFloor)
  const bulk = await measureBulk(place)
  await place.engine.stop()
  return [
    below(`submit, durable, ${HISTORY.toLocaleString('en-US')} jobs of history`, latencies, { at: 'p99', limit: 10, unit: 'ms' }),
    atLeast('submits one after the other', single, 3000, 'per s'),
    know('  this disk now: one row a transaction, nothing else', `median ${round(median(floors))} per s; no submit can be faster`),
    atLeast(`submits, ${AT_ONCE} at once`, together, 3000, 'per s'),
    ...bulk,
  ]
}

/** Durable single-row transactions per second of the disk itself. */
function measureFloor(): number {
  const db = new Database(join(tempFolder('floor'), 'x.db'))
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.exec('CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)')
  const insert = db.prepare('INSERT INTO t (b) VALUES (?)')
  const before = performance.now()
  for (let i = 0; i < PER_ROUND; i++) insert.run('x'.repeat(500))
  const found = PER_ROUND / (performance.now() - before) * 1000
  db.close()
  return found
}

async function rate(work: () => Promise<unknown>): Promise<number> {
  const before = performance.now()
  await work()
  return PER_ROUND / (performance.now() - before) * 1000
}

/** One plan of 10,000 jobs, each after the one before it by ten. */
async function measureBulk(place: Place) {
  const times: number[] = []
  const blocked: number[] = []
  const cpu: number[] = []
  const aliases = Array.from({ length: 10_000 }, (_, i) => `job${i}`)
  for (let round = 0; round < ROUNDS; round++) {
    const jobs = Object.fromEntries(aliases.map((alias, i) => [alias, { prompt: `Part ${i}`, ...(i < 10 ? {} : { after: [aliases[i - 10]!] }) }]))
    const plan = { pipeline: 'bulk', defaults: { repository: place.repository, profile: 'bench' }, jobs }
    const { blockedMs } = await watchLoop(async () => {
      const [before, used] = [performance.now(), process.cpuUsage()]
      await place.call('plans.submit', { plan })
      times.push(performance.now() - before)
      cpu.push(cpuMs(used))
    })
    blocked.push(blockedMs)
  }
  return [below('bulk submit, a plan of 10,000 jobs', times, { at: 'median', limit: 1000, unit: 'ms' }), know('  of it processor time · event loop away', `median ${round(median(cpu))} ms · max ${round(Math.max(...blocked))} ms`)]
}
