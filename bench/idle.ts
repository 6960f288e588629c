import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { startServe } from './cli.ts'
import { know, round, type Figure, type Measure } from './figure.ts'
import { fillHistory, tempFolder } from './place.ts'
import { makeRepository } from '../e2e/fixtures/repository.ts'

const WATCHED_S = 60
/** After its start V8 tidies its heap now and then for a while. */
const SETTLE_S = 20
/** What the kernel counts processor time in. */
const TICKS_PER_S = 100

interface Look { rssMb: number; /** The most there ever was. */ peakMb: number; cpuS: number; wakes: number; threads: number }

/** What the kernel says of a process: memory, processor time, and how often its main thread went to sleep, which is how often it was woken. */
export function look(pid: number): Look {
  const status = readFileSync(`/proc/${pid}/task/${pid}/status`, 'utf8')
  const value = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)![1])
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ')
  return { rssMb: value('VmRSS') / 1024, peakMb: value('VmHWM') / 1024, cpuS: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_S, wakes: value('voluntary_ctxt_switches'), threads: readdirSync(`/proc/${pid}/task`).length }
}

/** The built engine with nothing to do, watched from outside for a minute. */
export const measure: Measure = async () => {
  if (process.platform !== 'linux') return [know('engine idle', 'measured on Linux only')]
  const home = tempFolder('home')
  await fillHistory(home, 10_000, makeRepository())
  const engine = await startServe(home)
  // V8 wakes up every 8 s or so to tidy the heap of a quiet program. A second engine without that shows what is left: timers of ours.
  const other = await startServe(tempFolder('home'), ['--no-memory-reducer'])
  // What the start itself put off.
  await pause(SETTLE_S * 1000)
  const [before, otherBefore] = [look(engine.pid), look(other.pid)]
  await pause(WATCHED_S * 1000)
  const [after, otherAfter] = [look(engine.pid), look(other.pid)]
  await engine.stop()
  await other.stop()
  const cpu = after.cpuS - before.cpuS
  const wakes = after.wakes - before.wakes
  const otherWakes = otherAfter.wakes - otherBefore.wakes
  const figures: Figure[] = [
    { name: 'engine idle, resident memory', target: '< 90 MB', measured: `${round(after.rssMb)} MB (${round(before.rssMb)} after ${SETTLE_S} s), ${after.threads} threads`, ok: after.rssMb < 90 },
    { name: `  processor time within ${WATCHED_S} s`, target: '0.0 %', measured: `${cpu.toFixed(2)} s (${(cpu / WATCHED_S * 100).toFixed(1)} %)`, ok: cpu / WATCHED_S < 0.0005 },
    { name: '  times the main thread was woken, V8’s own heap tidying left out', target: '0', measured: `${otherWakes} (with it ${wakes})`, ok: otherWakes === 0 },
  ]
  return figures
}
