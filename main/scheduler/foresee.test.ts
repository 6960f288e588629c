import { expect, onTestFinished, test } from 'vitest'
import { join } from 'node:path'
import { listConflicts } from '../store/conflicts.ts'
import { getJobRowById } from '../store/jobs.ts'
import { releaseJob, retryJob } from './commands.ts'
import { submitPlan } from './plan.ts'
import { createScheduler } from './scheduler.ts'
import { finishNext, makeBench, speak, writeFiles } from './testing.ts'

test('work of one pipeline that conflicts is told of in both logs as soon as it is there; the rest is not spoken of', async () => {
  const bench = await makeBench()
  await bench.profile({ name: 'default', slots: 1 })
  const scheduler = createScheduler(bench.core)
  scheduler.start()
  onTestFinished(() => scheduler.stop())
  const plan = await submitPlan(bench.core, {
    folder: bench.folder, dryRun: false,
    plan: { pipeline: 'p', defaults: { repository: bench.repository }, jobs: { one: { prompt: 'One' }, two: { prompt: 'Two' }, built: { prompt: 'Built', after: ['one'] }, beside: { prompt: 'Beside' } } },
  }, { from: 'api', device: 'test' })
  const ids = Object.fromEntries(plan.jobs.map((job) => [job.alias, job.id!]))
  const outside = await bench.submit({})
  const files: Record<string, Record<string, string>> = { [ids['one']!]: { 'a.txt': 'first\n' }, [ids['two']!]: { 'a.txt': 'two\n' }, [ids['built']!]: { 'a.txt': 'first, and more\n' }, [ids['beside']!]: { 'b.txt': 'b\n' }, [outside.id]: { 'a.txt': 'outside\n' } }
  const notes = (id: string): string[] => bench.log(id).filter((entry) => entry.data?.['conflictsWith'] !== undefined).map((entry) => String(entry.data!['conflictsWith'])).sort()
  for (const _ of Object.keys(files)) {
    const process = await bench.runner.nextStart()
    writeFiles(process.request.cwd, files[process.request.cwd.split('/').at(-1)!]!)
    speak(process)
    process.end()
  }
  await bench.until(() => Object.keys(files).every((id) => bench.get(id).state === 'finished') && notes(ids['two']!).length === 2)
  await Promise.all([...bench.core.live.values()].map((run) => run.done))
  expect(notes(ids['one']!)).toEqual([ids['two']!])
  expect(notes(ids['two']!)).toEqual([ids['one']!, ids['built']!].sort())
  expect(notes(ids['built']!)).toEqual([ids['two']!])
  expect([notes(ids['beside']!), notes(outside.id)]).toEqual([[], []])
  expect(listConflicts(bench.core.store.read, plan.pipeline!).map(({ ids: [one, other], files: inFiles }) => [one, other, ...inFiles])).toEqual([[ids['one'], ids['two'], 'a.txt'], [ids['two'], ids['built'], 'a.txt']])
  expect(bench.log(ids['one']!).at(-1)!.text).toBe(`Its work conflicts with that of ${ids['two']} ‘Two’ in a.txt: a job after both would be held for it.`)
})

test('a conflict is no longer told when one of the two runs again, and when a person has merged them', async () => {
  const bench = await makeBench()
  await bench.profile({ name: 'default', slots: 1 })
  const scheduler = createScheduler(bench.core)
  scheduler.start()
  onTestFinished(() => scheduler.stop())
  const plan = await submitPlan(bench.core, {
    folder: bench.folder, dryRun: false,
    plan: { pipeline: 'p', defaults: { repository: bench.repository }, jobs: { one: { prompt: 'One' }, two: { prompt: 'Two' }, both: { prompt: 'Both', after: ['one', 'two'] } } },
  }, { from: 'api', device: 'test' })
  const [one, two, both] = plan.jobs.map((job) => job.id!) as [string, string, string]
  const told = () => listConflicts(bench.core.store.read, plan.pipeline!).map(({ ids }) => ids)
  await finishNext(bench, { files: { 'a.txt': 'one\n, first\n' } })
  await finishNext(bench, { files: { 'a.txt': 'two\n' } })
  await bench.until(() => told().length === 1 && bench.get(both).state === 'held')
  expect(told()).toEqual([[one, two]])
  await retryJob(bench.core, getJobRowById(bench.core.store.read, two)!, false)
  expect(told()).toEqual([])
  await finishNext(bench, { files: { 'a.txt': 'two, another way\n' } })
  await bench.until(() => told().length === 1)
  await retryJob(bench.core, getJobRowById(bench.core.store.read, both)!, false)
  await bench.until(() => bench.get(both).state === 'held' && bench.get(both).run === 2)
  writeFiles(join(bench.core.home, 'worktrees', both), { 'a.txt': 'both\n' })
  await releaseJob(bench.core, getJobRowById(bench.core.store.read, both)!)
  await finishNext(bench)
  await bench.until(() => bench.get(both).state === 'finished' && told().length === 0)
  expect(bench.get(both).outcome?.kind).toBe('succeeded')
})
