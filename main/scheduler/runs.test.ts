import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Job, JobSpecInput } from '../../contract/job.ts'
import { getJobRowById, patchJob } from '../store/jobs.ts'
import { cancelJob, releaseJob } from './commands.ts'
import { createScheduler } from './scheduler.ts'
import { finishNext, git, makeBench, speak, writeFiles, type Bench } from './testing.ts'

async function running(more: Parameters<typeof makeBench>[0] = {}): Promise<Bench> {
  const bench = await makeBench(more)
  const scheduler = createScheduler(bench.core)
  scheduler.start()
  onTestFinished(() => scheduler.stop())
  return bench
}
const row = (bench: Bench, job: Job) => getJobRowById(bench.core.store.read, job.id)!
const ended = async (bench: Bench, job: Job): Promise<Job> => { await bench.until(() => bench.get(job.id).state === 'finished'); return bench.get(job.id) }
const words = (bench: Bench, job: Job) => bench.log(job.id).map((entry) => entry.text)
/** Limits below what a person may set, so that a test waits for their end and not for a second. */
async function submitWith(bench: Bench, spec: Partial<JobSpecInput>, patch: Parameters<typeof patchJob>[2]): Promise<Job> {
  const job = await bench.submit({ ...spec, hold: true })
  await bench.core.store.writer.write((db) => patchJob(db, row(bench, job).seq, patch))
  await releaseJob(bench.core, row(bench, job))
  return job
}

test('a run from submit to its end: worktree, environment, log, branch; the checkout is untouched', async () => {
  const bench = await running()
  const job = await bench.submit({ prompt: 'Write it\nwell' })
  const process = await bench.runner.nextStart()
  expect(process.request).toMatchObject({ cwd: join(bench.core.home, 'worktrees', job.id), env: { DISPATCH_FOLDER: 'folder', DISPATCH_RUN: `folder.${job.id}.1` } })
  expect(readFileSync(process.request.stdinFile!, 'utf8')).toBe('Write it\nwell')
  await bench.until(() => bench.get(job.id).state === 'running')
  speak(process, { result: 'Wrote it.' })
  process.end()
  const done = await ended(bench, job)
  expect(done).toMatchObject({ title: 'Write it', run: 1, costUsd: 0.01, branch: `dispatch/${job.id}`, outcome: { kind: 'succeeded', reason: 'ok', message: 'Claude says it is done, but nothing changed.' } })
  expect(done.runs[0]).toMatchObject({ execution: { exitCode: 0, stoppedBy: null }, claimed: { isError: false, result: 'Wrote it.' }, verified: { result: 'none' } })
  const log = bench.log(job.id)
  expect(log.map((entry) => entry.seq)).toEqual(log.map((_, index) => index + 1))
  expect(log.at(-1)).toMatchObject({ kind: 'result', data: { outcome: 'succeeded' } })
  expect(git(bench.repository, 'status', '--porcelain')).toBe('')
  expect(existsSync(join(bench.core.home, 'profiles', 'default', 'runs', `${job.id}.1`))).toBe(false)
})

test.each<[string, number, object, RegExp]>([
  ['passes', 0, { kind: 'succeeded', reason: 'ok' }, /^Succeeded, and the check passed/],
  ['fails', 1, { kind: 'failed', reason: 'check-failed' }, /but the check \(npm test\) exited 1/],
  ['is a command that is not there', 127, { kind: 'failed', reason: 'check-failed' }, /the shell found no such command/],
])('a check that %s decides', async (_, exitCode, outcome, message) => {
  const bench = await running()
  const job = await bench.submit({ check: { command: 'npm test' } })
  await finishNext(bench, { files: { 'new.txt': 'x' } })
  const check = await bench.runner.nextStart()
  expect(check.request).toMatchObject({ file: '/bin/sh', args: ['-c', 'npm test'], cwd: join(bench.core.home, 'worktrees', job.id) })
  // Claude's work is committed before it is checked.
  expect(git(check.request.cwd, 'show', 'HEAD:new.txt')).toBe('x')
  check.emit('some output\r\nmore')
  check.end({ exitCode, signal: null })
  const done = await ended(bench, job)
  expect(done.outcome).toMatchObject({ ...outcome, message: expect.stringMatching(message) })
  expect(done.runs[0]?.verified).toMatchObject({ result: exitCode === 0 ? 'passed' : 'failed', exitCode, output: 'some output\nmore\n' })
  expect(words(bench, job)).toContain('$ npm test')
})

