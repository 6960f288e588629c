import { getHeapStatistics } from 'node:v8'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createTidier, type Tidier } from './tidy.ts'

const MB = 1024 ** 2
let heap: { mb: number; collected: number[] }
let tidier: Tidier

beforeEach(() => {
  vi.useFakeTimers()
  heap = { mb: 10, collected: [] }
  tidier = createTidier({ used: () => heap.mb * MB, collect: () => { heap.collected.push(heap.mb); heap.mb = 17 } })
})
afterEach(() => {
  tidier.stop()
  vi.useRealTimers()
})

/** Something that leaves the heap at so much, and rest after it. */
function leave(mb: number, restMs = 3000): void {
  heap.mb = mb
  tidier.worked()
  vi.advanceTimersByTime(restMs)
}

test('What a start or a large piece of work left is collected once there is rest, and once only', () => {
  leave(22)
  expect(heap.collected).toEqual([22])
  leave(70)
  vi.advanceTimersByTime(60_000)
  expect(heap.collected).toEqual([22, 70])
})

test('A little more than before is left where it is', () => {
  leave(22)
  leave(32)
  expect(heap.collected).toEqual([22])
})

test('V8 itself may have collected: what was least counts', () => {
  leave(22)
  leave(12)
  leave(27)
  expect(heap.collected).toEqual([22])
  leave(28)
  expect(heap.collected).toEqual([22, 28])
})

test('While there is work there is no rest', () => {
  for (let i = 0; i < 10; i++) leave(60 + i, 2999)
  expect(heap.collected).toEqual([])
  vi.advanceTimersByTime(1)
  expect(heap.collected).toEqual([69])
})

test('A call that takes longer than the rest is not interrupted, whether it ends well or not', async () => {
  const long = Promise.withResolvers<string>()
  leave(60, 0)
  const well = tidier.during(() => long.promise)
  const badly = tidier.during(() => Promise.reject(new Error('no')))
  await expect(badly).rejects.toThrow('no')
  vi.advanceTimersByTime(20_000)
  expect(heap.collected).toEqual([])
  long.resolve('done')
  expect(await well).toBe('done')
  vi.advanceTimersByTime(3000)
  expect(heap.collected).toEqual([60])
})

test('One that was stopped collects nothing any more', () => {
  leave(60, 0)
  tidier.stop()
  leave(90)
  expect(heap.collected).toEqual([])
})

test('V8 gives back what nobody holds any more', () => {
  const own = createTidier()
  const used = (): number => getHeapStatistics().used_heap_size
  const before = used()
  let left: string[] | null = Array.from({ length: 500_000 }, (_, i) => `line ${i}`)
  expect(used() - before).toBeGreaterThan(16 * MB)
  left = null
  own.worked()
  vi.advanceTimersByTime(3000)
  own.stop()
  expect(used() - before).toBeLessThan(4 * MB)
  expect(left).toBeNull()
})
