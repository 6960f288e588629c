import Database from 'better-sqlite3'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { WriteDb } from './handles.ts'
import { explain } from './explain-error.ts'
import { tempFolder, tempStore } from './testing.ts'
import { createWriter } from './writer.ts'

function makeWriter() {
  const file = join(tempFolder(), 'w.db')
  const db = new Database(file)
  db.pragma('journal_mode = WAL')
  db.exec('CREATE TABLE note (n INTEGER NOT NULL UNIQUE, text TEXT)')
  const writer = createWriter(db as unknown as WriteDb)
  // A connection of its own sees what is committed, and nothing else.
  const other = new Database(file, { readonly: true })
  onTestFinished(() => { other.close(); writer.close() })
  return { writer, seen: () => other.prepare('SELECT n FROM note ORDER BY n').pluck().all() as number[] }
}
const insert = (n: number) => (db: WriteDb): number => Number(db.prepare('INSERT INTO note (n) VALUES (?)').run(n).lastInsertRowid)
const outcome = (settled: PromiseSettledResult<unknown>): string => (settled.status === 'fulfilled' ? 'ok' : (settled.reason as Error).message)

test('pieces handed over together share one commit, and each is told after it', async () => {
  const { writer, seen } = makeWriter()
  let commits = 0
  writer.onCommit(() => { commits++ })
  const told: number[][] = []
  await Promise.all([1, 2, 3].map((n) => writer.write(insert(n)).then(() => told.push(seen()))))
  expect(commits).toBe(1)
  expect(told).toEqual([[1, 2, 3], [1, 2, 3], [1, 2, 3]])
})

test('one piece that throws undoes only itself', async () => {
  const { writer, seen } = makeWriter()
  const results = await Promise.allSettled([
    writer.write(insert(1)),
    writer.write((db) => { insert(2)(db); throw new Error('changed my mind') }),
    writer.write((db) => { insert(3)(db); insert(1)(db) }),
    writer.write(insert(4)),
  ])
  expect(results.map(outcome)).toEqual(['ok', 'changed my mind', 'UNIQUE constraint failed: note.n', 'ok'])
  expect(seen()).toEqual([1, 4])
})

test('a piece alone that throws undoes itself, and the next one works', async () => {
  const { writer, seen } = makeWriter()
  await expect(writer.write((db) => { insert(1)(db); throw new Error('no') })).rejects.toThrow('no')
  await writer.write(insert(2))
  expect(seen()).toEqual([2])
})

test('more pieces than fit a group are all written, in the order they came', async () => {
  const { writer, seen } = makeWriter()
  const rows = await Promise.all(Array.from({ length: 1000 }, (_, n) => writer.write(insert(n))))
  expect(rows).toEqual(Array.from({ length: 1000 }, (_, n) => n + 1))
  expect(seen()).toHaveLength(1000)
})

test('a stepped transaction is one, nobody writes between its steps, and the event loop goes on', async () => {
  const { writer, seen } = makeWriter()
  const order: string[] = []
  let turns = 0
  let beating = true
  const beat = (): void => { turns++; if (beating) setImmediate(beat) }
  setImmediate(beat)
  const stepped = writer.steps(function* (db) {
    for (let n = 0; n < 6; n++) {
      insert(n)(db)
      expect(seen()).toEqual([])
      // Longer than a slice, so that the next step comes in another turn.
      const until = performance.now() + 15
      while (performance.now() < until);
      yield
    }
    order.push('steps')
    return 'all of it'
  })
  const after = writer.write((db) => { order.push('piece'); return insert(100)(db) })
  expect(await stepped).toBe('all of it')
  await after
  beating = false
  expect(order).toEqual(['steps', 'piece'])
  expect(turns).toBeGreaterThan(5)
  expect(seen()).toEqual([0, 1, 2, 3, 4, 5, 100])
})

test('a stepped transaction that throws leaves nothing', async () => {
  const { writer, seen } = makeWriter()
  const stepped = writer.steps(function* (db) { insert(1)(db); yield; insert(2)(db); throw new Error('half-way') })
  const after = writer.write(insert(3))
  await expect(stepped).rejects.toThrow('half-way')
  await after
  expect(seen()).toEqual([3])
})

test('a full disk rejects every piece of the group, stores none, and later writes work', async () => {
  const store = await tempStore()
  let pages = 0
  await store.writer.write((db) => {
    db.exec('CREATE TABLE note (n INTEGER NOT NULL UNIQUE, text TEXT)')
    pages = Number(db.pragma('page_count', { simple: true }))
    db.pragma(`max_page_count = ${pages + 4}`)
  })
  const big = (n: number) => (db: WriteDb) => db.prepare('INSERT INTO note VALUES (?, ?)').run(n, 'x'.repeat(1_000_000))
  const results = await Promise.allSettled([store.writer.write(insert(1)), store.writer.write(big(2)), store.writer.write(insert(3))])
  for (const result of results) expect(result).toMatchObject({ status: 'rejected', reason: { code: 'SQLITE_FULL' } })
  expect(explain((results[0] as PromiseRejectedResult).reason, '/home')).toMatchObject({ code: 'data-folder', message: expect.stringMatching(/full: nothing was stored.*Free some space/) })
  expect(store.read.prepare('SELECT COUNT(*) FROM note').pluck().get()).toBe(0)
  await expect(store.writer.steps(function* (db) { insert(4)(db); yield; big(5)(db) })).rejects.toMatchObject({ code: 'SQLITE_FULL' })
  await store.writer.write(insert(6))
  await store.writer.append(insert(7))
  expect(store.read.prepare('SELECT n FROM note').pluck().all()).toEqual([6, 7])
})

test('only what must survive a power cut waits for the disk', async () => {
  const { writer } = await tempStore()
  const level = (db: WriteDb): unknown => db.pragma('synchronous', { simple: true })
  expect(await writer.write(level)).toBe(2)
  expect(await writer.append(level)).toBe(1)
  // A group with one durable piece is durable as a whole.
  expect(await Promise.all([writer.append(level), writer.write(level)])).toEqual([2, 2])
  expect(await writer.steps(function* (db) { yield; return level(db) })).toBe(2)
})

test('idle resolves after everything handed over; a closed store refuses', async () => {
  const { writer, seen } = makeWriter()
  void writer.write(insert(1))
  void writer.steps(function* (db) { yield; insert(2)(db) })
  void writer.append(insert(3))
  await writer.idle()
  expect(seen()).toEqual([1, 2, 3])
  await writer.idle()
  writer.close()
  await expect(writer.write(insert(4))).rejects.toThrow(/closed/)
})