test('work that could not be kept is lost, whatever Claude says, and nothing builds on it', async () => {
  const bench = await running()
  const job = await bench.submit({})
  const child = await bench.submit({ after: [job.id] })
  const process = await bench.runner.nextStart()
  await bench.until(() => bench.get(job.id).state === 'running')
  rmSync(join(bench.core.home, 'worktrees', job.id), { recursive: true })
  speak(process, { result: 'Done.' })
  process.end()
  expect((await ended(bench, job)).outcome).toMatchObject({ kind: 'lost', reason: 'lost', message: expect.stringContaining('could not be kept') as string })
  expect((await ended(bench, child)).outcome).toMatchObject({ kind: 'cancelled', reason: 'dependency-failed' })
})

test('a check that cannot be started, or ends by a signal, has failed', async () => {
  const bench = await running()
  const job = await bench.submit({ check: { command: 'x' }, retry: { max: 1, backoffMs: 0 } })
  const claude = await bench.runner.nextStart()
  bench.runner.failNext('spawn-failed', 'no more processes')
  speak(claude)
  claude.end()
  await finishNext(bench)
  const check = await bench.runner.nextStart()
  check.end({ exitCode: null, signal: 'SIGSEGV' })
  const done = await ended(bench, job)
  expect(words(bench, job).join('\n')).toContain('could not be started: no more processes')
  expect(done).toMatchObject({ outcome: { reason: 'check-failed', message: expect.stringContaining('was ended by SIGSEGV') }, runs: [{ verified: { result: 'failed' } }, { verified: { result: 'failed', exitCode: 139 } }] })
})

test('a check that takes too long is stopped and has failed', async () => {
  const bench = await running()
  const job = await submitWith(bench, { check: { command: 'sleep 9' } }, { check_timeout_ms: 30 })
  await finishNext(bench)
  const check = await bench.runner.nextStart()
  expect(await ended(bench, job)).toMatchObject({ outcome: { reason: 'check-failed', message: expect.stringContaining('did not end within') }, runs: [{ verified: { result: 'failed' } }] })
  expect(check.stopped).toBe(true)
})

test('a run that takes too long is stopped and timed out', async () => {
  const bench = await running()
  const job = await submitWith(bench, {}, { timeout_ms: 30 })
  const process = await bench.runner.nextStart()
  expect(await ended(bench, job)).toMatchObject({ outcome: { kind: 'failed', reason: 'timed-out' }, runs: [{ execution: { stoppedBy: 'timeout' } }] })
  expect(process.stopped).toBe(true)
})

test('a run that says nothing for too long is stopped, and the message says so', async () => {
  const bench = await running()
  const job = await submitWith(bench, {}, { silence_ms: 40 })
  const process = await bench.runner.nextStart()
  expect(await ended(bench, job)).toMatchObject({ outcome: { kind: 'failed', reason: 'timed-out', message: expect.stringContaining('said nothing for') }, runs: [{ execution: { stoppedBy: 'timeout' } }] })
  expect(process.stopped).toBe(true)
})

test('set-up runs first; when it fails Claude is never started', async () => {
  const bench = await running()
  await bench.profile({ name: 'built', setup: { command: 'npm ci' } })
  const job = await bench.submit({ profile: 'built' })
  const setup = await bench.runner.nextStart()
  expect(setup.request.args).toEqual(['-c', 'npm ci'])
  setup.emit('npm ERR! no\r\n')
  setup.end({ exitCode: 1, signal: null })
  expect((await ended(bench, job)).outcome).toMatchObject({ kind: 'failed', reason: 'start-failed', message: expect.stringMatching(/set-up command \(npm ci\) exited 1\. Its output is in the log/) })
  expect(words(bench, job)).toContain('npm ERR! no')
  expect(bench.runner.starts).toHaveLength(1)
})

test('a cancel during set-up stops it, and nothing else is started', async () => {
  const bench = await running()
  await bench.profile({ name: 'built', setup: { command: 'npm ci' } })
  const job = await bench.submit({ profile: 'built' })
  const setup = await bench.runner.nextStart()
  await cancelJob(bench.core, row(bench, job), false)
  expect(setup.stopped).toBe(true)
  expect(bench.get(job.id).outcome).toMatchObject({ kind: 'cancelled', reason: 'by-person' })
  expect(bench.runner.starts).toHaveLength(1)
})

