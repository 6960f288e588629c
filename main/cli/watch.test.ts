import { once } from 'node:events'
import { expect, test } from 'vitest'
import { Refusal } from '../../contract/errors.ts'
import type { Job } from '../../contract/job.ts'
import type { LogEntry } from '../../contract/log.ts'
import { runLine, spawnLine, toFinished, toJob, useTestEngine, type Answers } from './testing.ts'

const place = useTestEngine()
const { start } = place
const A = 'jaaaaaaaaa'
const B = 'jbbbbbbbbb'
const byId = (jobs: Record<string, Job>): Answers => ({
  'jobs.get': ({ id }) => {
    const job = Object.values(jobs).find((each) => each.id.startsWith(id))
    if (!job) throw new Refusal('not-found', `expected a job, found none with ${id}: look with dispatch ls`)
    return job
  },
})

test('wait: finished already; prefixes; several give the worst code; one line each', async () => {
  await start(byId({ a: toFinished('failed', { id: A }), b: toFinished('cancelled', { id: B }) }))
  const { exit, out } = await runLine(place.home, ['wait', 'jaaa', 'jbbb', A])
  expect(exit).toBe(1)
  expect(out.split('\n').map((line) => line.split('  ').slice(0, 2))).toEqual([[A, '✕ failed'], [B, '⊘ cancelled'], ['']])
  expect(await runLine(place.home, ['wait', B, '--quiet'])).toEqual({ exit: 3, out: '', err: '' })
  expect((await runLine(place.home, ['wait', A, 'jzzz'])).exit).toBe(4)
})

test('wait: a job that becomes held ends it with 3; --json gives the jobs', async () => {
  const running = await start(byId({ a: toJob({ id: A, state: 'queued' }) }))
  const line = runLine(place.home, ['wait', A, '--json'])
  await running.streamed
  running.send({ kind: 'job.changed', job: toJob({ id: A, state: 'held' }) })
  const { exit, out } = await line
  expect([exit, (JSON.parse(out) as Job).state]).toEqual([3, 'held'])
})

test('wait --any ends with the first that is finished, and with its code', async () => {
  const running = await start(byId({ a: toJob({ id: A, state: 'held' }), b: toJob({ id: B }) }))
  const line = runLine(place.home, ['wait', A, B, '--any'])
  await running.streamed
  running.send({ kind: 'job.changed', job: toFinished('succeeded', { id: B }) })
  expect((await line).exit).toBe(0)
})

test('wait: behind a held job nothing living can move, it ends with 3 and says what for; while something lives it goes on', async () => {
  let living: string | null = B
  const asked: string[] = []
  const { promise: first, resolve: wasAsked } = Promise.withResolvers<void>()
  const jobs = byId({ a: toJob({ id: A, state: 'blocked', after: [{ job: B, when: 'success', otherwise: 'cancel' }] }) })
  const running = await start({ ...jobs, 'jobs.blockers': ({ id }) => { asked.push(id); wasAsked(); return { living, held: [{ id: 'jcccccccc', title: 'C', why: 'jcccccccc ‘C’ is held by a person' }] } } })
  const line = runLine(place.home, ['wait', A])
  await first
  // Only what it hopes for makes it ask again.
  running.send({ kind: 'job.changed', job: toFinished('succeeded', { id: 'jddddddddd' }) })
  living = null
  running.send({ kind: 'job.changed', job: toFinished('succeeded', { id: B }) })
  expect(await line).toMatchObject({ exit: 3, out: expect.stringContaining(`${A}  ◌ blocked`) as string, err: expect.stringContaining('waits for what only a person moves: jcccccccc ‘C’ is held by a person') as string })
  expect(asked).toEqual([A, A])
})

test('wait: a job held for a parent goes on being waited for while that parent is tried again', async () => {
  let living: string | null = B
  const { promise: first, resolve: wasAsked } = Promise.withResolvers<void>()
  const held = toJob({ id: A, state: 'held', reasonChain: [`${B} ‘B’ is running`] })
  const running = await start({ ...byId({ a: held }), 'jobs.blockers': () => { wasAsked(); return { living, held: [{ id: A, title: 'A', why: `${A} is held` }] } } })
  const line = runLine(place.home, ['wait', A])
  await first
  running.send({ kind: 'job.changed', job: toFinished('succeeded', { id: A }) })
  expect((await line).exit).toBe(0)
  living = null
  expect(await runLine(place.home, ['wait', A])).toMatchObject({ exit: 3, out: expect.stringContaining('It goes on once that succeeds') as string, err: '' })
})

test('wait --any: a stuck job ends it only when no other can finish', async () => {
  const stuck = { ...byId({ a: toJob({ id: A, state: 'blocked' }), b: toJob({ id: B }) }), 'jobs.blockers': () => ({ living: null, held: [{ id: 'jcccccccc', title: 'C', why: 'jcccccccc ‘C’ is held' }] }) }
  const running = await start(stuck)
  const line = runLine(place.home, ['wait', A, B, '--any'])
  await running.streamed
  running.send({ kind: 'job.changed', job: toFinished('succeeded', { id: B }) })
  expect((await line).exit).toBe(0)
  expect((await runLine(place.home, ['wait', A, '--any', '--quiet'])).exit).toBe(3)
})

