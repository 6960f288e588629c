import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { stringify } from 'yaml'
import { PROGRAM, startServe } from './cli.ts'
import { below, cpuMs, know, round, spread, type Figure, type Measure } from './figure.ts'
import { look } from './idle.ts'
import { openPlace, tempFolder, watchLoop, type Place } from './place.ts'
import { SHAPES, SIZE, toPlan } from './propagation.ts'
import { timeTick } from './tick.ts'
import { makeRepository } from '../e2e/fixtures/repository.ts'
import { createTicker } from '../main/scheduler/tick.ts'

const ROUNDS = 5
const READY = 100
/** An engine gives back what a large answer took when it rests. */
const SETTLE_S = 20
const NAME = `${SIZE.toLocaleString('en-US')} jobs, three parents each`
const shape = SHAPES['random, three parents each']!

/** What wall, processor and event loop saw of one piece of work. */
interface Taken { ms: number[]; cpu: number[]; blockedMs: number[] }
const nothing = (): Taken => ({ ms: [], cpu: [], blockedMs: [] })

async function take<Value>(into: Taken, work: () => Promise<Value>): Promise<Value> {
  const { value, blockedMs } = await watchLoop(async () => {
    const [before, used] = [performance.now(), process.cpuUsage()]
    const value = await work()
    into.ms.push(performance.now() - before)
    into.cpu.push(cpuMs(used))
    return value
  })
  into.blockedMs.push(blockedMs)
  return value
}

const show = (name: string, limit: number, { ms, cpu, blockedMs }: Taken): Figure[] => [
  below(name, ms, { at: 'median', limit, unit: 'ms' }),
  below('  event loop away', blockedMs, { at: 'median', limit: 50, unit: 'ms' }),
  know('  processor time', spread(cpu, 'ms')),
]

/** A graph in which every job has three parents: storing it, a look at the queue beside it, and what a cancel of its root would do. How it settles is measured by `propagation`. */
export const measure: Measure = async () => {
  const place = await openPlace()
  await place.call('engine.pause', {})
  const [submit, dry] = [nothing(), nothing()]
  for (let round = 0; round < ROUNDS; round++) {
    const plan = toPlan(place, shape)
    const { jobs } = await take(submit, () => place.call('plans.submit', { plan }))
    const id = jobs.find((job) => job.alias === 'n0')!.id!
    const { also } = await take(dry, () => place.call('jobs.cancel', { id, dryRun: true }))
    if (also.length !== SIZE - 1) throw new Error(`expected ${SIZE - 1} jobs to go with the root, found ${also.length}`)
    if (round < ROUNDS - 1) await place.call('jobs.cancel', { id })
  }
  const ticks = await measureTicks(place)
  await place.engine.stop()
  return [
    ...show(`${NAME}: submit as a plan`, 2000, submit), ...show(`${NAME}: what a cancel of the root would do`, 100, dry),
    below(`tick, ${SIZE.toLocaleString('en-US')} blocked, ${READY} ready, every slot taken`, ticks.idle, { at: 'median', limit: 5, unit: 'ms' }),
    below('  the same, starting those there are slots for (durable)', ticks.starting, { at: 'median', limit: 20, unit: 'ms' }),
    ...await measureMemory('JSON'),
    ...await measureMemory('YAML'),
  ]
}

/** The last round's graph is still blocked under its held root. */
async function measureTicks(place: Place): Promise<{ idle: number[]; starting: number[] }> {
  const { core } = place.engine
  for (let i = 0; i < READY; i++) await place.call('jobs.submit', { prompt: 'Mend the parser', repository: place.repository, profile: 'bench' })
  await core.store.writer.write((db) => db.prepare(`UPDATE setting SET value = '0' WHERE key = 'paused'`).run())
  const found = { idle: [] as number[], starting: [] as number[] }
  for (let round = 0; round < 20; round++) {
    let begun = 0
    const ticker = createTicker(core, () => { begun++ })
    found.starting.push(await timeTick(ticker))
    found.idle.push(await timeTick(ticker))
    ticker.stop()
    if (begun === 0) throw new Error('expected jobs to be started, found none')
    await core.store.writer.write((db) => {
      db.prepare('DELETE FROM run').run()
      db.prepare(`UPDATE job SET state = 'queued', run = 0, started_at = NULL WHERE state = 'starting'`).run()
    })
  }
  return found
}

/** The built engine in a process of its own: after such a graph was stored from a plan's text and looked through by the command line. */
async function measureMemory(format: 'JSON' | 'YAML'): Promise<Figure[]> {
  const name = `engine with ${NAME}, resident memory, plan as ${format} text`
  if (process.platform !== 'linux') return [know(name, 'measured on Linux only')]
  const [home, repository] = [tempFolder('home'), makeRepository()]
  const file = join(tempFolder('plan'), `plan.${format.toLowerCase()}`)
  const plan = { ...toPlan({ repository }, shape), defaults: { repository } }
  writeFileSync(file, format === 'JSON' ? JSON.stringify(plan) : stringify(plan))
  const engine = await startServe(home)
  const dispatch = (...args: string[]): string => execFileSync(PROGRAM, args, { encoding: 'utf8', maxBuffer: 1024 ** 3, env: { ...process.env, DISPATCH_HOME: home } })
  const { jobs } = JSON.parse(dispatch('plan', file, '--json')) as { jobs: { id: string; alias: string }[] }
  const stored = look(engine.pid)
  dispatch('cancel', '--dry-run', jobs.find((job) => job.alias === 'n0')!.id)
  const looked = look(engine.pid)
  await pause(SETTLE_S * 1000)
  const after = look(engine.pid)
  await engine.stop()
  return [
    { name, target: '< 200 MB', measured: `${round(after.rssMb)} MB ${SETTLE_S} s later`, ok: after.rssMb < 200 },
    know('  right after its plan · after a dry run of its root · the most there ever was', `${round(stored.rssMb)} · ${round(looked.rssMb)} · ${round(after.peakMb)} MB`),
  ]
}
