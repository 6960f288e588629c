import { expect, onTestFinished, test } from 'vitest'
import { DispatchEvent, type SequencedEvent } from '../../contract/event.ts'
import { insertApproval } from '../store/approvals.ts'
import { KEPT_EVENTS, jobChanged, lastEventSeq, noted, pruneEvents } from '../store/events.ts'
import { patchJob } from '../store/jobs.ts'
import { appendEntries } from '../store/logs.ts'
import type { Store } from '../store/open.ts'
import { addJob, tempStore } from '../store/testing.ts'
import { createFeed, type EventFeed } from './feed.ts'

interface Listener { seen: SequencedEvent[]; until(count: number): Promise<SequencedEvent[]>; stop(): void }

async function withFeed(): Promise<{ store: Store; feed: EventFeed; change: (times?: number) => Promise<void> }> {
  const store = await tempStore()
  const feed = createFeed(store.read)
  store.writer.onCommit(feed.notify)
  await store.writer.write((db) => addJob(db))
  const change = async (times = 1): Promise<void> => { for (let i = 0; i < times; i++) await store.writer.write((db) => jobChanged(db, 1)) }
  return { store, feed, change }
}

/** Somebody who listens; `slow` waits before each delivery is taken. */
function listen(feed: EventFeed, after: number | null, slow: () => Promise<void> | void = () => {}): Listener {
  const seen: SequencedEvent[] = []
  const waiting: { count: number; resolve: (seen: SequencedEvent[]) => void }[] = []
  const look = (): void => { for (const each of waiting) if (seen.length >= each.count) each.resolve(seen) }
  const { stop } = feed.subscribe(after, async (batch) => { await slow(); seen.push(...batch); look() })
  onTestFinished(stop)
  return { seen, stop, until: (count) => new Promise((resolve) => { waiting.push({ count, resolve }); look() }) }
}
const numbers = (events: SequencedEvent[]) => events.map((each) => each.seq)
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i)

test('everything after a number, in order, once each: what is stored first, then what comes', async () => {
  const { store, feed, change } = await withFeed()
  await change(250)
  const before = lastEventSeq(store.read)
  const listener = listen(feed, 0)
  await change(30)
  expect(numbers(await listener.until(before + 30))).toEqual(range(1, before + 30))
})

test('from now on: nothing of the past', async () => {
  const { store, feed, change } = await withFeed()
  await change(5)
  const newest = lastEventSeq(store.read)
  const listener = listen(feed, null)
  await change(3)
  expect(numbers(await listener.until(3))).toEqual(range(newest + 1, newest + 3))
})

test('whoever hung up goes on where they were', async () => {
  const { store, feed, change } = await withFeed()
  const first = listen(feed, lastEventSeq(store.read))
  await change(4)
  const at = (await first.until(4)).at(-1)!.seq
  first.stop()
  await change(6)
  const second = listen(feed, at)
  expect(numbers(await second.until(6))).toEqual(range(at + 1, at + 6))
  expect(first.seen).toHaveLength(4)
})

test('a slow listener falls behind and holds nobody up, then has everything', async () => {
  const { store, feed, change } = await withFeed()
  const start = lastEventSeq(store.read)
  const gate = Promise.withResolvers<void>()
  const slow = listen(feed, start, () => gate.promise)
  const fast = listen(feed, start)
  await change(120)
  expect(numbers(await fast.until(120))).toEqual(range(start + 1, start + 120))
  expect(slow.seen).toHaveLength(0)
  gate.resolve()
  expect(numbers(await slow.until(120))).toEqual(range(start + 1, start + 120))
})

test('a listener that throws is dropped, and the others hear on', async () => {
  const { store, feed, change } = await withFeed()
  const start = lastEventSeq(store.read)
  let calls = 0
  feed.subscribe(start, () => { calls++; throw new Error('broken view') })
  const good = listen(feed, start)
  await change(3)
  await good.until(3)
  await change(2)
  expect(numbers(await good.until(5))).toEqual(range(start + 1, start + 5))
  expect(calls).toBe(1)
})

test.each<[string, (newest: number) => number]>([['older than what is kept', () => 2], ['from the future of another folder', (newest) => newest + 500]])('a number that is %s: told to read everything again, then what comes', async (_, after) => {
  const { store, feed, change } = await withFeed()
  await store.writer.write((db) => {
    db.prepare(`UPDATE sqlite_sequence SET seq = ? WHERE name = 'event'`).run(KEPT_EVENTS + 100)
    jobChanged(db, 1)
    pruneEvents(db)
  })
  const newest = lastEventSeq(store.read)
  const listener = listen(feed, after(newest))
  expect((await listener.until(1))[0]).toEqual({ seq: newest, event: { kind: 'engine.changed', what: 'resync', profile: null } })
  await change(2)
  expect(numbers(await listener.until(3))).toEqual([newest, newest + 1, newest + 2])
})

test('a number that is just kept, or the newest, needs no new start', async () => {
  const { store, feed, change } = await withFeed()
  await change(3)
  const newest = lastEventSeq(store.read)
  const upToDate = listen(feed, newest)
  const fromStart = listen(feed, 0)
  await change(1)
  expect(numbers(await upToDate.until(1))).toEqual([newest + 1])
  expect((await fromStart.until(1))[0]!.seq).toBe(1)
})

test('each kind of event is filled in as the contract says, with the state of now', async () => {
  const { store, feed } = await withFeed()
  const listener = listen(feed, lastEventSeq(store.read))
  await store.writer.write((db) => {
    patchJob(db, 1, { title: 'first' })
    patchJob(db, 1, { title: 'second' })
    appendEntries(db, { job: 1, run: 1, now: 5 }, [{ kind: 'note', text: 'a' }, { kind: 'note', text: 'b' }])
    insertApproval(db, { id: 'a000000001', job: 1, run: 1, tool: 'Bash', input: {}, suggestions: [], question: 'run it', askedAt: 1, expiresAt: 2 })
    noted(db, 'profile.changed', 'careful')
    noted(db, 'engine.changed', 'paused careful')
    noted(db, 'engine.changed', 'stopping')
    noted(db, 'quota.changed', 'default')
    noted(db, 'approval.answered', 'agone00000')
  })
  const events = (await listener.until(8)).map((each) => each.event)
  for (const event of events) expect(DispatchEvent.parse(event)).toEqual(event)
  expect(events).toMatchObject([
    { kind: 'job.changed', job: { title: 'second' } }, { kind: 'job.changed', job: { title: 'second' } },
    { kind: 'log.appended', run: 1, fromSeq: 1, toSeq: 2 }, { kind: 'approval.asked', approval: { id: 'a000000001', question: 'run it' } },
    { kind: 'profile.changed', name: 'careful' }, { kind: 'engine.changed', what: 'paused', profile: 'careful' }, { kind: 'engine.changed', what: 'stopping', profile: null }, { kind: 'quota.changed', profile: 'default' },
  ])
})