test('a failure that may pass is tried again after its back-off, doubled each time; then it has failed', async () => {
  const bench = await running()
  const job = await bench.submit({ retry: { max: 2, backoffMs: 10_000 } })
  for (const [attempt, wait] of [[1, 10_000], [2, 20_000]] as const) {
    await finishNext(bench, { error: 'busy' })
    await bench.until(() => bench.get(job.id).state === 'queued')
    expect(bench.get(job.id)).toMatchObject({ run: attempt, notBefore: bench.core.now() + wait, outcome: null })
    expect(words(bench, job).at(-1)).toContain(`Tries again in ${wait / 1000}s (attempt ${attempt + 1} of 3)`)
    bench.advance(wait - 1)
    bench.core.wake()
    await bench.core.store.writer.idle()
    expect(bench.runner.starts).toHaveLength(attempt)
    bench.advance(1)
    bench.core.wake()
  }
  await finishNext(bench, { error: 'busy' })
  expect(await ended(bench, job)).toMatchObject({ run: 3, outcome: { kind: 'failed', reason: 'claude-error' } })
})

test('what would fail the same way again is not tried again', async () => {
  const bench = await running()
  bench.runner.failNext('program-missing', 'expected claude, found nothing')
  const job = await bench.submit({ retry: { max: 3, backoffMs: 0 } })
  expect(await ended(bench, job)).toMatchObject({ run: 1, outcome: { reason: 'start-failed', message: 'expected claude, found nothing' }, runs: [{ execution: { startError: 'expected claude, found nothing' } }] })
})

test('a retry goes on only after the reasons it names; the log says why it does not', async () => {
  const bench = await running()
  const job = await bench.submit({ retry: { max: 3, backoffMs: 0, on: ['check-failed'] } })
  await finishNext(bench, { error: 'busy' })
  expect(await ended(bench, job)).toMatchObject({ run: 1, outcome: { reason: 'claude-error' }, retry: { max: 3, backoffMs: 0, on: ['check-failed'] } })
  expect(words(bench, job)).toContain('Not tried again: claude-error is not among the reasons to retry on.')
})

test('a retry that resumes goes on in the session and the worktree as they were, told what the check said; it counts as an attempt', async () => {
  const bench = await running()
  const job = await bench.submit({ check: { command: 'npm test' }, retry: { max: 1, backoffMs: 0, session: 'resume' } })
  const first = await bench.runner.nextStart()
  const session = first.request.args[first.request.args.indexOf('--session-id') + 1]!
  // What Claude Code itself writes: without a transcript there is nothing to resume.
  writeFiles(first.request.env['CLAUDE_CONFIG_DIR']!, { [`projects/p/${session}.jsonl`]: '{}\n' })
  writeFiles(first.request.cwd, { 'half.txt': 'half' })
  speak(first)
  first.end()
  const check = await bench.runner.nextStart()
  check.emit('2 tests failed: pay.test.ts\r\n')
  check.end({ exitCode: 1, signal: null })
  const second = await bench.runner.nextStart()
  expect(second.request.args.slice(second.request.args.indexOf('--resume'))[1]).toBe(session)
  expect(readFileSync(second.request.stdinFile!, 'utf8')).toMatch(/ended before it was done[^]*exit code 1[^]*2 tests failed: pay\.test\.ts/)
  expect(existsSync(join(second.request.cwd, 'half.txt'))).toBe(true)
  speak(second)
  second.end()
  ;(await bench.runner.nextStart()).end({ exitCode: 1, signal: null })
  expect(await ended(bench, job)).toMatchObject({ run: 2, outcome: { reason: 'check-failed' } })
  expect(words(bench, job).join('\n')).toMatch(/Tries again in 0s \(attempt 2 of 2\), in the same session\.[^]*Resumes session .* after a failed attempt[^]*all 2 attempts are used/)
})

test('claude that is nowhere, not executable or too old: a clear outcome', async () => {
  const bench = await running()
  bench.core.engineEnv['DISPATCH_CLAUDE'] = join(bench.folder, 'nowhere')
  const missing = await ended(bench, await bench.submit())
  expect(missing.outcome).toMatchObject({ kind: 'failed', reason: 'start-failed', message: expect.stringMatching(/nowhere does not exist: correct the path/) })
  bench.core.engineEnv['DISPATCH_CLAUDE'] = join(bench.repository, 'a.txt')
  if (process.getuid?.() !== 0) expect((await ended(bench, await bench.submit())).outcome?.message).toMatch(/may not be executed/)
  bench.core.engineEnv['DISPATCH_CLAUDE'] = '/bin/true'
  expect((await ended(bench, await bench.submit())).outcome).toMatchObject({ reason: 'start-failed', message: expect.stringMatching(/to tell a version/) })
  expect(bench.runner.starts).toHaveLength(0)
})

