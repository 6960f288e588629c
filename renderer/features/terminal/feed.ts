/** Bytes of a run from an offset; `next` is where to go on, null when there is nothing there (yet). */
export interface RawPage { bytes: Uint8Array; next: number | null }
export type ReadRaw = (offset: number) => Promise<RawPage>

/** Precise enough to find the end: less than one stored frame. */
const NEAR = 32 * 1024

/**
 * Where to begin so that about the last `most` bytes are shown. The engine does not say how long the output is, so it is felt for:
 * by doubling until there is nothing, then by halving; some thirty reads for gigabytes.
 */
export async function findStart(read: ReadRaw, most: number): Promise<number> {
  const isEmpty = (page: RawPage): boolean => page.bytes.length === 0 && page.next === null
  let low = 0
  let high = most
  for (let page = await read(high); !isEmpty(page); page = await read(high)) {
    low = page.next ?? high + page.bytes.length
    high = Math.max(low, high * 2)
    if (page.next === null) break
  }
  if (low === 0) return 0
  while (high - low > NEAR) {
    const middle = Math.floor((low + high) / 2)
    const page = await read(middle)
    if (isEmpty(page)) high = middle
    else low = page.next ?? middle + page.bytes.length
  }
  return Math.max(0, low - most)
}

/** What follows the first line break: what stands before it may be the rest of an escape sequence. The whole when there is none. */
export function afterFirstLine(bytes: Uint8Array): Uint8Array {
  const at = bytes.indexOf(10)
  return at < 0 ? bytes : bytes.subarray(at + 1)
}

/** How many of these bytes fill at most so many rows of a terminal this wide, and how many rows that is: a row ends with a line break or when it is full. */
export function cutAtRows(bytes: Uint8Array, rows: number, columns: number): { length: number; rows: number } {
  let [done, column] = [0, 0]
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] === 10 || ++column >= columns) { done++; column = 0 }
    if (done >= rows) return { length: at + 1, rows: done }
  }
  return { length: bytes.length, rows: done }
}

/** Bytes wait here and are written a frame's worth at a time, the next only when the last was taken. */
export interface WriteQueue { push(bytes: Uint8Array): void; size(): number; clear(): void }

export function createWriteQueue(parts: { perFrame: number; write(bytes: Uint8Array, taken: () => void): void; onFrame(run: () => void): void }): WriteQueue {
  let waiting: Uint8Array[] = []
  let [size, busy] = [0, false]
  function step(): void {
    const first = waiting[0]
    if (!first) { busy = false; return }
    const now = first.subarray(0, parts.perFrame)
    if (now.length === first.length) waiting.shift()
    else waiting[0] = first.subarray(now.length)
    size -= now.length
    parts.write(now, () => parts.onFrame(step))
  }
  return {
    push: (bytes) => {
      if (bytes.length === 0) return
      waiting.push(bytes)
      size += bytes.length
      if (busy) return
      busy = true
      parts.onFrame(step)
    },
    size: () => size,
    clear: () => { waiting = []; size = 0 },
  }
}

export function fromBase64(text: string): Uint8Array {
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at)
  return bytes
}
