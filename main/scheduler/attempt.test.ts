import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { dies } from './dying.testing.ts'
import { editJob } from './edit.ts'
import { cancelJob, releaseJob, retryJob } from './commands.ts'
import { patchJob } from '../store/jobs.ts'
import { commit, ended, idle, refusal, row, running } from './land-last.testing.ts'
import { finishNext, git, speak, writeFiles } from './testing.ts'

test('an engine that dies while a second attempt is given its place: the next one gives it that anew, and what changed is told from there', async () => {
  const bench = await idle()
  const place = (id: string): string => join(bench.core.home, 'worktrees', id)
  const meanwhile = () => git(bench.repository, 'rev-parse', 'main')
  let job = ''
  const { first, dead, next } = await dies(bench, () => job !== '' && bench.get(job).run === 2 && existsSync(join(place(job), 'late.txt')))
  first.scheduler.start()
  job = (await bench.submit({ profile: 'many', retry: { max: 1, backoffMs: 0 } })).id
  first.core.wake()
  const claude = await first.runner.nextStart()
  // The checkout goes on while the first attempt runs: the second one begins from there.
  commit(bench, { 'a.txt': 'meanwhile\n' })
  git(bench.repository, 'mv', 'a.txt', 'late.txt')
  git(bench.repository, 'commit', '--quiet', '--all', '-m', 'late')
  speak(claude, { error: 'no luck' })
  claude.end({ exitCode: 1, signal: null })
  await dead
  first.core.wake = () => {}
  const { runner, scheduler } = next()
  expect(await scheduler.recover()).toMatchObject({ resumed: 1 })
  scheduler.start()
  await finishNext({ ...bench, runner })
  expect(await ended(bench, job)).toMatchObject({ run: 3, baseCommit: meanwhile(), headCommit: meanwhile(), outcome: { kind: 'succeeded', message: 'Claude says it is done, but nothing changed.' }, runs: [{}, {}, { changedFiles: 0 }] })
  await scheduler.stop()
})

test('a job that fell with its parent and is revived begins anew: with all its attempts, and without what was asked of it before', async () => {
  const bench = await running()
  const a = await bench.submit({ title: 'A', profile: 'many' })
  await finishNext(bench)
  const c = await bench.submit({ title: 'C', profile: 'many', after: [a.id], retry: { max: 1, backoffMs: 60_000, session: 'resume' } })
  const first = await bench.runner.nextStart()
  // While it runs its parent is run again: its second attempt waits for that, and falls with it.
  await retryJob(bench.core, row(bench, a.id), false)
  const again = await bench.runner.nextStart()
  speak(first, { error: 'no luck' })
  first.end({ exitCode: 1, signal: null })
  await bench.until(() => bench.get(c.id).state === 'blocked')
  const waits = row(bench, c.id)
  speak(again, { error: 'no luck' })
  again.end({ exitCode: 1, signal: null })
  await ended(bench, c.id)
  // Somebody cancels it who saw it wait a moment ago.
  expect(await refusal(cancelJob(bench.core, waits, false))).toMatchObject({ code: 'wrong-state', message: expect.stringContaining('There is nothing to cancel') })
  await retryJob(bench.core, row(bench, a.id), true)
  await finishNext(bench)
  // Without a wait, in a place of its own again.
  const revived = await finishNext(bench, { error: 'no luck' })
  expect(revived.request.args).toContain('--session-id')
  await bench.until(() => bench.get(c.id).state === 'queued')
  bench.advance(60_000)
  bench.core.wake()
  await finishNext(bench)
  expect(await ended(bench, c.id)).toMatchObject({ run: 3, outcome: { kind: 'succeeded' } })
})

