import type { LogDraft } from '../../contract/log.ts'
import { appendEntries, appendRaw, packRaw } from '../store/logs.ts'
import type { Store } from '../store/open.ts'

/** Takes a run's bytes and entries, and stores them in batches. The log is the sink: what is handed over is stored, in order. */
export interface LogWriter {
  entry(draft: LogDraft): void
  entries(drafts: readonly LogDraft[]): void
  raw(bytes: Buffer): void
  /** Bytes handed over and not stored yet; above `HIGH_WATER` the source should pause. */
  readonly pending: number
  /** Called whenever something was stored and pending is below the mark. */
  onDrain(listener: () => void): void
  /** Stores everything handed over so far. */
  flush(): Promise<void>
}

/** A moment's output goes into one transaction: short enough to feel live. */
const FLUSH_MS = 60
/** Or this much of it, whichever comes first. */
const FLUSH_BYTES = 512 * 1024
export const HIGH_WATER = 8 * 1024 * 1024

/** What a log is written for. `secret`: the profile's key or token, blotted out wherever it appears. */
export interface LogTarget { store: Store; job: number; id: string; run: number; now: () => number; secret: string | null }

export function createLogWriter({ store, job, id, run, now, secret }: LogTarget): LogWriter {
  let entries: LogDraft[] = []
  let chunks: Buffer[] = []
  let chunkBytes = 0
  let waiting = 0
  let position = 0
  let timer: NodeJS.Timeout | null = null
  let last: Promise<void> = Promise.resolve()
  const drains: (() => void)[] = []

  function schedule(): void {
    if (chunkBytes >= FLUSH_BYTES) void flush().catch(() => {})
    else timer ??= setTimeout(() => { void flush().catch(() => {}) }, FLUSH_MS)
  }

  function flush(): Promise<void> {
    if (timer) clearTimeout(timer)
    timer = null
    if (entries.length === 0 && chunkBytes === 0) return last
    const batch = { entries: secret === null ? entries : entries.map((draft) => blotEntry(draft, secret)), bytes: blotBytes(Buffer.concat(chunks, chunkBytes), secret), position }
    entries = []
    chunks = []
    position += chunkBytes
    waiting += chunkBytes
    chunkBytes = 0
    const packed = batch.bytes.length > 0 ? packRaw(batch.bytes) : null
    const stored = (): Promise<void> => store.owed.keep(`the log of ${id}`, () => store.writer.append((db) => {
      if (packed) appendRaw(db, { job, run, position: batch.position }, packed, batch.bytes.length)
      if (batch.entries.length > 0) appendEntries(db, { job, run, now: now() }, batch.entries)
    }))
    // One after the other: what waits for room on the disk must not be overtaken. Whoever awaits this one hears of its failure.
    last = last.then(stored, stored).finally(() => {
      waiting -= batch.bytes.length
      // Whether it was above before is not asked: the source may have been paused by what was not handed over yet.
      if (waiting + chunkBytes < HIGH_WATER) for (const drain of drains) drain()
    })
    return last
  }

  const stamp = (draft: LogDraft): LogDraft => (draft.at === undefined ? { ...draft, at: now() } : draft)
  return {
    entry: (draft) => { entries.push(stamp(draft)); schedule() },
    entries: (drafts) => {
      if (drafts.length === 0) return
      for (const draft of drafts) entries.push(stamp(draft))
      schedule()
    },
    raw: (bytes) => { chunks.push(bytes); chunkBytes += bytes.length; schedule() },
    get pending() { return waiting + chunkBytes },
    onDrain: (listener) => { drains.push(listener) },
    flush,
  }
}

function blotEntry(draft: LogDraft, secret: string): LogDraft {
  if (draft.data && JSON.stringify(draft.data).includes(secret)) return { ...draft, text: draft.text.replaceAll(secret, '[hidden]'), data: JSON.parse(JSON.stringify(draft.data).replaceAll(secret, '[hidden]')) as Record<string, unknown> }
  return draft.text.includes(secret) ? { ...draft, text: draft.text.replaceAll(secret, '[hidden]') } : draft
}

/** Same length, so that positions in the stream stay true. */
function blotBytes(bytes: Buffer, secret: string | null): Buffer {
  if (secret === null) return bytes
  for (let at = bytes.indexOf(secret); at >= 0; at = bytes.indexOf(secret, at)) bytes.fill('*', at, at + Buffer.byteLength(secret))
  return bytes
}
