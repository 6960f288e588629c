import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Job } from '../../contract/job.ts'
import { createFakeRunner, type FakeRunner } from '../runner/fake.ts'
import { insertApproval } from '../store/approvals.ts'
import { sql } from '../store/handles.ts'
import { newId } from '../store/ids.ts'
import { getJobRowById, patchJob } from '../store/jobs.ts'
import { cancelJob, retryJob } from './commands.ts'
import type { Core } from './core.ts'
import { createScheduler } from './scheduler.ts'
import { finishNext, git, makeBench, speak, type Bench } from './testing.ts'
import { followQuestions } from './waiting.ts'

const row = (bench: Bench, job: Job) => getJobRowById(bench.core.store.read, job.id)!

/** An engine that got this far with these jobs and then was no more: nothing of it runs on, what it stored is there. */
async function crashed(profiles: ('resume' | 'lost')[], prepare: (bench: Bench) => void = () => {}): Promise<{ bench: Bench; jobs: Job[]; next: () => { core: Core; runner: FakeRunner; scheduler: ReturnType<typeof createScheduler> } }> {
  const bench = await makeBench()
  for (const onInterrupt of ['resume', 'lost'] as const) await bench.profile({ name: onInterrupt, onInterrupt, slots: 8 })
  prepare(bench)
  createScheduler(bench.core).start()
  const jobs: Job[] = []
  for (const profile of profiles) {
    jobs.push(await bench.submit({ profile }))
    await bench.runner.nextStart()
    await bench.until(() => bench.get(jobs.at(-1)!.id).state === 'running')
  }
  bench.core.wake = () => {}
  const next = () => {
    const runner = createFakeRunner()
    const core: Core = { ...bench.core, runner, live: new Map(), wake: () => {}, stopping: false }
    return { core, runner, scheduler: createScheduler(core) }
  }
  return { bench, jobs, next }
}

test('what ran is resumed or lost as its profile says; nothing runs before that is settled, and nothing twice', async () => {
  const { bench, jobs: [resume, lost], next } = await crashed(['resume', 'lost'])
  writeFileSync(join(bench.get(lost!.id).worktree!, 'half.txt'), 'half\n')
  const child = await bench.submit({ after: [lost!.id] })
  const { core, runner, scheduler } = next()
  core.wake()
  expect(await scheduler.recover()).toEqual({ processes: 0, resumed: 1, lost: 1, cancelled: 0 })
  expect(runner.starts).toHaveLength(0)
  // Every process of the folder, whatever it hangs on; and the tree below each one known by number and start time.
  expect(runner.endedMarks).toEqual(['DISPATCH_FOLDER=folder'])
  expect(bench.get(resume!.id)).toMatchObject({ state: 'queued', outcome: null, runs: [{ endedAt: expect.any(Number), execution: { stoppedBy: 'engine', exitCode: null } }] })
  expect(bench.get(lost!.id)).toMatchObject({ outcome: { kind: 'lost', reason: 'lost', message: expect.stringContaining('profile says not to resume') } })
  expect(bench.get(child.id)).toMatchObject({ outcome: { reason: 'dependency-failed' } })
  // What the lost one had done is on its branch.
  expect(git(bench.repository, 'show', `dispatch/${lost!.id}:half.txt`)).toBe('half')

  scheduler.start()
  const again = await runner.nextStart()
  expect(again.request.cwd).toContain(resume!.id)
  speak(again)
  again.end()
  await bench.until(() => bench.get(resume!.id).state === 'finished')
  expect(bench.get(resume!.id)).toMatchObject({ run: 2, outcome: { kind: 'succeeded' } })
  expect(runner.starts).toHaveLength(1)
  const log = bench.log(resume!.id)
  expect(log.map((entry) => entry.seq)).toEqual(log.map((_, index) => index + 1))
  expect(log.map((entry) => entry.text).join('\n')).toMatch(/Interrupted: the engine ended[^]*Goes on in the worktree as it was left/)
  await scheduler.stop()
})

test('a secret brought into the worktree stays out of the commit, whether its job is resumed or lost', async () => {
  const { bench, jobs: [resume, lost], next } = await crashed(['resume', 'lost'], ({ repository }) => {
    // Ignored where the person works, and not yet by the commit the jobs begin from.
    for (const [name, text] of [['.gitignore', '.env\n'], ['.worktreeinclude', '.env\n'], ['.env', 'KEY=secret\n']] as const) writeFileSync(join(repository, name), text)
  })
  for (const { id } of [resume!, lost!]) {
    const { worktree } = bench.get(id)
    expect(readFileSync(join(worktree!, '.env'), 'utf8')).toBe('KEY=secret\n')
    writeFileSync(join(worktree!, 'half.txt'), 'half\n')
  }
  const { runner, scheduler } = next()
  await scheduler.recover()
  scheduler.start()
  await finishNext({ ...bench, runner })
  await bench.until(() => bench.get(resume!.id).state === 'finished')
  for (const { id } of [resume!, lost!]) expect(git(bench.repository, 'diff', '--name-only', 'main', `dispatch/${id}`)).toBe('half.txt')
  await scheduler.stop()
})

