import { get } from 'node:http'
import { below, cpuMs, know, median, round, spread, type Figure, type Measure } from './figure.ts'
import { createRandom } from './random.ts'
import { makeStandIn, openPlace, watchLoop, type Place } from './place.ts'

export const SIZE = 10_000
const ROUNDS = 3

/** Parents of job i, by number; job 0 is the root, and every other job descends from it. */
export const SHAPES: Record<string, (i: number, random: () => number) => number[]> = {
  'a chain': (i) => [i - 1],
  'one root, the rest its children': () => [0],
  'random, three parents each': (i, random) => [...new Set([0, 1, 2].map(() => Math.floor(random() * i)))],
}

export function toPlan(place: Pick<Place, 'repository'>, shape: (i: number, random: () => number) => number[]) {
  const random = createRandom(42)
  const jobs = Object.fromEntries(Array.from({ length: SIZE }, (_, i) => [`n${i}`, { prompt: `Part ${i}`, ...(i === 0 ? { hold: true } : { after: shape(i, random).map((parent) => `n${parent}`) }) }]))
  return { pipeline: 'graph', defaults: { repository: place.repository, profile: 'bench' }, jobs }
}

/** Reads events as the page does; resolves when that many have come. */
function listen(place: Place): { received(): number; close(): void; opened: Promise<void> } {
  let received = 0
  const opened = Promise.withResolvers<void>()
  const file = place.engine.core.store.read.prepare(`SELECT value FROM setting WHERE key = 'token'`).pluck().get() as string
  const request = get(`${place.engine.url}/api/events`, { headers: { authorization: `Bearer ${file}` } }, (response) => {
    opened.resolve()
    let rest = ''
    response.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString('latin1')).split('\n')
      rest = lines.pop()!
      received += lines.filter((line) => line.startsWith('id: ')).length
    })
    response.on('error', () => {})
  })
  request.on('error', () => {})
  return { received: () => received, close: () => request.destroy(), opened: opened.promise }
}

/** The root of a graph of 10,000 jobs fails: until the last of its descendants is settled. */
export const measure: Measure = async () => {
  const place = await openPlace({ claude: makeStandIn('exit 7') })
  const figures: Figure[] = []
  for (const [name, shape] of Object.entries(SHAPES)) {
    for (const how of ['fails', 'is cancelled'] as const) {
      const rounds: { settledMs: number; cpu: number; call: number | null; blockedMs: number; events: number }[] = []
      for (let round = 0; round < ROUNDS; round++) rounds.push(await settleOnce(place, shape, how))
      figures.push(
        below(`10,000 jobs, ${name}: the root ${how}`, rounds.map((each) => each.settledMs), { at: 'median', limit: 300, unit: 'ms' }),
        below('  event loop away, until a listener has all events', rounds.map((each) => each.blockedMs), { at: 'median', limit: 50, unit: 'ms' }),
        know('  processor time of the settlement', `${spread(rounds.map((each) => each.cpu), 'ms')}; the listener got ${rounds[0]!.events} events${rounds[0]!.call === null ? '' : `; the call answered after ${round(median(rounds.map((each) => each.call!)))} ms`}`),
      )
    }
  }
  await place.engine.stop()
  return figures
}

async function settleOnce(place: Place, shape: (i: number, random: () => number) => number[], how: 'fails' | 'is cancelled'): Promise<{ settledMs: number; cpu: number; call: number | null; blockedMs: number; events: number }> {
  const { core } = place.engine
  const { jobs, pipeline } = await place.call('plans.submit', { plan: toPlan(place, shape) })
  const root = jobs.find((job) => job.alias === 'n0')!.id!
  const listener = listen(place)
  await listener.opened
  const { value: settled, blockedMs } = await watchLoop(async () => {
    const steps = core.store.writer.steps
    const taken: { ms: number; cpu: number }[] = []
    // The end of a run, or a cancel, is one stepped transaction, and the longest of them: timed from the call to its commit.
    core.store.writer.steps = async (piece) => {
      const [before, used] = [performance.now(), process.cpuUsage()]
      const value = await steps(piece)
      taken.push({ ms: performance.now() - before, cpu: cpuMs(used) })
      return value
    }
    const cancelled = how === 'fails' ? null : await timed(() => place.call('jobs.cancel', { id: root }))
    if (how === 'fails') await place.call('jobs.release', { id: root })
    await until(() => listener.received() >= SIZE)
    core.store.writer.steps = steps
    return { ...taken.reduce((a, b) => (b.ms > a.ms ? b : a)), call: cancelled }
  })
  if (listener.received() < SIZE) throw new Error(`expected ${SIZE} events within 20 s, the listener got ${listener.received()}`)
  const left = core.store.read.prepare(`SELECT COUNT(*) FROM job WHERE pipeline = ? AND state <> 'finished'`).pluck().get(pipeline) as number
  if (left > 0) throw new Error(`expected every descendant to be settled, found ${left} that are not`)
  listener.close()
  return { settledMs: settled.ms, cpu: settled.cpu, call: settled.call, blockedMs, events: listener.received() }
}

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const before = performance.now()
  await work()
  return performance.now() - before
}

async function until(done: () => boolean): Promise<void> {
  const limit = performance.now() + 20_000
  while (!done() && performance.now() < limit) await new Promise((resolve) => setTimeout(resolve, 5))
}
