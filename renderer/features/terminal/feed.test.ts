import { describe, expect, it } from 'vitest'
import { afterFirstLine, createWriteQueue, cutAtRows, findStart, fromBase64, type RawPage } from './feed.ts'

/** A store of `length` bytes in frames of `frame`, as the engine gives them: from an offset to the end of its frame. */
function store(length: number, frame: number): { read(offset: number): Promise<RawPage>; reads(): number } {
  let reads = 0
  return {
    reads: () => reads,
    read: (offset) => {
      reads++
      if (offset >= length) return Promise.resolve({ bytes: new Uint8Array(0), next: null })
      const end = Math.min(length, (Math.floor(offset / frame) + 1) * frame)
      return Promise.resolve({ bytes: new Uint8Array(Math.min(end - offset, 8)), next: end })
    },
  }
}

describe('findStart', () => {
  it('begins at the beginning when everything fits', async () => {
    expect(await findStart(store(0, 100).read, 1000)).toBe(0)
    expect(await findStart(store(1000, 100).read, 1000)).toBe(0)
  })

  it.each([[1_000_001, 1000], [5_000_000, 64_000], [4_000_000_000, 256_000]])('of %d bytes leaves about the last million', async (length, frame) => {
    const { read, reads } = store(length, frame)
    const start = await findStart(read, 1_000_000)
    expect(length - start).toBeGreaterThanOrEqual(1_000_000)
    expect(length - start).toBeLessThan(1_000_000 + 40_000)
    expect(reads()).toBeLessThan(45)
  })
})

describe('a write queue', () => {
  it('writes in order, a frame’s worth at a time, and waits until it was taken', () => {
    const frames: (() => void)[] = []
    const taken: (() => void)[] = []
    const written: number[][] = []
    const queue = createWriteQueue({ perFrame: 3, write: (bytes, done) => { written.push([...bytes]); taken.push(done) }, onFrame: (run) => frames.push(run) })
    queue.push(Uint8Array.of(1, 2, 3, 4, 5))
    queue.push(Uint8Array.of(6))
    expect([written, frames.length, queue.size()]).toEqual([[], 1, 6])
    frames.shift()!()
    expect([written, frames.length]).toEqual([[[1, 2, 3]], 0])
    for (let step = 0; step < 3; step++) { taken.shift()!(); frames.shift()!() }
    expect([written, queue.size()]).toEqual([[[1, 2, 3], [4, 5], [6]], 0])
    queue.push(Uint8Array.of(7))
    frames.shift()!()
    expect(written.at(-1)).toEqual([7])
  })

  it('forgets what waits', () => {
    const frames: (() => void)[] = []
    const written: number[] = []
    const queue = createWriteQueue({ perFrame: 9, write: (bytes) => written.push(...bytes), onFrame: (run) => frames.push(run) })
    queue.push(Uint8Array.of(1))
    queue.clear()
    frames.shift()!()
    expect(written).toEqual([])
  })
})

describe('cutAtRows', () => {
  const bytes = new TextEncoder().encode('one\ntwo\nlonger line\n')
  it.each([[0, 1, 4], [1, 1, 4], [2, 2, 8], [3, 3, 18], [9, 4, bytes.length]])('%d rows of ten columns', (rows, used, length) => expect(cutAtRows(bytes, rows, 10)).toEqual(rows === 0 ? { length: 1, rows: 0 } : { length, rows: used }))
})

it('a text that begins in the middle begins with its next line', () => {
  expect([...afterFirstLine(Uint8Array.of(91, 50, 10, 65, 10))]).toEqual([65, 10])
  expect([...afterFirstLine(Uint8Array.of(65))]).toEqual([65])
})

it('base64 comes back byte for byte', () => {
  expect([...fromBase64('AP8bXTA=')]).toEqual([0, 255, 27, 93, 48])
})
