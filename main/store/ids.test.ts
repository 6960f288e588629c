import { expect, test } from 'vitest'
import { isIdPrefix } from '../../contract/id.ts'
import { jobChanged, firstEventSeq, KEPT_EVENTS, lastEventSeq, listEvents, pruneEvents } from './events.ts'
import { newId, resolveId } from './ids.ts'
import { addJob, tempStore } from './testing.ts'

test('new ids are ids, and no two are the same', () => {
  const ids = Array.from({ length: 5000 }, () => newId('j'))
  expect(new Set(ids).size).toBe(5000)
  expect(ids.every((id) => id.length === 10 && isIdPrefix('j', id))).toBe(true)
})

async function withIds(...ids: string[]) {
  const store = await tempStore()
  await store.writer.write((db) => { for (const id of ids) addJob(db, { id }) })
  return store.read
}

test.each(['j4k9m2p3q0', 'j4k9m2p3q', 'j4k9m', 'J4K9M', ' j4k9m2p3q0 '])('%s names its job', async (given) => {
  expect(resolveId(await withIds('j4k9m2p3q0', 'j4k8000000', 'jzzzzzzzzz'), 'j', given)).toEqual({ ok: true, value: 'j4k9m2p3q0' })
})

test('an ambiguous prefix lists the matches, and ten of many', async () => {
  const read = await withIds('j4k9000001', 'j4k9000002', 'j4k8000000')
  expect(resolveId(read, 'j', 'j4k9')).toEqual({ ok: false, code: 'ambiguous-id', message: expect.stringContaining('j4k9000001, j4k9000002. Give more characters'), details: { matches: ['j4k9000001', 'j4k9000002'] } })
  const many = await withIds(...Array.from({ length: 14 }, (_, i) => `j4k900000${'0123456789abcd'[i]}`))
  expect(resolveId(many, 'j', 'j4k9')).toMatchObject({ code: 'ambiguous-id', message: expect.stringContaining('more than 10'), details: { matches: { length: 10 } } })
})

test.each(['j4k', 'x4k9m2p3q0', 'j4k9m2p3q01', 'j4k%', 'jioul0000', '', 'j4k9 OR 1', '../etc'])('%j is no id of a job', async (given) => {
  expect(resolveId(await withIds('j4k9m2p3q0'), 'j', given)).toMatchObject({ ok: false, code: 'bad-input', message: expect.stringContaining('Expected the id of a job') })
})

test('an approval has its article', async () => {
  expect(resolveId(await withIds(), 'a', 'j4k9')).toMatchObject({ message: expect.stringContaining('Expected the id of an approval') })
})

test('an id nobody has is not found', async () => {
  expect(resolveId(await withIds('j4k9m2p3q0'), 'j', 'jzzzz')).toMatchObject({ ok: false, code: 'not-found', message: expect.stringContaining('There is no job jzzzz') })
})

test('old events are forgotten, numbers are never given again', async () => {
  const { read, writer } = await tempStore()
  await writer.write((db) => {
    addJob(db)
    db.prepare(`UPDATE sqlite_sequence SET seq = ? WHERE name = 'event'`).run(KEPT_EVENTS + 10)
    jobChanged(db, 1)
  })
  const newest = KEPT_EVENTS + 11
  expect(lastEventSeq(read)).toBe(newest)
  expect(firstEventSeq(read)).toBeLessThan(10)
  const dropped = await writer.write((db) => pruneEvents(db))
  expect(dropped).toBeGreaterThan(0)
  expect(listEvents(read, 0, 10).map((event) => event.seq)).toEqual([newest])
  await writer.write((db) => db.exec('DELETE FROM event'))
  expect([firstEventSeq(read), lastEventSeq(read)]).toEqual([newest + 1, newest])
  await writer.write((db) => jobChanged(db, 1))
  expect(lastEventSeq(read)).toBe(newest + 1)
})
