import { expect, test } from 'vitest'
import type { LogDraft } from '../../contract/log.ts'
import { findEntries } from './log-hits.ts'
import { appendEntries } from './logs.ts'
import type { Store } from './open.ts'
import { addJob, tempStore } from './testing.ts'

async function withLog(...drafts: LogDraft[]): Promise<Store> {
  const store = await tempStore()
  await store.writer.write((db) => { addJob(db); addJob(db) })
  await store.writer.append((db) => appendEntries(db, { job: 2, run: 1, now: 1 }, [{ kind: 'note', text: 'needle of another job' }]))
  await store.writer.append((db) => appendEntries(db, { job: 1, run: 1, now: 1 }, drafts))
  return store
}
const find = (store: Store, wanted: Partial<Parameters<typeof findEntries>[2]>) => findEntries(store.read, 1, { trouble: false, after: 0, limit: 100, ...wanted })

test('a text is found whatever its case, in lines and in what tools were given, and never in the names of things', async () => {
  const store = await withLog({ kind: 'text', text: 'A Needle' }, { kind: 'note', text: 'hay' }, { kind: 'tool-call', text: 'Bash', data: { name: 'Bash', input: { command: 'line one\n"needle" 100%' } } }, { kind: 'text', text: 'GRÖSSE' })
  expect(await find(store, { text: 'needle' })).toEqual({ hits: [1, 3], next: null, last: 4 })
  expect((await find(store, { text: '"NEEDLE" 100%' })).hits).toEqual([3])
  expect((await find(store, { text: '1_0' })).hits).toEqual([])
  expect((await find(store, { text: 'command' })).hits).toEqual([])
  expect((await find(store, { text: 'größe' })).hits).toEqual([4])
  expect((await find(store, { text: 'grösse' })).hits).toEqual([4])
})

test('trouble is what the window opens from the start', async () => {
  const store = await withLog(
    { kind: 'tool-result', text: 'fine', data: { isError: false } }, { kind: 'tool-result', text: 'bad', data: { isError: true } }, { kind: 'stderr', text: 'said' },
    { kind: 'check', text: '$ x', data: { step: 'check', command: 'x' } }, { kind: 'check', text: 'passed', data: { step: 'check', result: 'passed', exitCode: 0 } }, { kind: 'check', text: 'failed', data: { step: 'check', result: 'failed', exitCode: null } },
    { kind: 'note', text: 'set up', data: { step: 'setup', exitCode: 0 } }, { kind: 'note', text: 'not set up', data: { step: 'setup', exitCode: 3 } }, { kind: 'note', text: 'plain' },
    { kind: 'result', text: 'done', data: { isError: false } }, { kind: 'result', text: 'end', data: { outcome: 'failed' } }, { kind: 'result', text: 'end', data: { outcome: 'succeeded' } },
  )
  expect((await find(store, { trouble: true })).hits).toEqual([2, 3, 6, 8, 11])
  expect(await find(store, { trouble: true, limit: 1 })).toEqual({ hits: [2], next: 2, last: 12 })
})

test('parts follow one another without a gap or a repeat, over many lines', async () => {
  const store = await withLog(...Array.from({ length: 9001 }, (_, at): LogDraft => ({ kind: 'text', text: at % 3 === 0 ? 'needle' : 'hay' })))
  const seen: number[] = []
  for (let after: number | null = 0; after !== null;) {
    const part: Awaited<ReturnType<typeof find>> = await find(store, { text: 'needle', after, limit: 700 })
    seen.push(...part.hits)
    after = part.next
  }
  expect(seen).toEqual(Array.from({ length: 3001 }, (_, at) => at * 3 + 1))
})
