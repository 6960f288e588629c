import { expect, onTestFinished, test } from 'vitest'
import { submitPlan } from './plan.ts'
import { createScheduler } from './scheduler.ts'
import { makeBench, speak, writeFiles } from './testing.ts'

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
  expect(bench.log(ids['one']!).at(-1)!.text).toBe(`Its work conflicts with that of ${ids['two']} ‘Two’ in a.txt: a job after both would be held for it.`)
})
