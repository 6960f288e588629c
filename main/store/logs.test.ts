import { expect, test } from 'vitest'
import type { LogDraft } from '../../contract/log.ts'
import { listEvents } from './events.ts'
import type { Store } from './open.ts'
import { appendEntries, appendRaw, lastLogSeq, packRaw, readEntries, readRaw } from './logs.ts'
import { addJob, tempStore } from './testing.ts'

const notes = (...texts: string[]): LogDraft[] => texts.map((text) => ({ kind: 'note', text }))
const append = (store: Store, job: number, run: number, drafts: LogDraft[]) => store.writer.append((db) => appendEntries(db, { job, run, now: 500 }, drafts))
const texts = (store: Store, job: number, page: { run?: number; after?: number; limit?: number; grep?: string } = {}) => readEntries(store.read, job, { after: 0, limit: 100, ...page }).entries.map((entry) => entry.text)

async function withJobs(): Promise<Store> {
  const store = await tempStore()
  await store.writer.write((db) => { addJob(db); addJob(db) })
  return store
}

test('numbers are dense per job over all runs, whoever writes in between', async () => {
  const store = await withJobs()
  const ranges = await Promise.all([append(store, 1, 1, notes('a', 'b')), append(store, 2, 1, notes('other')), append(store, 1, 1, notes('c')), append(store, 1, 2, notes('d'))])
  expect(ranges).toEqual([{ from: 1, to: 2 }, { from: 1, to: 1 }, { from: 3, to: 3 }, { from: 4, to: 4 }])
  expect(readEntries(store.read, 1, { after: 0, limit: 100 })).toEqual({ next: null, last: 4, entries: [
    { seq: 1, run: 1, at: 500, kind: 'note', text: 'a', data: null }, { seq: 2, run: 1, at: 500, kind: 'note', text: 'b', data: null },
    { seq: 3, run: 1, at: 500, kind: 'note', text: 'c', data: null }, { seq: 4, run: 2, at: 500, kind: 'note', text: 'd', data: null },
  ] })
  expect(lastLogSeq(store.read, 1)).toBe(4)
  expect(lastLogSeq(store.read, 99)).toBe(0)
  expect(listEvents(store.read, 0, 100).filter((event) => event.kind === 'log.appended').map(({ job, run, from_seq, to_seq }) => [job, run, from_seq, to_seq])).toEqual([[1, 1, 1, 2], [2, 1, 1, 1], [1, 1, 3, 3], [1, 2, 4, 4]])
})

test('entries keep their time and data', async () => {
  const store = await withJobs()
  await append(store, 1, 1, [{ kind: 'tool-call', text: 'Bash: ls', data: { tool: 'Bash', input: { command: 'ls' } }, at: 123.6 }])
  expect(readEntries(store.read, 1, { after: 0, limit: 1 }).entries).toEqual([{ seq: 1, run: 1, at: 124, kind: 'tool-call', text: 'Bash: ls', data: { tool: 'Bash', input: { command: 'ls' } } }])
  expect(await append(store, 1, 1, [])).toBeNull()
})

test('pages follow one another without a gap or a repeat, also of one run alone', async () => {
  const store = await withJobs()
  for (let i = 1; i <= 23; i++) await append(store, 1, i % 2 === 0 ? 2 : 1, notes(`line ${i}`))
  for (const run of [undefined, 2]) {
    const seen: number[] = []
    let after: number | null = 0
    while (after !== null) {
      const page: ReturnType<typeof readEntries> = readEntries(store.read, 1, { after, limit: 5, run })
      seen.push(...page.entries.map((entry) => entry.seq))
      after = page.next
    }
    expect(seen).toEqual(Array.from({ length: 23 }, (_, i) => i + 1).filter((seq) => run === undefined || seq % 2 === 0))
  }
})

test('a page after the end is empty; what comes later is found from there', async () => {
  const store = await withJobs()
  await append(store, 1, 1, notes('a'))
  expect(readEntries(store.read, 1, { after: 1, limit: 5 })).toEqual({ entries: [], next: null, last: 1 })
  await append(store, 1, 1, notes('b'))
  expect(texts(store, 1, { after: 1 })).toEqual(['b'])
})

