import { expect, test } from 'vitest'
import { getJobRowById } from '../store/jobs.ts'
import { releaseJob } from './commands.ts'
import { fireDue } from './due.ts'
import { createScheduler } from './scheduler.ts'
import { HOUR, started, TWO, withSchedule } from './schedules.testing.ts'
import { makeBench } from './testing.ts'

/** Whatever an engine that has been woken does is done within so many turns. */
async function quiet(): Promise<void> {
  for (let turns = 0; turns < 100; turns++) await new Promise(setImmediate)
}

test('a time that comes while the engine is busy is looked at next, and not only a minute later', async () => {
  const { bench, jobs } = await withSchedule({ every: '* * * * * *', overlap: 'queue' }, { hold: true })
  const { writer } = bench.core.store
  const { steps } = writer
  // Storing takes longer than from one time to the next, three times.
  let slow = 3
  writer.steps = (piece) => steps(piece).then((value) => { if (slow-- > 0) bench.advance(1500); return value })
  started(bench)
  bench.advance(1000)
  bench.core.wake()
  await bench.until(() => jobs().length === 4)
  // What cannot be stored is not tried without pause.
  const reported: string[] = []
  bench.core.report = (message) => { reported.push(message) }
  await quiet()
  await writer.write((db) => db.exec(`CREATE TRIGGER broken BEFORE INSERT ON job BEGIN SELECT RAISE(ABORT, 'power cut'); END`))
  bench.advance(1000)
  bench.core.wake()
  await quiet()
  expect([jobs().length, reported.length]).toEqual([4, 1])
})

test('one that was to make way when its engine died has made way, and was not cancelled by a person', async () => {
  const { bench, jobs, to } = await withSchedule({ overlap: 'replace' })
  to(TWO)
  createScheduler(bench.core).start()
  await bench.runner.nextStart()
  await bench.until(() => jobs()[0]!.state === 'running')
  // Nothing of it runs on, and what it stores last is that the next one has come.
  bench.core.wake = () => {}
  const dead = { ...bench.core, live: new Map() }
  to(TWO + 24 * HOUR)
  await fireDue(dead)
  expect(jobs().map((job) => job.state)).toEqual(['running', 'queued'])
  await createScheduler({ ...bench.core, live: new Map() }).recover()
  expect(jobs()[0]!.outcome).toEqual({ kind: 'cancelled', reason: 'replaced', message: `Cancelled to make way for ${jobs()[1]!.id}, the next job of its schedule.` })
})

test.each(['a job', 'a window'])('%s whose time comes between the last look and the setting of the timer is not overlooked', async (what) => {
  const bench = await makeBench()
  const now = bench.core.now()
  const at = new Date(now + 60_000).toISOString().slice(11, 16)
  bench.advance(Math.floor((now + 60_000) / 60_000) * 60_000 - now - 5)
  await bench.profile({ name: 'p', windows: what === 'a window' ? [{ from: at, to: '23:00', zone: 'UTC' }] : [] })
  started(bench)
  const { owed } = bench.core.store
  const { keep } = owed
  let late = false
  owed.keep = async (words, work) => {
    const done = await keep(words, work)
    if (late && words === 'the start of what is queued') {
      late = false
      bench.advance(5)
    }
    return done
  }
  const job = await bench.submit({ profile: 'p', hold: true, ...(what === 'a job' ? { notBefore: bench.core.now() + 5 } : {}) })
  await quiet()
  late = true
  await releaseJob(bench.core, getJobRowById(bench.core.store.read, job.id)!)
  expect((await bench.runner.nextStart()).request.cwd).toContain(job.id)
})
