import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Refusal } from '../../../contract/errors.ts'
import { runLine, spawnLine, toFinished, toJob, useTestEngine } from '../testing.ts'

const place = useTestEngine()
const { start } = place

test('prints the id alone, and sends what was asked', async () => {
  const { calls } = await start({ 'jobs.submit': () => toJob({ state: 'queued', prompt: 'Fix it' }) })
  const line = ['submit', 'Fix it', '--repo', 'sub/../code', '--profile', 'careful', '--after', 'j111,j222', '--when', 'done', '--otherwise', 'hold', '--label', 'a=b', '--label', 'c=d', '--check', 'npm test', '--retries', '2', '--timeout', '30m', '--budget', '5', '--priority', '-3', '--not-before', '2026-12-01T08:30:00Z', '--hold', '--isolation', 'none', '--context', 'fork', '--idempotency-key', 'k']
  expect(await runLine(place.home, line)).toEqual({ exit: 0, out: 'j4k9m2p3q0\n', err: '' })
  expect(calls).toEqual([{ name: 'jobs.submit', args: expect.objectContaining({
    prompt: 'Fix it', repository: join(place.home, 'code'), profile: 'careful', after: [{ job: 'j111', when: 'done', otherwise: 'hold' }, { job: 'j222', when: 'done', otherwise: 'hold' }], labels: { a: 'b', c: 'd' },
    check: { command: 'npm test', timeoutMs: 600_000 }, retry: { max: 2, backoffMs: 10_000 }, timeoutMs: 1_800_000, budgetUsd: 5, priority: -3, notBefore: Date.UTC(2026, 11, 1, 8, 30), hold: true, isolation: 'none', context: 'fork', idempotencyKey: 'k',
  }) as unknown }])
})

test('where its work lands: in the branch that is named, else in the one the checkout stands on', async () => {
  const { calls } = await start({ 'jobs.submit': () => toJob({ state: 'queued' }), 'jobs.edit': () => toJob({ state: 'queued' }) })
  for (const line of [['--land'], ['--land', 'next', '--land-how', 'merge'], ['--land', 'next', '--land-unverified']]) expect((await runLine(place.home, ['submit', 'Fix it', ...line])).exit).toBe(0)
  expect((await runLine(place.home, ['edit', 'j4k9m2p3q0', '--no-land'])).exit).toBe(0)
  expect(calls.map(({ args }) => (args as { land: unknown }).land)).toEqual([{}, { into: 'next', how: 'merge' }, { into: 'next', unverified: true }, null].map((land) => (land === null ? null : expect.objectContaining(land) as unknown)))
  expect(await runLine(place.home, ['submit', 'x', '--land-how', 'merge'])).toMatchObject({ exit: 2, err: expect.stringContaining('expected --land with --land-how, found none') as string })
  expect(await runLine(place.home, ['submit', 'x', '--land', '--land-how', 'octopus'])).toMatchObject({ exit: 2, err: expect.stringContaining('expected squash, merge or rebase') as string })
})

test('the prompt comes from standard input or a file, whole; the repository is this folder', async () => {
  const { calls } = await start({ 'jobs.submit': () => toJob({ state: 'queued' }) })
  const prompt = 'line one\n$(rm -rf /) `x` "y" \u{1f44d}\n'
  writeFileSync(join(place.home, 'p.md'), prompt)
  await runLine(place.home, ['submit', '-'], { stdin: prompt })
  await runLine(place.home, ['submit', '--prompt-file', 'p.md'])
  await runLine(place.home, ['submit', '--', '--help'])
  expect(calls.map(({ args }) => [(args as { prompt: string }).prompt, (args as { repository: string }).repository])).toEqual([[prompt, place.home], [prompt, place.home], ['--help', place.home]])
})

test('a file that is no text is refused', async () => {
  writeFileSync(join(place.home, 'p.bin'), Buffer.from([0xff, 0xfe, 0x41]))
  expect(await runLine(place.home, ['submit', '--prompt-file', 'p.bin'])).toMatchObject({ exit: 2, err: expect.stringContaining('expected UTF-8 text') as string })
})

test.each([['not-found', 4], ['unknown-profile', 2], ['repository-refused', 5], ['cycle', 2], ['no-engine', 6], ['too-many', 5]] as const)('a refusal %s exits %i', async (code, exit) => {
  await start({ 'jobs.submit': () => { throw new Refusal(code, 'expected a, found b: do c', { field: 'x' }) } })
  expect(await runLine(place.home, ['submit', 'x'])).toEqual({ exit, out: '', err: 'dispatch: expected a, found b: do c\n' })
  const { err } = await runLine(place.home, ['submit', 'x', '--json'])
  expect(JSON.parse(err)).toEqual({ error: { code, message: 'expected a, found b: do c', details: { field: 'x' } } })
})

test.each([['succeeded', 0], ['failed', 1], ['cancelled', 3], ['lost', 3]] as const)('--wait: %s exits %i', async (kind, exit) => {
  const running = await start({ 'jobs.submit': () => toJob({ state: 'queued' }), 'jobs.get': () => toJob() })
  const line = runLine(place.home, ['submit', 'x', '--wait'])
  await running.streamed
  running.send({ kind: 'job.changed', job: toFinished(kind) })
  const result = await line
  expect(result.exit).toBe(exit)
  expect(result.out).toBe('j4k9m2p3q0\n')
  expect(result.err).toContain(kind)
})

test('--follow streams the log and exits by the outcome; --json gives one object a line', async () => {
  const entry = { seq: 1, run: 1, at: 0, kind: 'text' as const, text: 'Hello', data: null }
  let finished = false
  const running = await start({
    'jobs.submit': () => toJob({ state: 'queued' }), 'jobs.get': () => (finished ? toFinished('failed') : toJob()),
    'jobs.log': ({ after }) => ({ entries: finished && after === 0 ? [entry] : [], next: null, last: finished ? 1 : 0 }),
  })
  const line = runLine(place.home, ['submit', 'x', '--follow', '--json'])
  await running.streamed
  finished = true
  running.send({ kind: 'log.appended', jobId: 'j4k9m2p3q0', run: 1, fromSeq: 1, toSeq: 1 })
  running.send({ kind: 'job.changed', job: toFinished('failed') })
  const { exit, out } = await line
  expect(exit).toBe(1)
  const [job, first, last, ...rest] = out.trim().split('\n').map((each) => JSON.parse(each) as Record<string, unknown>)
  expect([job!.state, first, last!.state, rest]).toEqual(['queued', entry, 'finished', []])
})

test('the id is flushed as soon as the job is stored, also through a pipe, while --wait goes on', async () => {
  const running = await start({ 'jobs.submit': () => toJob({ state: 'queued' }), 'jobs.get': () => toJob() })
  const child = spawnLine(place.home, ['submit', 'x', '--wait'])
  const [first] = await once(child.stdout!, 'data') as [Buffer]
  expect(first.toString()).toBe('j4k9m2p3q0\n')
  await running.streamed
  running.send({ kind: 'job.changed', job: toFinished('succeeded') })
  expect(await once(child, 'exit')).toEqual([0, null])
})