test('wait --timeout exits 124 and names what is unfinished', async () => {
  await start(byId({ a: toJob({ id: A }) }))
  const { exit, err } = await runLine(place.home, ['wait', A, '--timeout', '300ms', '--json'])
  expect(exit).toBe(124)
  expect(JSON.parse(err)).toMatchObject({ error: { code: 'timed-out', details: { pending: [A] } } })
})

test('wait survives a restart of the engine, also when the job finished in between', async () => {
  const first = await start(byId({ a: toJob({ id: A }) }))
  const line = runLine(place.home, ['wait', A])
  await first.streamed
  // The old engine's last state is in its file until the new one writes its own.
  await start(byId({ a: toFinished('succeeded', { id: A }) }), 50)
  first.stop().catch(() => {})
  expect(await line).toMatchObject({ exit: 0, err: '' })
})

const entryOf = (seq: number, text = `line ${seq}`): LogEntry => ({ seq, run: 1, at: 0, kind: 'text', text, data: null })

test('logs --follow over a restart: no line lost, none repeated', async () => {
  const log: LogEntry[] = [1, 2, 3].map((seq) => entryOf(seq))
  const answers: Answers = { 'jobs.get': () => toJob({ id: A }), 'jobs.log': ({ after }) => page(log, after) }
  const first = await start(answers, 10)
  const line = runLine(place.home, ['logs', A, '--follow', '--json'])
  await first.streamed
  log.push(entryOf(4))
  first.send({ kind: 'log.appended', jobId: A, run: 1, fromSeq: 4, toSeq: 4 })
  const second = await start(answers, 11)
  await first.stop()
  log.push(entryOf(5))
  await second.streamed
  log.push(entryOf(6))
  second.send({ kind: 'log.appended', jobId: A, run: 1, fromSeq: 6, toSeq: 6 })
  second.send({ kind: 'job.changed', job: toFinished('succeeded', { id: A }) })
  const { exit, out } = await line
  expect(exit).toBe(0)
  expect(out.trim().split('\n').map((each) => (JSON.parse(each) as LogEntry).seq)).toEqual([1, 2, 3, 4, 5, 6])
})

const page = (log: readonly LogEntry[], after: number, size = 2) => {
  const entries = log.filter((entry) => entry.seq > after).slice(0, size)
  const last = entries.at(-1)?.seq ?? after
  return { entries, next: log.some((entry) => entry.seq > last) ? last : null, last: log.at(-1)?.seq ?? 0 }
}

test('logs goes through all pages, in the human form', async () => {
  const result = { ...entryOf(4), kind: 'tool-result' as const, text: Array.from({ length: 132 }, (_, index) => `row ${index}`).join('\n'), data: { is_error: true } }
  const log = [entryOf(1, 'two\nlines\u001b[31m\u0007'), entryOf(2), { ...entryOf(3, 'Bash npm test'), kind: 'tool-call' as const }, result, { ...entryOf(5), run: 2 }]
  await start({ 'jobs.get': () => toFinished('succeeded', { id: A }), 'jobs.log': ({ after }) => page(log, after) })
  const lines = (await runLine(place.home, ['logs', A])).out.split('\n')
  expect(lines.slice(0, 5).map((line) => line.slice(10))).toEqual(['  two', '  lines', '  line 2', '▸ Bash npm test', '✕ row 0'])
  expect(lines.slice(15, 18).map((line) => line.trim())).toEqual(['row 11', '… 120 more lines', '── run 2 ──'])
  expect((await runLine(place.home, ['logs', A, '--full'])).out).toContain('row 131\n')
  expect((await runLine(place.home, ['logs', A, '--after', '4', '--json'])).out).toBe(`${JSON.stringify(log[4])}\n`)
})

test('logs --raw gives the exact bytes', async () => {
  const bytes = Buffer.from([0x1b, 0x5b, 0x33, 0x31, 0x6d, 0xff, 0x00, 0x0d, 0x0a, 0x41, 0x80])
  await start({
    'jobs.get': () => toFinished('succeeded', { id: A }),
    'jobs.raw': ({ offset }) => ({ run: 1, offset, base64: bytes.subarray(offset, offset + 4).toString('base64'), next: offset + 4 < bytes.length ? offset + 4 : null }),
  })
  const child = spawnLine(place.home, ['logs', A, '--raw'])
  const chunks: Buffer[] = []
  child.stdout!.on('data', (chunk: Buffer) => chunks.push(chunk))
  await once(child, 'close')
  expect(Buffer.concat(chunks)).toEqual(bytes)
})

test('a reader that goes away is no error', async () => {
  const log = Array.from({ length: 3000 }, (_, index) => entryOf(index + 1, 'x'.repeat(200)))
  await start({ 'jobs.get': () => toFinished('succeeded', { id: A }), 'jobs.log': ({ after, limit }) => page(log, after, limit) })
  const child = spawnLine(place.home, ['logs', A])
  let err = ''
  child.stderr!.on('data', (chunk: Buffer) => { err += chunk.toString() })
  child.stdout!.once('data', () => child.stdout!.destroy())
  expect(await once(child, 'close')).toEqual([0, null])
  expect(err).toBe('')
})
