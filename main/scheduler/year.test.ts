import { expect, test } from 'vitest'
import type { Outcome } from '../../contract/job.ts'
import { ScheduleSpec, type DueResult } from '../../contract/schedule.ts'
import { sql } from '../store/handles.ts'
import type { JobRow } from '../store/job-row.ts'
import { getJobRow } from '../store/jobs.ts'
import { setSetting } from '../store/settings.ts'
import { getSchedule } from '../store/schedules.ts'
import type { LiveRun } from './core.ts'
import { closeRun } from './finish.ts'
import { addSchedule } from './schedules.ts'
import { makeBench } from './testing.ts'
import { createTicker, nextWakeAt } from './tick.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DONE: Outcome = { kind: 'succeeded', reason: 'ok', message: '' }
const END = { execution: { exitCode: 0, signal: null, stoppedBy: null }, claimed: null, verified: null, costUsd: 0, costTotalUsd: 0, usage: null }
const at = (text: string): number => Date.parse(text)

interface Start { seq: number; title: string; at: number }
interface End { run: number; at: number; outcome: Outcome }

/** The real queue, store and ticker over a clock that jumps from one event to the next; runs are nothing but the time they take. `lasts`: how long, by title. */
async function makeYear(lasts: Record<string, number> = {}) {
  const bench = await makeBench()
  const { core } = bench
  await core.store.writer.write((db) => setSetting(db, 'slots', '50'))
  await bench.profile({ name: 'wide', slots: 50 })
  const started: Start[] = []
  const ends = new Map<number, End>()
  const ticker = createTicker(core, (row) => {
    started.push({ seq: row.seq, title: row.title, at: core.now() })
    ends.set(row.seq, { run: row.run, at: core.now() + (lasts[row.title] ?? MINUTE), outcome: DONE })
    const stop = (): void => { ends.set(row.seq, { run: row.run, at: core.now(), outcome: { kind: 'cancelled', reason: 'replaced', message: '' } }) }
    core.live.set(row.seq, { stop } as unknown as LiveRun)
  })
  core.wake = ticker.wake

  const over = (): [number, End][] => [...ends].filter(([, end]) => end.at <= core.now())
  const tick = (): Promise<void> => { ticker.wake(); return ticker.settled() }
  /** The engine is off meanwhile. */
  const jump = (moment: number): void => bench.advance(moment - core.now())

  async function settle(): Promise<void> {
    await tick()
    for (let done = over(); done.length > 0; done = over()) {
      for (const [job, end] of done) {
        ends.delete(job)
        core.live.delete(job)
        await core.store.writer.steps((db) => closeRun(db, { job, run: end.run, end: END, outcome: end.outcome, interrupted: false, onInterrupt: 'lost', now: core.now(), random: 1 }))
      }
      await tick()
    }
  }

  /** Goes on to a moment, stopping at each time the engine would wake by itself or a run ends. */
  async function until(moment: number): Promise<void> {
    await settle()
    for (;;) {
      const next = Math.min(nextWakeAt(core.store.read, core.now()) ?? Infinity, ...[...ends.values()].map((end) => end.at))
      if (next > moment) break
      expect(next, 'the engine never wakes in the past').toBeGreaterThan(core.now())
      jump(next)
      await settle()
    }
    jump(moment)
  }

  async function schedule(title: string, spec: object, job: object = {}): Promise<string> {
    const parsed = ScheduleSpec.parse({ ...spec, job: { title, prompt: title, repository: bench.repository, ...job } })
    return (await addSchedule(core, parsed, { from: 'api', device: 'test' })).schedule.id
  }
  const rows = (id: string): JobRow[] => sql(core.store.read, 'SELECT * FROM job WHERE schedule = ? ORDER BY seq').all(id) as JobRow[]
  const last = (id: string): { dueAt: number; result: DueResult } => {
    const row = getSchedule(core.store.read, id)!
    return { dueAt: row.last_due_at!, result: row.last_result! }
  }
  jump(at('2025-12-31T12:00Z'))
  return { bench, started, settle, until, jump, schedule, rows, last, stop: ticker.stop }
}

const wall = (time: number, zone: string): string => new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }).format(time)
const days2026 = Array.from({ length: 365 }, (_, day) => new Date(at('2026-01-01T00:00Z') + day * 24 * HOUR).toISOString().slice(0, 10))
const NEW_YEAR = at('2027-01-01T12:00Z')

