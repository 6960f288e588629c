import { sql, type ReadDb, type WriteDb } from './handles.ts'

/** An event as stored: what it is about, not what it looks like; readers fill it in when they deliver it. */
export interface EventRow { seq: number; kind: string; job: number | null; subject: string | null; run: number | null; from_seq: number | null; to_seq: number | null }

/** How many events are kept for late readers: days of normal work, and a few MB. */
export const KEPT_EVENTS = 200_000

const INSERT = 'INSERT INTO event (kind, job, subject, run, from_seq, to_seq) VALUES (?, ?, ?, ?, ?, ?)'

/** Notes that a job changed, in the transaction that changed it. */
export function jobChanged(db: WriteDb, job: number): void {
  sql(db, INSERT).run('job.changed', job, null, null, null, null)
}

/** Notes that log entries are stored. */
export function logAppended(db: WriteDb, job: number, run: number, range: { from: number; to: number }): void {
  sql(db, INSERT).run('log.appended', job, null, run, range.from, range.to)
}

/** Notes anything else: an approval by id, a profile by name, a schedule by id, what the engine did. */
export function noted(db: WriteDb, kind: 'approval.asked' | 'approval.answered' | 'profile.changed' | 'schedule.changed' | 'quota.changed' | 'engine.changed', subject: string | null): void {
  sql(db, INSERT).run(kind, null, subject, null, null, null)
}

/** Events after a sequence number, oldest first. */
export function listEvents(db: ReadDb, after: number, limit: number): EventRow[] {
  return sql(db, 'SELECT * FROM event WHERE seq > ? ORDER BY seq LIMIT ?').all(after, limit) as EventRow[]
}

/** Newest sequence number ever given, 0 before the first event. */
export function lastEventSeq(db: ReadDb): number {
  return (sql(db, `SELECT seq FROM sqlite_sequence WHERE name = 'event'`).pluck().get() as number | undefined) ?? 0
}

/** Oldest sequence number still kept, or the next one when there is none. */
export function firstEventSeq(db: ReadDb): number {
  return (sql(db, 'SELECT MIN(seq) FROM event').pluck().get() as number | null) ?? lastEventSeq(db) + 1
}

/** Forgets events beyond the kept number; returns how many. */
export function pruneEvents(db: WriteDb): number {
  return sql(db, 'DELETE FROM event WHERE seq <= ?').run(lastEventSeq(db) - KEPT_EVENTS).changes
}