/** Claude did its part in the job's first run, and its engine died in the check. */
async function crashedInCheck(how: Parameters<typeof speak>[1] = {}, spec: Parameters<Bench['submit']>[0] = {}) {
  const { bench, next } = await crashed([])
  bench.core.wake = () => {}
  const first = next()
  first.scheduler.start()
  const job = await bench.submit({ check: { command: 'npm test' }, profile: 'resume', ...spec })
  first.core.wake()
  const claude = await first.runner.nextStart()
  writeFileSync(join(claude.request.cwd, 'new.txt'), 'x')
  speak(claude, how)
  claude.end()
  await first.runner.nextStart()
  // The end of Claude is there before that of the check.
  expect(bench.get(job.id)).toMatchObject({ state: 'running', runs: [{ endedAt: null, claimed: { result: how.result ?? 'Done.' }, costUsd: 0.01 }] })
  first.core.wake = () => {}
  return { bench, job, next }
}

test('an engine that dies in the check, however often: Claude is not run again, what it claimed and cost is kept and counted once', async () => {
  const { bench, job, next } = await crashedInCheck({ result: 'All of it.' })
  const second = next()
  expect(await second.scheduler.recover()).toEqual({ processes: 0, resumed: 1, lost: 0, cancelled: 0 })
  expect(bench.get(job.id)).toMatchObject({ state: 'queued', costUsd: 0.01, runs: [{ claimed: { result: 'All of it.' }, costUsd: 0.01, usage: { inputTokens: 1 }, execution: { stoppedBy: 'engine' } }] })
  second.scheduler.start()
  expect((await second.runner.nextStart()).request.args).toEqual(['-c', 'npm test'])
  second.core.wake = () => {}

  const third = next()
  await third.scheduler.recover()
  third.scheduler.start()
  const check = await third.runner.nextStart()
  expect(check.request.args).toEqual(['-c', 'npm test'])
  expect(bench.get(job.id).state).toBe('running')
  expect(git(check.request.cwd, 'show', 'HEAD:new.txt')).toBe('x')
  check.end()
  await bench.until(() => bench.get(job.id).state === 'finished')
  const done = bench.get(job.id)
  expect(done).toMatchObject({ run: 3, costUsd: 0.01, outcome: { kind: 'succeeded' } })
  expect(done.runs.map((run) => [run.claimed!.result, run.costUsd, run.sessionId])).toEqual([['All of it.', 0.01, done.sessionId], ['All of it.', 0, done.sessionId], ['All of it.', 0, done.sessionId]])
  expect(done.runs[2]).toMatchObject({ execution: { exitCode: 0, stoppedBy: null }, verified: { result: 'passed' } })
  expect([second, third].map(({ runner }) => runner.starts.length)).toEqual([1, 1])
  expect(bench.log(job.id).map((entry) => entry.text).join('\n')).toMatch(/Claude was done and is not run again[^]*Claude was done when the engine ended: only the check is run again/)
  await third.scheduler.stop()
})

test('a check that fails after such an end is tried again with Claude, told what the check said', async () => {
  const { bench, job, next } = await crashedInCheck({}, { retry: { max: 1, backoffMs: 0, session: 'resume' } })
  const { scheduler, runner } = next()
  await scheduler.recover()
  scheduler.start()
  const check = await runner.nextStart()
  check.emit('one test failed\r\n')
  check.end({ exitCode: 1, signal: null })
  await finishNext({ ...bench, runner })
  ;(await runner.nextStart()).end()
  await bench.until(() => bench.get(job.id).state === 'finished')
  expect(bench.get(job.id)).toMatchObject({ run: 3, costUsd: 0.02, outcome: { kind: 'succeeded' } })
  await scheduler.stop()
})

test('an engine that is stopped in order during the check leaves only the check to the next', async () => {
  const { bench, next } = await crashed([])
  const first = next()
  first.scheduler.start()
  const job = await bench.submit({ check: { command: 'npm test' }, profile: 'resume' })
  first.core.wake()
  await finishNext({ ...bench, runner: first.runner })
  await first.runner.nextStart()
  await first.scheduler.stop()
  expect(bench.get(job.id)).toMatchObject({ state: 'queued', runs: [{ claimed: { result: 'Done.' }, execution: { stoppedBy: 'engine' } }] })
  const { scheduler, runner } = next()
  scheduler.start()
  const check = await runner.nextStart()
  expect(check.request.args).toEqual(['-c', 'npm test'])
  check.end()
  await bench.until(() => bench.get(job.id).state === 'finished')
  expect(bench.get(job.id)).toMatchObject({ run: 2, costUsd: 0.01, outcome: { kind: 'succeeded' } })
  await scheduler.stop()
})

