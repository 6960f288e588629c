import { expect, test } from 'vitest'
import type { LogEntry, LogPage } from '../../../../contract/log.ts'
import { createLogReader, NO_PART, type LogPart } from './reader.ts'

/** A log that answers as the engine does, and the reader's part of it. */
function openReader(length: number, seq: number | null) {
  const log = { length, asked: 0, fails: false }
  let [part, wake]: [LogPart, () => void] = [NO_PART, () => {}]
  const entry = (at: number): LogEntry => ({ seq: at, run: 1, at, kind: 'note', text: `line ${at}`, data: null })
  const read = async ({ after, before = Infinity, limit }: { after: number; before?: number; limit: number }) => {
    log.asked++
    await Promise.resolve()
    if (log.fails) return { ok: false as const, code: 'internal' as const, message: 'The engine does not answer.' }
    const last = Math.min(log.length, before - 1)
    const from = before === Infinity ? after + 1 : Math.max(after + 1, last - limit + 1)
    const entries = Array.from({ length: Math.max(0, Math.min(limit, last - from + 1)) }, (_, at) => entry(from + at))
    return { ok: true as const, value: { entries, next: null, last: log.length } satisfies LogPage }
  }
  const reader = createLogReader({ read, seq, onChange: (next) => { part = next; wake() } })
  const until = async (test: (now: LogPart) => boolean): Promise<LogPart> => {
    while (!test(part)) await new Promise<void>((resolve) => { wake = resolve })
    return part
  }
  return { log, reader, until, part: () => part }
}
const seqs = (part: LogPart) => part.rows.map((row) => row.seq)
const dense = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at)

test('a million lines open at their end with one page, a link with the page around it', async () => {
  const end = openReader(1_000_000, null)
  const part = await end.until((now) => now.opened)
  expect([part.to, part.last, end.log.asked]).toEqual([1_000_000, 1_000_000, 1])
  expect(part.rows.length).toBeLessThan(1000)
  const link = openReader(1_000_000, 400_000)
  const around = await link.until((now) => now.opened)
  expect(around.from).toBeLessThan(400_000)
  expect(around.to).toBeGreaterThan(400_000)
})

test('what is looked at is read with its surroundings, each line once', async () => {
  const { reader, until } = openReader(50_000, null)
  await until((now) => now.opened)
  for (let at = 49_900; at > 20_000; at -= 700) {
    reader.look({ from: at, to: at + 30, follows: false })
    const part = await until((now) => now.from <= at - 1000 && now.to >= at + 30)
    expect(seqs(part)).toEqual(dense(part.from, part.to))
    expect(part.rows.length).toBeLessThanOrEqual(21_000)
  }
})

test('who follows sees what comes; who looks elsewhere hears of it only', async () => {
  const { log, reader, until } = openReader(10, null)
  await until((now) => now.opened)
  reader.look({ from: 1, to: 10, follows: true })
  log.length = 25
  reader.heard(25)
  expect(seqs(await until((now) => now.to === 25))).toEqual(dense(1, 25))
  log.length = 90_000
  reader.heard(90_000)
  const part = await until((now) => now.to === 90_000)
  expect(seqs(part)).toEqual(dense(part.from, 90_000))
  reader.look({ from: 5, to: 30, follows: false })
  await until((now) => now.from === 1)
  log.length = 90_001
  reader.heard(90_001)
  expect((await until((now) => now.last === 90_001)).to).toBeLessThan(10_000)
})

test('an engine that was away goes on where it was; one that has less than was seen is believed', async () => {
  const { log, reader, until, part } = openReader(100, null)
  await until((now) => now.opened)
  reader.look({ from: 60, to: 100, follows: true })
  log.fails = true
  reader.check()
  expect((await until((now) => now.trouble !== null)).rows).toHaveLength(100)
  log.fails = false
  log.length = 130
  reader.check()
  expect(seqs(await until((now) => now.to === 130))).toEqual(dense(1, 130))
  expect(part().trouble).toBeNull()
  log.length = 90
  reader.check()
  expect(seqs(await until((now) => now.to === 90))).toEqual(dense(1, 90))
})

test('an empty log is opened, and its first line comes', async () => {
  const { log, reader, until } = openReader(0, null)
  expect((await until((now) => now.opened)).rows).toEqual([])
  expect(log.asked).toBe(1)
  log.length = 1
  reader.heard(1)
  expect(seqs(await until((now) => now.to === 1))).toEqual([1])
})

test('a link behind the end leads to the end', async () => {
  const { until } = openReader(40, 5000)
  expect((await until((now) => now.opened)).to).toBe(40)
})
