import { zstdCompressSync, zstdDecompressSync, constants } from 'node:zlib'
import type { LogDraft, LogEntry, LogPage } from '../../contract/log.ts'
import { logAppended } from './events.ts'
import { sql, type ReadDb, type WriteDb } from './handles.ts'

/** Entries (and raw chunks) a job can have: the id of a row is job × this + number, see the migration. */
export const SPAN = 2 ** 23
/** Level 1: JSON shrinks to a fifth at several hundred MB/s, so that keeping every byte costs less disk than not compressing the half. */
const LEVEL = 1

const lastOf = (db: ReadDb, table: 'log_entry' | 'log_raw', job: number): number =>
  ((sql(db, `SELECT id FROM ${table} WHERE id >= ? AND id < ? ORDER BY id DESC LIMIT 1`).pluck().get(job * SPAN, (job + 1) * SPAN) as number | undefined) ?? job * SPAN) - job * SPAN

/** Appends entries with dense numbers; returns the range. At the very end of a job's numbers nothing more is kept. */
export function appendEntries(db: WriteDb, at: { job: number; run: number; now: number }, drafts: readonly LogDraft[]): { from: number; to: number } | null {
  const first = lastOf(db, 'log_entry', at.job) + 1
  const room = Math.min(drafts.length, SPAN - first)
  if (room <= 0) return null
  const insert = sql(db, 'INSERT INTO log_entry (id, run, at, kind, text, data) VALUES (?, ?, ?, ?, ?, ?)')
  for (let i = 0; i < room; i++) {
    const draft = drafts[i]!
    insert.run(at.job * SPAN + first + i, at.run, Math.round(draft.at ?? at.now), draft.kind, draft.text, draft.data ? JSON.stringify(draft.data) : null)
  }
  const range = { from: first, to: first + room - 1 }
  logAppended(db, at.job, at.run, range)
  return range
}

/** Compresses bytes for `appendRaw`; outside of the transaction, because it is the slower half. */
export function packRaw(bytes: Buffer): Buffer {
  return zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: LEVEL } })
}

/** Appends one frame of raw bytes at a position of the run's stream. */
export function appendRaw(db: WriteDb, at: { job: number; run: number; position: number }, packed: Buffer, size: number): void {
  const number = lastOf(db, 'log_raw', at.job) + 1
  if (number >= SPAN) return
  sql(db, 'INSERT INTO log_raw (id, run, position, size, bytes) VALUES (?, ?, ?, ?, ?)').run(at.job * SPAN + number, at.run, at.position, size, packed)
}

/** Characters of text and data a page holds at most: a page of long lines is shorter, and never empty because of it. */
const PAGE_CHARS = 4_000_000

/** A page of entries after a number, or (with `before`) the newest ones before it, still oldest first. `grep` matches text regardless of case. */
export function readEntries(db: ReadDb, job: number, page: { run?: number | undefined; after: number; before?: number | undefined; limit: number; grep?: string | undefined }): LogPage {
  const where = ['id > ?', 'id < ?']
  const values: unknown[] = [job * SPAN + page.after, Math.min(page.before === undefined ? Infinity : job * SPAN + page.before, (job + 1) * SPAN)]
  const backwards = page.before !== undefined
  if (page.run !== undefined) { where.push('run = ?'); values.push(page.run) }
  if (page.grep !== undefined && page.grep !== '') { where.push(`text LIKE ? ESCAPE '\\'`); values.push(`%${page.grep.replace(/[\\%_]/g, '\\$&')}%`) }
  const entries: LogEntry[] = []
  let [chars, more] = [0, false]
  for (const row of sql(db, `SELECT id, run, at, kind, text, data FROM log_entry WHERE ${where.join(' AND ')} ORDER BY id ${backwards ? 'DESC' : 'ASC'} LIMIT ?`).iterate(...values, page.limit + 1)) {
    const { id, data, ...rest } = row as Omit<LogEntry, 'seq' | 'data'> & { id: number; data: string | null }
    chars += rest.text.length + (data?.length ?? 0)
    more = entries.length === page.limit || (entries.length > 0 && chars > PAGE_CHARS)
    if (more) break
    entries.push({ seq: id - job * SPAN, ...rest, data: data === null ? null : (JSON.parse(data) as Record<string, unknown>) })
  }
  if (backwards) entries.reverse()
  return { entries, next: !backwards && more ? entries.at(-1)!.seq : null, last: lastOf(db, 'log_entry', job) }
}

/** Raw bytes of a run from an offset: one stored frame at a time. `next` is the next offset, null at the end of what is there. */
export function readRaw(db: ReadDb, job: number, run: number, offset: number): { bytes: Buffer; next: number | null } {
  const row = sql(db, 'SELECT position, size, bytes FROM log_raw WHERE id > ? AND id < ? AND run = ? AND position + size > ? ORDER BY id LIMIT 1').get(job * SPAN, (job + 1) * SPAN, run, offset) as { position: number; size: number; bytes: Buffer } | undefined
  if (!row) return { bytes: Buffer.alloc(0), next: null }
  return { bytes: zstdDecompressSync(row.bytes).subarray(Math.max(0, offset - row.position)), next: row.position + row.size }
}

/** All raw bytes of a run, frame by frame, in one pass. */
export function* iterateRaw(db: ReadDb, job: number, run: number): Generator<Buffer> {
  for (const row of sql(db, 'SELECT bytes FROM log_raw WHERE id > ? AND id < ? AND run = ? ORDER BY id').iterate(job * SPAN, (job + 1) * SPAN, run)) yield zstdDecompressSync((row as { bytes: Buffer }).bytes)
}

/** Number of the newest entry, 0 when there is none. */
export function lastLogSeq(db: ReadDb, job: number): number {
  return lastOf(db, 'log_entry', job)
}
