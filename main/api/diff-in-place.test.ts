import { readFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import type { Diff } from '../../contract/api.ts'
import { createScheduler } from '../scheduler/scheduler.ts'
import { finishNext, git, makeBench, speak, writeFiles, type Bench } from '../scheduler/testing.ts'
import { jobHandlers } from './job-handlers.ts'

async function running(): Promise<Bench> {
  const bench = await makeBench()
  const scheduler = createScheduler(bench.core)
  scheduler.start()
  onTestFinished(() => scheduler.stop())
  return bench
}
type Services = Parameters<(typeof jobHandlers)['jobs.diff']>[0]
const diff = (bench: Bench, id: string): Promise<Diff> => jobHandlers['jobs.diff']({ core: bench.core } as Services, { id })
const ended = (bench: Bench, id: string) => bench.until(() => bench.get(id).state === 'finished')

test('the diff of a job in place is that of the folder while nobody has moved on: new files too, of those it touches', async () => {
  const bench = await running()
  const job = await bench.submit({ isolation: 'none', touches: ['src/**', 'a.txt'] })
  const process = await bench.runner.nextStart()
  writeFiles(bench.repository, { 'src/new.txt': 'fresh\n', 'a.txt': 'changed\n', 'other.txt': 'by somebody else\n' })
  expect((await diff(bench, job.id)).files).toHaveLength(2)
  speak(process)
  process.end()
  await ended(bench, job.id)
  const found = await diff(bench, job.id)
  expect(found).toMatchObject({ folder: bench.repository, files: [{ path: 'a.txt', added: 1, removed: 1 }, { path: 'src/new.txt', added: 1, removed: 0 }] })
  expect(found.patch).toContain('+fresh\n')
  git(bench.repository, 'add', '--all')
  git(bench.repository, 'commit', '--quiet', '-m', 'taken over')
  const later = await diff(bench, job.id)
  expect([later.files, later.folder]).toEqual([[], undefined])
})

test('a reviewer of a job in place is shown the content of new files', async () => {
  const bench = await running()
  await bench.submit({ isolation: 'none', check: { prompt: 'Is it good?' } })
  await finishNext(bench, { files: { 'new.txt': 'fresh words\n' } })
  const reviewer = await bench.runner.nextStart()
  expect(readFileSync(reviewer.request.stdinFile!, 'utf8')).toContain('+++ b/new.txt\n@@ -0,0 +1 @@\n+fresh words\n')
  speak(reviewer)
  reviewer.end()
})
