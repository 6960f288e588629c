import { expect, onTestFinished } from 'vitest'
import { Refusal } from '../../contract/errors.ts'
import type { Job, JobSpecInput } from '../../contract/job.ts'
import { getJobRowById } from '../store/jobs.ts'
import { createScheduler } from './scheduler.ts'
import { finishNext, git, makeBench, writeFiles, type Bench } from './testing.ts'

/** Its jobs may run at once. */
export async function idle(): Promise<Bench> {
  const bench = await makeBench()
  await bench.profile({ name: 'many', slots: 8 })
  return bench
}
export async function running(): Promise<Bench> {
  const bench = await idle()
  const scheduler = createScheduler(bench.core)
  scheduler.start()
  onTestFinished(() => scheduler.stop())
  return bench
}
export const ended = async (bench: Bench, id: string): Promise<Job> => { await bench.until(() => bench.get(id).state === 'finished'); return bench.get(id) }
export const refusal = (work: Promise<unknown>) => work.then(() => null, (error: unknown) => { expect(error).toBeInstanceOf(Refusal); return error as Refusal })
export const row = (bench: Bench, id: string) => getJobRowById(bench.core.store.read, id)!
export const tip = (bench: Bench, branch = 'main') => git(bench.repository, 'rev-parse', branch)
export const subjects = (bench: Bench) => git(bench.repository, 'log', '--format=%s').split('\n')
export const CHECKED: Partial<JobSpecInput> = { profile: 'many', check: { command: 'npm test' } }
export const LANDS: Partial<JobSpecInput> = { ...CHECKED, land: {} }
/** Lets the next Claude write, and its check pass. */
export async function workNext(bench: Bench, files: Record<string, string>, runner = bench.runner): Promise<void> {
  await finishNext({ ...bench, runner }, { files })
  ;(await runner.nextStart()).end()
}
export function commit(bench: Bench, files: Record<string, string>): void {
  writeFiles(bench.repository, files)
  git(bench.repository, 'commit', '--quiet', '--all', '-m', 'by hand')
}