test('an engine that dies in the middle of Claude counts what its stream had said', async () => {
  const { bench, jobs: [job], next } = await crashed(['resume'])
  const claude = bench.runner.starts[0]!
  speak(claude, { result: 'Half.' })
  await bench.until(() => bench.log(job!.id).some((entry) => entry.text === 'Half.'))
  const { scheduler, runner } = next()
  await scheduler.recover()
  expect(bench.get(job!.id)).toMatchObject({ costUsd: 0.01, runs: [{ claimed: { result: 'Half.' }, costUsd: 0.01, usage: { inputTokens: 1, outputTokens: 1 } }] })
  // It had not ended: it goes on in its session.
  scheduler.start()
  expect((await runner.nextStart()).request.args).not.toContain('-c')
})

test('recovering twice finds nothing the second time', async () => {
  const { next } = await crashed(['resume', 'lost'])
  await next().scheduler.recover()
  expect(await next().scheduler.recover()).toEqual({ processes: 0, resumed: 0, lost: 0, cancelled: 0 })
})

test('a cancel the dead engine did not live to see is kept', async () => {
  const { bench, jobs: [job], next } = await crashed(['resume'])
  await bench.core.store.writer.write((db) => patchJob(db, row(bench, job!).seq, { cancel_requested: 1 }))
  await next().scheduler.recover()
  expect(bench.get(job!.id).outcome).toMatchObject({ kind: 'cancelled', reason: 'by-person' })
})

test('a cancel while no engine runs is kept until the next one', async () => {
  const { bench, jobs: [job], next } = await crashed(['resume'])
  const { core, scheduler } = next()
  const moved = await cancelJob(core, row(bench, job!), false)
  expect(moved.changed[0]!.state).toBe('running')
  expect(await scheduler.recover()).toMatchObject({ resumed: 0, lost: 0, cancelled: 1 })
  expect(bench.get(job!.id).outcome).toMatchObject({ kind: 'cancelled', reason: 'by-person' })
})

test('a question nobody can answer any more is withdrawn', async () => {
  const { bench, jobs: [job], next } = await crashed(['resume'])
  const { seq } = row(bench, job!)
  const now = bench.core.now()
  await bench.core.store.writer.write((db) => {
    insertApproval(db, { id: newId('a'), job: seq, run: 1, tool: 'Bash', input: {}, suggestions: [], question: 'run `ls`', askedAt: now, expiresAt: now + 1000 })
    followQuestions(db, seq, now)
  })
  expect(bench.get(job!.id).waitingFor).toEqual({ kind: 'approval', until: now + 1000, detail: 'run `ls`' })
  await next().scheduler.recover()
  expect(sql(bench.core.store.read, 'SELECT state FROM approval').pluck().all()).toEqual(['withdrawn'])
  expect(bench.get(job!.id)).toMatchObject({ state: 'queued', waitingFor: null })
})

test('a job under which the engine dies six times in a row is lost; a person’s retry gives it another chance', async () => {
  const { bench, jobs: [job], next } = await crashed(['resume'])
  const crash = async (times: number): Promise<void> => {
    for (let each = 0; each < times; each++) {
      const { core, runner, scheduler } = next()
      await scheduler.recover()
      scheduler.start()
      await runner.nextStart()
      await bench.until(() => bench.get(job!.id).state === 'running')
      core.wake = () => {}
    }
  }
  await crash(5)
  await next().scheduler.recover()
  expect(bench.get(job!.id).outcome).toMatchObject({ kind: 'lost', message: expect.stringMatching(/ended 6 times in a row.*not resumed again/) })

  await retryJob(bench.core, row(bench, job!), false)
  await crash(6)
  expect(bench.get(job!.id)).toMatchObject({ state: 'running', run: 12 })
  await next().scheduler.recover()
  expect(bench.get(job!.id).outcome).toMatchObject({ kind: 'lost', message: expect.stringMatching(/ended 6 times in a row/) })
})

test('an engine that is stopped in order does not count as one that died', async () => {
  const { bench, jobs: [job], next } = await crashed(['resume'])
  await next().scheduler.recover()
  for (let stop = 1; stop <= 7; stop++) {
    const { runner, scheduler } = next()
    await scheduler.recover()
    scheduler.start()
    await runner.nextStart()
    await bench.until(() => bench.get(job!.id).state === 'running')
    await scheduler.stop()
    expect(bench.get(job!.id).state).toBe('queued')
  }
})

test('a job claimed by an engine that died before its run was begun is queued again', async () => {
  const bench = await makeBench()
  const job = await bench.submit()
  // No run beside it: the state alone was written.
  await bench.core.store.writer.write((db) => sql(db, `UPDATE job SET state = 'starting' WHERE id = ?`).run(job.id))
  await createScheduler({ ...bench.core, live: new Map() }).recover()
  expect(bench.get(job.id)).toMatchObject({ state: 'queued', run: 0 })
})