test('a job that is retried keeps the time it was not to start before, also one given after it had failed; a wait between two attempts it does not keep', async () => {
  const bench = await running()
  const later = (await bench.submit({ profile: 'many', notBefore: bench.core.now() + 5000 })).id
  await cancelJob(bench.core, row(bench, later), false)
  await retryJob(bench.core, row(bench, later), false)
  expect(bench.get(later)).toMatchObject({ state: 'queued', notBefore: bench.core.now() + 5000 })
  const failed = (await bench.submit({ profile: 'many' })).id
  await finishNext(bench, { error: 'no luck' })
  await ended(bench, failed)
  await editJob(bench.core, row(bench, failed), { id: failed, notBefore: bench.core.now() + 7000 })
  await retryJob(bench.core, row(bench, failed), false)
  expect(bench.get(failed)).toMatchObject({ state: 'queued', run: 1, notBefore: bench.core.now() + 7000 })
  const waits = (await bench.submit({ profile: 'many', retry: { max: 1, backoffMs: 60_000 } })).id
  await finishNext(bench, { error: 'no luck' })
  await bench.until(() => bench.get(waits).state === 'queued')
  await cancelJob(bench.core, row(bench, waits), false)
  await retryJob(bench.core, row(bench, waits), false)
  const process = await finishNext(bench)
  expect(process.request.cwd).toContain(waits)
  expect(await ended(bench, waits)).toMatchObject({ outcome: { kind: 'succeeded' } })
})

test('a title that was stored with a NUL, which git takes in no message, loses no work: it is committed, merged and told without it', async () => {
  const bench = await running()
  const parents = [await bench.submit({ hold: true }), await bench.submit({ hold: true })]
  const child = await bench.submit({ title: 'C', after: parents.map((each) => each.id) })
  await bench.core.store.writer.write((db) => { for (const { id } of parents) patchJob(db, row(bench, id).seq, { title: 'a\0b' }) })
  for (const [index, { id }] of parents.entries()) {
    await releaseJob(bench.core, row(bench, id))
    await finishNext(bench, { files: { [`${index}.txt`]: 'new\n' } })
    const done = await ended(bench, id)
    expect(done).toMatchObject({ outcome: { kind: 'succeeded' } })
    expect(git(bench.repository, 'log', '-1', '--format=%s', done.headCommit!)).toBe('ab')
  }
  await finishNext(bench)
  expect(await ended(bench, child.id)).toMatchObject({ outcome: { kind: 'succeeded' } })
})

test('one that starts before a parent it names has ended is told so in that place, and its log says it', async () => {
  const bench = await running()
  const x = await bench.submit({ title: 'X', profile: 'many' })
  const y = await bench.submit({ title: 'Y', profile: 'many', hold: true })
  const child = await bench.submit({ profile: 'many', any: true, after: [{ job: x.id, alias: 'x' }, { job: y.id, alias: 'y' }], prompt: '{{parents.x.result}}|{{parents.y.result}}|{{parents.y.branch}}|{{parents.y.title}}' })
  await finishNext(bench, { result: 'Made X.' })
  const started = await finishNext(bench)
  const name = `${y.id} ‘Y’`
  expect(readFileSync(started.request.stdinFile!, 'utf8')).toBe(`Made X.|[${name} has not ended: there is no result of it yet]|[${name} has not ended: there is no branch of it yet]|Y`)
  await ended(bench, child.id)
  expect(bench.log(child.id).map(({ text }) => text)).toEqual(expect.arrayContaining([`The prompt names the result of ${name}, which has not ended: it says so in its place.`]))
})

test('after a check that printed nothing, Claude is not promised its output', async () => {
  const bench = await running()
  await bench.submit({ profile: 'many', check: { command: 'false' }, retry: { max: 1, backoffMs: 0, session: 'resume' } })
  const first = await bench.runner.nextStart()
  writeFiles(first.request.env['CLAUDE_CONFIG_DIR']!, { [`projects/p/${first.request.args[first.request.args.indexOf('--session-id') + 1]}.jsonl`]: '{}\n' })
  speak(first)
  first.end()
  ;(await bench.runner.nextStart()).end({ exitCode: 1, signal: null })
  const second = await bench.runner.nextStart()
  expect(readFileSync(second.request.stdinFile!, 'utf8')).toMatch(/did not pass \(exit code 1\)\. It said nothing of why\.$/)
  speak(second)
  second.end()
  ;(await bench.runner.nextStart()).end()
})
