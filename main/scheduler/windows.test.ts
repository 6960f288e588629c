import { expect, onTestFinished, test } from 'vitest'
import { describeState } from '../../contract/words.ts'
import { createScheduler } from './scheduler.ts'
import { finishNext, makeBench, START, type Bench } from './testing.ts'
import { nextWakeAt } from './tick.ts'

const HOUR = 3_600_000
/** The clock of tests begins at 00:16:40 UTC of a Thursday. */
const NIGHT = { from: '02:00', to: '04:00', zone: 'UTC' }

async function running(): Promise<Bench> {
  const bench = await makeBench()
  const scheduler = createScheduler(bench.core)
  scheduler.start()
  onTestFinished(() => scheduler.stop())
  return bench
}
const idle = async (bench: Bench): Promise<void> => { bench.core.wake(); await bench.core.store.writer.idle() }

test('a job waits for a window of its profile, says so, and starts when it opens; others are not held up; what runs when it closes runs on', async () => {
  const bench = await running()
  await bench.profile({ name: 'night', windows: [NIGHT], slots: 1 })
  const job = await bench.submit({ profile: 'night' })
  const second = await bench.submit({ profile: 'night' })
  const other = await bench.submit()
  expect((await finishNext(bench)).request.env['DISPATCH_JOB']).toBe(other.id)
  await bench.until(() => bench.get(other.id).state === 'finished')
  expect(bench.get(job.id)).toMatchObject({ state: 'queued', startsWithin: [NIGHT] })
  expect(describeState(bench.get(job.id), START)).toMatch(/^Starts at .* \(in 1 h 44 min\): profile night runs only between 02:00 and 04:00/)
  expect(nextWakeAt(bench.core.store.read, bench.core.now())).toBe(2 * HOUR)
  bench.advance(2 * HOUR - START)
  bench.core.wake()
  const process = await bench.runner.nextStart()
  await bench.until(() => bench.get(job.id).state === 'running')
  expect(bench.get(job.id).startsWithin).toBeUndefined()
  expect(describeState(bench.get(second.id), bench.core.now())).toBe('')
  bench.advance(2 * HOUR)
  await idle(bench)
  expect(bench.get(job.id).state).toBe('running')
  process.end()
  await bench.until(() => bench.get(job.id).state === 'finished')
  await idle(bench)
  expect(bench.get(second.id).state).toBe('queued')
  expect(nextWakeAt(bench.core.store.read, bench.core.now())).toBe(26 * HOUR)
})

test('an edit of the windows counts for jobs that wait already', async () => {
  const bench = await running()
  await bench.profile({ name: 'night', windows: [NIGHT] })
  const job = await bench.submit({ profile: 'night' })
  await idle(bench)
  expect(bench.get(job.id).state).toBe('queued')
  await bench.profile({ name: 'night', windows: [] })
  bench.core.wake()
  await finishNext(bench)
  await bench.until(() => bench.get(job.id).state === 'finished')
  expect(bench.get(job.id).profileVersion).toBe(1)
})
