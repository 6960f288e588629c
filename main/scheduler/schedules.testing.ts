import { onTestFinished } from 'vitest'
import type { Job } from '../../contract/job.ts'
import { ScheduleSpec, type Schedule } from '../../contract/schedule.ts'
import { sql } from '../store/handles.ts'
import { getJobRow } from '../store/jobs.ts'
import { toJob } from '../store/job-view.ts'
import { getSchedule, toSchedule } from '../store/schedules.ts'
import { createScheduler } from './scheduler.ts'
import { addSchedule } from './schedules.ts'
import { makeBench, type Bench } from './testing.ts'

export const HOUR = 3_600_000
export const ORIGIN = { from: 'api' as const, device: 'test' }
/** 02:00 UTC of the first day of the clock of tests. */
export const TWO = 2 * HOUR

/** A bench with one schedule at two o'clock, unless it is given another time. */
export async function withSchedule(spec: Partial<Record<'every' | 'zone' | 'overlap' | 'catchUpMs' | 'paused', unknown>> = {}, job: object = {}): Promise<{ bench: Bench; id: string; get: () => Schedule; jobs: () => Job[]; to: (at: number) => void }> {
  const bench = await makeBench()
  const parsed = ScheduleSpec.parse({ every: '0 2 * * *', zone: 'UTC', ...spec, job: { prompt: 'Tidy up', repository: bench.repository, ...job } })
  const { schedule: { id } } = await addSchedule(bench.core, parsed, ORIGIN)
  const { read } = bench.core.store
  return {
    bench, id, get: () => toSchedule(getSchedule(read, id)!, bench.core.now(), true),
    jobs: () => (sql(read, 'SELECT seq FROM job WHERE schedule = ? ORDER BY seq').pluck().all(id) as number[]).map((seq) => toJob(read, getJobRow(read, seq)!, true)),
    to: (at) => bench.advance(at - bench.core.now()),
  }
}

/** Runs the scheduler until the test is over. */
export function started(bench: Bench): ReturnType<typeof createScheduler> {
  const scheduler = createScheduler(bench.core)
  scheduler.start()
  onTestFinished(() => scheduler.stop())
  return scheduler
}