test('grep takes %, _ and backslash for what they are, and upper for lower case', async () => {
  const store = await withJobs()
  await append(store, 1, 1, notes('100% sure', '1000 sure', 'a_b', 'axb', 'C:\\temp', 'C:temp', 'NPM test'))
  expect(texts(store, 1, { grep: '100%' })).toEqual(['100% sure'])
  expect(texts(store, 1, { grep: 'a_b' })).toEqual(['a_b'])
  expect(texts(store, 1, { grep: ':\\t' })).toEqual(['C:\\temp'])
  expect(texts(store, 1, { grep: 'npm' })).toEqual(['NPM test'])
  expect(texts(store, 1, { grep: '' })).toHaveLength(7)
  expect(texts(store, 1, { grep: `' OR 1=1 --` })).toEqual([])
})

test('raw bytes come back exactly, from any offset and of each run', async () => {
  const store = await withJobs()
  const bytes = Buffer.concat([Buffer.from('\u001b[31mrot\u001b[0m\r\n'), Buffer.from([0, 255, 254, 10]), Buffer.alloc(300_000, 'abc ')])
  let position = 0
  for (let i = 0; i < bytes.length; i += 100_000) {
    const part = bytes.subarray(i, i + 100_000)
    const packed = packRaw(part)
    const at = { job: 1, run: 1, position }
    await store.writer.append((db) => appendRaw(db, at, packed, part.length))
    position += part.length
  }
  await store.writer.append((db) => appendRaw(db, { job: 1, run: 2, position: 0 }, packRaw(Buffer.from('second')), 6))
  const readAll = (run: number, from: number): Buffer => {
    const parts: Buffer[] = []
    for (let offset: number | null = from; offset !== null;) {
      const part = readRaw(store.read, 1, run, offset)
      parts.push(part.bytes)
      offset = part.next
    }
    return Buffer.concat(parts)
  }
  expect(readAll(1, 0).equals(bytes)).toBe(true)
  for (const from of [1, 99_999, 100_000, 100_001, 250_000, bytes.length - 1]) expect(readAll(1, from).equals(bytes.subarray(from))).toBe(true)
  expect(readAll(2, 0).toString()).toBe('second')
  expect(readRaw(store.read, 1, 1, bytes.length)).toEqual({ bytes: Buffer.alloc(0), next: null })
  expect(readRaw(store.read, 2, 1, 0).next).toBeNull()
  const stored = store.read.prepare('SELECT SUM(length(bytes)) FROM log_raw WHERE run = 1').pluck().get() as number
  expect(stored).toBeLessThan(bytes.length / 20)
})

test('the newest entries before a number, oldest first', async () => {
  const store = await withJobs()
  await append(store, 1, 1, notes('a', 'b', 'c', 'd'))
  const page = readEntries(store.read, 1, { after: 0, before: 4, limit: 2 })
  expect(page.entries.map((entry) => entry.text)).toEqual(['b', 'c'])
  expect([page.next, page.last]).toEqual([null, 4])
  expect(readEntries(store.read, 1, { after: 0, before: 1, limit: 2 }).entries).toEqual([])
})

test('a page of long lines is shorter, never empty, and the next one follows it', async () => {
  const store = await withJobs()
  await append(store, 1, 1, notes('a', 'x'.repeat(5_000_000), 'b', 'y'.repeat(3_000_000), 'c'))
  expect(readEntries(store.read, 1, { after: 0, limit: 5 })).toMatchObject({ entries: [{ seq: 1 }], next: 1 })
  expect(readEntries(store.read, 1, { after: 1, limit: 5 })).toMatchObject({ entries: [{ seq: 2 }], next: 2 })
  expect(readEntries(store.read, 1, { after: 2, limit: 5 })).toMatchObject({ entries: [{ seq: 3 }, { seq: 4 }, { seq: 5 }], next: null })
  expect(readEntries(store.read, 1, { after: 0, before: 6, limit: 5 }).entries.map((entry) => entry.seq)).toEqual([3, 4, 5])
})
