import { expect, test } from 'vitest'
import { listEvents } from '../store/events.ts'
import { openLocalDoor } from './local-door.ts'
import { makePlace, serve } from './testing.ts'

test('a stream goes on after its last number, across a restart of the engine, without loss or repeat', async () => {
  const { home, repository } = makePlace()
  const spec = { prompt: 'Do it', repository, hold: true }
  const first = await serve(home)
  const start = (await first.get('/api/status')).body.eventSeq as number
  const reading = first.events({}, (frames) => frames.filter((frame) => frame.event === 'job.changed').length >= 3, `?after=${start}`)
  for (let i = 0; i < 5; i++) await first.post('/api/jobs', spec)
  const before = await reading
  await first.engine.stop()

  // What a command line stores while no engine runs is news as well.
  const door = await openLocalDoor({ home, from: 'cli' })
  await door.call('jobs.submit', spec)
  await door.close()

  const second = await serve(home)
  expect(second.file.port).toBe(first.file.port)
  expect(second.file.token).toBe(first.file.token)
  await second.post('/api/jobs', { ...spec, title: 'the last' })
  const after = await second.events({ 'last-event-id': String(before.at(-1)!.id) }, (frames) => frames.some((frame) => frame.data.kind === 'job.changed' && frame.data.job.title === 'the last'))
  const heard = [...before, ...after].map((frame) => frame.id)
  const stored = listEvents(second.engine.core.store.read, start, 10_000).map((event) => event.seq)
  expect(heard).toEqual(stored.slice(0, heard.length))
  expect(heard.at(-1)).toBe(stored.at(-1))
  expect([...before, ...after].map((frame) => frame.data.kind)).toEqual([...before, ...after].map((frame) => frame.event))
  expect(after.filter((frame) => frame.data.kind === 'engine.changed').map((frame) => (frame.data as { what: string }).what)).toEqual(['stopping', 'started', 'paused'])
})

test('Last-Event-ID wins over after; what is no number is refused', async () => {
  const { home, repository } = makePlace()
  const api = await serve(home)
  const seq = (await api.get('/api/status')).body.eventSeq as number
  await api.post('/api/jobs', { prompt: 'x', repository })
  const frames = await api.events({ 'last-event-id': String(seq) }, (each) => each.length > 0, '?after=0')
  expect(frames[0]!.id).toBe(seq + 1)
  for (const after of ['-1', 'x', '1.5', '9007199254740993']) expect(await api.get(`/api/events?after=${after}`)).toMatchObject({ status: 400, body: { error: { code: 'bad-input', details: { field: 'after' } } } })
})

test('a number from the future of another folder: told to read everything again', async () => {
  const { home } = makePlace()
  const api = await serve(home)
  const frames = await api.events({}, (each) => each.length > 0, '?after=999999')
  expect(frames[0]!.data).toEqual({ kind: 'engine.changed', what: 'resync', profile: null })
  expect(frames[0]!.id).toBe((await api.get('/api/status')).body.eventSeq)
})
