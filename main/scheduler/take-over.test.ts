import { expect, test } from 'vitest'
import { getConversation, takeLease } from '../store/conversations.ts'
import { createScheduler } from './scheduler.ts'
import { makeBench } from './testing.ts'

// A conversation has one writer: a job of the queue, or a person in a terminal.

test('one that is taken over in the moment its job is chosen starts no job', async () => {
  const bench = await makeBench()
  const { core, runner } = bench
  runner.isAlive = async () => true
  const { conversation } = await bench.submit()
  const other = await bench.submit()
  const scheduler = createScheduler(core)
  // Not committed yet when the tick looks, and committed before what it has chosen.
  const taken = core.store.writer.write((db) => takeLease(db, conversation, { lease: 'mine', pid: process.pid, start: '1', now: core.now() }))
  scheduler.start()
  expect(await taken).toBe(true)
  const started = await runner.nextStart()
  expect(started.request.cwd).toContain(other.id)
  expect(core.live.size).toBe(1)
  await scheduler.stop()
})

test('one whose job has started is not given away', async () => {
  const bench = await makeBench()
  const { core, runner } = bench
  const { id, conversation } = await bench.submit()
  const scheduler = createScheduler(core)
  scheduler.start()
  await runner.nextStart()
  await bench.until(() => bench.get(id).state === 'running')
  expect(await core.store.writer.write((db) => takeLease(db, conversation, { lease: 'mine', pid: process.pid, start: '1', now: core.now() }))).toBe(false)
  expect(getConversation(core.store.read, conversation)).toMatchObject({ lease: null })
  await scheduler.stop()
})