test('jobs that work in place are alone in their repository; others run beside them', async () => {
  const bench = await running()
  await bench.profile({ name: 'default', slots: 8 })
  const first = await bench.submit({ isolation: 'none' })
  const one = await bench.runner.nextStart()
  expect(one.request.cwd).toBe(bench.repository)
  const second = await bench.submit({ isolation: 'none' })
  const beside = await bench.submit()
  const other = await bench.runner.nextStart()
  expect(other.request.cwd).toContain(beside.id)
  expect(bench.get(second.id).state).toBe('queued')
  speak(one)
  one.end()
  const two = await bench.runner.nextStart()
  expect(two.request.cwd).toBe(bench.repository)
  expect(bench.get(first.id)).toMatchObject({ worktree: null, branch: 'main', outcome: { kind: 'succeeded' } })
  for (const process of [two, other]) { speak(process); process.end() }
  await ended(bench, second)
  await ended(bench, beside)
  expect(readdirSync(join(bench.core.home, 'worktrees'))).toEqual([beside.id])
})

test('slots of a profile and priority decide who is next', async () => {
  const bench = await running()
  const jobs = [await bench.submit({ title: 'first' }), await bench.submit({ title: 'low', priority: -1 }), await bench.submit({ title: 'high', priority: 1 })]
  const order: string[] = []
  for (let i = 0; i < 3; i++) {
    const process = await bench.runner.nextStart()
    order.push(jobs.find((job) => process.request.cwd.endsWith(job.id))!.title)
    expect(jobs.filter((job) => ['starting', 'running'].includes(bench.get(job.id).state))).toHaveLength(1)
    speak(process)
    process.end()
  }
  expect(order).toEqual(['first', 'high', 'low'])
  for (const job of jobs) await ended(bench, job)
})

test('a job that may not start yet is started by the one timer, when its time has come', async () => {
  const bench = await running()
  const job = await bench.submit({ notBefore: bench.core.now() + 40 })
  await bench.core.store.writer.idle()
  expect(bench.get(job.id).state).toBe('queued')
  // The timer is real, the clock is not: nobody calls wake from here on.
  bench.advance(40)
  await finishNext(bench)
  expect((await ended(bench, job)).outcome?.kind).toBe('succeeded')
})

test('a run that cannot even begin has failed and says why; what waits for it and the queue go on', async () => {
  const bench = await makeBench()
  const problems: string[] = []
  bench.core.report = (message) => { problems.push(message) }
  await bench.profile({ name: 'broken' })
  const job = await bench.submit({ profile: 'broken' })
  const child = await bench.submit({ after: [{ job: job.id, when: 'failure' }] })
  await bench.core.store.writer.write((db) => db.exec(`UPDATE profile_version SET spec = json_set(spec, '$.timeoutMs', 'none') WHERE name = 'broken'`))
  const scheduler = createScheduler(bench.core)
  scheduler.start()
  onTestFinished(() => scheduler.stop())
  expect((await ended(bench, job)).outcome).toMatchObject({ kind: 'failed', reason: 'claude-error', message: expect.stringMatching(/^Dispatch itself failed while running this job: /) })
  expect(problems).toEqual([`run 1 of ${job.id} could not begin`])
  await finishNext(bench)
  expect((await ended(bench, child)).outcome).toMatchObject({ kind: 'succeeded' })
})

test('stop interrupts what runs, starts nothing more, and resolves when every end is stored', async () => {
  const bench = await makeBench()
  await bench.profile({ name: 'default', slots: 2 })
  await bench.profile({ name: 'gone', slots: 2, onInterrupt: 'lost' })
  const scheduler = createScheduler(bench.core)
  scheduler.start()
  const [resumed, lost] = [await bench.submit(), await bench.submit({ profile: 'gone' })]
  await bench.runner.nextStart()
  await bench.runner.nextStart()
  await bench.until(() => bench.get(resumed.id).state === 'running' && bench.get(lost.id).state === 'running')
  await scheduler.stop()
  const late = await bench.submit()
  expect(bench.get(resumed.id)).toMatchObject({ state: 'queued', runs: [{ execution: { stoppedBy: 'engine' } }] })
  expect(bench.get(lost.id).outcome).toMatchObject({ kind: 'lost', reason: 'lost' })
  expect(bench.get(late.id).state).toBe('queued')
  expect(bench.runner.starts.map((each) => each.stopped)).toEqual([true, true])
  expect(bench.core.live.size).toBe(0)
})
