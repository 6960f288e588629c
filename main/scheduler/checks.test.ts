import { expect, onTestFinished, test } from 'vitest'
import { Check } from '../../contract/check.ts'
import type { Job } from '../../contract/job.ts'
import { faultInFiles } from './changes.ts'
import { createScheduler } from './scheduler.ts'
import { finishNext, git, makeBench, writeFiles, type Bench } from './testing.ts'

async function running(): Promise<Bench> {
  const bench = await makeBench()
  const scheduler = createScheduler(bench.core)
  scheduler.start()
  onTestFinished(() => scheduler.stop())
  return bench
}
const ended = async (bench: Bench, job: Job): Promise<Job> => { await bench.until(() => bench.get(job.id).state === 'finished'); return bench.get(job.id) }

test.each<[string, Parameters<typeof faultInFiles>[0], string[], RegExp | null]>([
  ['a pattern matches a changed file', { changed: ['src/**/*.ts'] }, ['src/pay/a.ts'], null],
  ['a plain path is a folder and all below it', { changed: ['src'] }, ['src/pay/a.ts'], null],
  ['a plain path is no beginning of a name', { changed: ['src'] }, ['srcs/a.ts'], /^expected a change in src, found none \(1 file changed: srcs\/a\.ts\)$/],
  ['every pattern must match', { changed: ['a.txt', 'docs/**'] }, ['a.txt'], /^expected a change in docs\/\*\*, found none/],
  ['nothing changed', { changed: ['**'] }, [], /nothing changed/],
  ['a dot file counts', { unchanged: ['**'] }, ['.env'], /^expected no change in \*\*, found \.env$/],
  ['none of the untouchable', { changed: ['a.txt'], unchanged: ['tests/**', 'lock.json'] }, ['a.txt', 'tests/b.ts', 'tests/c.ts'], /^expected no change in tests\/\*\*, found tests\/b\.ts, tests\/c\.ts$/],
  ['many are counted', { unchanged: ['*'] }, Array.from({ length: 14 }, (_, index) => `${index}`), /9 and 4 more$/],
])('files: %s', (_, files, paths, fault) => {
  const found = faultInFiles(files, paths)
  if (fault === null) expect(found).toBeNull()
  else expect(found).toMatch(fault)
})

test.each([[{}, /at least one of/], [{ files: {} }, /changed or unchanged/], [{ command: 'true', profile: 'x' }, /prompt beside profile/]])('a check %j is refused', (check, message) => {
  const read = Check.safeParse(check)
  expect(read.error?.issues[0]?.message).toMatch(message)
})

test('files decide before the command, over all that is on the branch; a rename names both paths and counts once', async () => {
  const bench = await running()
  const job = await bench.submit({ check: { files: { changed: ['b.txt'], unchanged: ['a.txt'] }, command: 'true' } })
  const claude = await bench.runner.nextStart()
  git(claude.request.cwd, 'mv', 'a.txt', 'b.txt')
  git(claude.request.cwd, 'commit', '--quiet', '-m', 'moved')
  claude.emit(`${JSON.stringify({ type: 'result', subtype: 'success', is_error: false, result: 'Done.', terminal_reason: 'completed', session_id: 's', num_turns: 1, total_cost_usd: 0 })}\r\n`)
  claude.end()
  const done = await ended(bench, job)
  expect(done.check).toEqual({ files: { changed: ['b.txt'], unchanged: ['a.txt'] }, command: 'true', timeoutMs: 600_000 })
  expect(done.outcome).toMatchObject({ reason: 'check-failed', message: 'Claude says it is done, but the files that changed are not as expected: expected no change in a.txt, found a.txt.' })
  expect(done.runs[0]).toMatchObject({ changedFiles: 1, verified: { result: 'failed', exitCode: null, steps: [{ kind: 'files', result: 'failed' }] } })
  expect(bench.runner.starts).toHaveLength(1)
})

test('both steps pass, each with its line in the log', async () => {
  const bench = await running()
  const job = await bench.submit({ check: { files: { changed: ['new.txt'] }, command: 'true' } })
  await finishNext(bench, { files: { 'new.txt': 'x', 'more.txt': 'y' } })
  ;(await bench.runner.nextStart()).end()
  const done = await ended(bench, job)
  expect(done.outcome).toMatchObject({ kind: 'succeeded', message: 'Succeeded, and the check passed.' })
  expect(done.runs[0]).toMatchObject({ changedFiles: 2, verified: { result: 'passed', exitCode: 0, steps: [{ kind: 'files', result: 'passed' }, { kind: 'command', result: 'passed', exitCode: 0 }] } })
  expect(bench.log(job.id).filter((entry) => entry.data?.['result'] === 'passed').map((entry) => entry.data!['step'])).toEqual(['files', 'check'])
})

test('in place the folder is compared with the commit at the start: commits, edits and new files', async () => {
  const bench = await running()
  const job = await bench.submit({ isolation: 'none', check: { files: { changed: ['a.txt', 'new/**'], unchanged: ['ignored.txt'] } } })
  writeFiles(bench.repository, { '.git/info/exclude': 'ignored.txt\n' })
  await finishNext(bench, { files: { 'a.txt': 'two\n', 'new/file.txt': 'x', 'ignored.txt': 'x' } })
  expect(await ended(bench, job)).toMatchObject({ outcome: { kind: 'succeeded' }, runs: [{ changedFiles: 2 }] })
})

test('a check may have the longest limit there is, which is more than a timer of Node holds', async () => {
  const warnings: string[] = []
  const hear = (warning: Error): void => { warnings.push(`${warning.name}: ${warning.message}`) }
  process.on('warning', hear)
  onTestFinished(() => { process.off('warning', hear) })
  const bench = await running()
  const job = await bench.submit({ check: { command: 'make all', timeoutMs: 30 * 24 * 3600 * 1000 } })
  await finishNext(bench)
  const check = await bench.runner.nextStart()
  check.end()
  expect((await ended(bench, job)).outcome).toMatchObject({ kind: 'succeeded' })
  // Node says so when it makes 1 ms of a time that is too long.
  expect(warnings).toEqual([])
})
