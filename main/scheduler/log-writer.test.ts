import { expect, test } from 'vitest'
import type { Store } from '../store/open.ts'
import { createLogWriter, HIGH_WATER } from './log-writer.ts'

/** A store that keeps what it is given until it is let go on, piece by piece. */
function slowStore(): { store: Store; storeNext(): Promise<void> } {
  const kept: (() => void)[] = []
  const keep = (): Promise<void> => new Promise((resolve) => { kept.push(resolve) })
  // The pieces are begun one after the other, each in a turn of its own.
  const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve) })
  const storeNext = async (): Promise<void> => {
    while (kept.length === 0) await turn()
    kept.shift()!()
    await turn()
  }
  return { store: { owed: { keep } } as unknown as Store, storeNext }
}

test.each([['by what is not handed over yet', 20], ['by what is handed over at once', 600 * 1024]])('a source that was paused %s goes on as soon as there is less than the mark', async (_, last) => {
  const { store, storeNext } = slowStore()
  const log = createLogWriter({ store, job: 1, id: 'j', run: 1, now: () => 0, secret: null })
  let drained = 0
  log.onDrain(() => { drained++ })
  const half = HIGH_WATER / 2
  for (const size of [half, half - 10, last]) log.raw(Buffer.alloc(size))
  expect(log.pending).toBeGreaterThan(HIGH_WATER)
  expect(drained).toBe(0)
  await storeNext()
  expect(log.pending).toBe(half - 10 + last)
  expect(drained).toBeGreaterThan(0)
})

test('nothing goes on while more than the mark waits', async () => {
  const { store, storeNext } = slowStore()
  const log = createLogWriter({ store, job: 1, id: 'j', run: 1, now: () => 0, secret: null })
  let drained = 0
  log.onDrain(() => { drained++ })
  for (let i = 0; i < 3; i++) log.raw(Buffer.alloc(HIGH_WATER))
  await storeNext()
  expect([log.pending, drained]).toEqual([2 * HIGH_WATER, 0])
  await storeNext()
  await storeNext()
  expect(log.pending).toBe(0)
  expect(drained).toBeGreaterThan(0)
})