test('a year of schedules: each day once in each zone whatever the clocks do, overlaps as asked, and an engine that was off', async () => {
  const year = await makeYear({ skips: 30 * HOUR, queues: 30 * HOUR, replaces: 30 * HOUR })
  const wide = { profile: 'wide' }
  const berlin = await year.schedule('berlin', { every: '30 2 * * *', zone: 'Europe/Berlin', catchUpMs: 6 * HOUR }, wide)
  const sydney = await year.schedule('sydney', { every: '30 2 * * *', zone: 'Australia/Sydney' }, wide)
  const long = { every: '0 12 * * *', zone: 'UTC' }
  const skips = await year.schedule('skips', { ...long, overlap: 'skip' }, wide)
  const replaces = await year.schedule('replaces', { ...long, overlap: 'replace' }, wide)
  const queues = await year.schedule('queues', { every: '0 12 * * 1,2', zone: 'UTC', overlap: 'queue' }, wide)

  // Off from 10 July to the 13th, five in the morning: 02:30 in Berlin is four and a half hours ago, 02:30 in Sydney twelve and a half.
  await year.until(at('2026-07-10T00:00Z'))
  year.jump(at('2026-07-13T05:00Z'))
  await year.settle()
  expect([year.last(berlin), year.last(sydney)]).toEqual([{ dueAt: at('2026-07-13T00:30Z'), result: 'submitted' }, { dueAt: at('2026-07-12T16:30Z'), result: 'missed' }])
  await year.until(NEW_YEAR)
  year.stop()

  const seen = (schedule: string, zone: string) => year.rows(schedule).map((row) => wall(row.created_at, zone)).filter((text) => text.startsWith('2026'))
  const expected = (odd: Record<string, string>, off: string[]) => days2026.filter((day) => !off.includes(day)).map((day) => `${day} ${odd[day] ?? '02:30'}`)
  expect(seen(berlin, 'Europe/Berlin')).toEqual(expected({ '2026-03-29': '03:00', '2026-07-13': '07:00' }, ['2026-07-10', '2026-07-11', '2026-07-12']))
  expect(seen(sydney, 'Australia/Sydney')).toEqual(expected({ '2026-10-04': '03:00' }, ['2026-07-11', '2026-07-12', '2026-07-13']))

  // 30 hours of work every 24: every second day is left out; or each makes way for the next; or the second of a week waits for the first.
  const noons = year.rows(skips).map((row) => row.created_at).filter((time) => time < at('2026-07-01T00:00Z'))
  expect(noons.slice(1).every((time, index) => (time - noons[index]!) === 48 * HOUR)).toBe(true)
  expect(noons.length).toBeGreaterThan(85)
  const replaced = year.rows(replaces)
  expect(replaced.length).toBeGreaterThan(355)
  // The 30 hours that ended while the engine was off are seen to have ended, not replaced.
  expect(replaced.slice(0, -1).filter((row) => row.reason !== 'replaced').length).toBeLessThanOrEqual(1)
  const queued = year.rows(queues)
  expect(queued.every((row) => row.state === 'finished' && row.outcome === 'succeeded')).toBe(true)
  queued.slice(1).forEach((row, index) => { expect(row.started_at).toBeGreaterThanOrEqual(queued[index]!.ended_at!) })
  const tuesdays = queued.filter((row) => new Date(row.created_at).getUTCDay() === 2)
  expect(new Set(tuesdays.map((row) => row.started_at! - row.created_at))).toEqual(new Set([6 * HOUR]))
}, 240_000)

test('a year of nights: what is submitted in the afternoon starts at ten in the evening, summer and winter, north and south', async () => {
  const year = await makeYear()
  for (const [name, zone] of [['north', 'Europe/Berlin'], ['south', 'Australia/Sydney']] as const) {
    await year.bench.profile({ name, slots: 5, windows: [{ from: '22:00', to: '06:00', zone }] })
    await year.schedule(name, { every: '0 15 * * *', zone }, { profile: name })
  }
  await year.until(NEW_YEAR)
  year.stop()
  for (const [name, zone] of [['north', 'Europe/Berlin'], ['south', 'Australia/Sydney']]) {
    const starts = year.started.filter((each) => each.title === name).map((each) => wall(each.at, zone!)).filter((text) => text.startsWith('2026'))
    expect(starts).toEqual(days2026.map((day) => `${day} 22:00`))
  }
}, 240_000)

test('ageing: under a stream of higher ones that never ends, a low one has its turn when its wait outweighs their lead', async () => {
  const year = await makeYear({ high: HOUR })
  const { bench } = year
  const high = () => bench.submit({ title: 'high', priority: 5 })
  // Has the only slot before anything waits.
  await high()
  await year.settle()
  const low = await bench.submit({ title: 'low', priority: -5 })
  // Two an hour: the queue of higher ones only grows.
  for (let hour = 0; hour < 12; hour++) {
    await high()
    await high()
    await year.until(bench.core.now() + HOUR)
  }
  year.stop()
  // Ten steps of priority are 100 minutes: the two that came with it and the two of an hour later go before it, those of two hours later do not.
  expect(year.started.map((each) => each.title).indexOf('low')).toBe(5)
  expect(getJobRow(bench.core.store.read, year.started[5]!.seq)!.id).toBe(low.id)
}, 60_000)
