import { ScheduleJob, type DueResult, type Overlap, type Schedule } from '../../contract/schedule.ts'
import { titleOf, type SubmittedFrom } from '../../contract/job.ts'
import { listDue } from '../queue/cron.ts'
import { noted } from './events.ts'
import { sql, type ReadDb, type WriteDb } from './handles.ts'

/** One row of table schedule, as SQLite gives it. */
export interface ScheduleRow {
  id: string; every: string; zone: string; catch_up_ms: number; overlap: Overlap; job: string; paused: 0 | 1; next_at: number | null
  last_due_at: number | null; last_result: DueResult | null; last_job: string | null; last_message: string | null; submitted_from: SubmittedFrom; created_at: number
  device: string; idempotency_key: string | null
}

/** What became of a due time. */
export interface DueEnd { dueAt: number; result: DueResult; job: string | null; message: string }

/** Times shown ahead. */
export const UPCOMING = 5
/** A prompt longer than this is cut in lists. */
const SHOWN_PROMPT = 4000

/** Stores a schedule. */
export function insertSchedule(db: WriteDb, row: Omit<ScheduleRow, 'last_due_at' | 'last_result' | 'last_job' | 'last_message'>): void {
  sql(db, `INSERT INTO schedule (id, every, zone, catch_up_ms, overlap, job, paused, next_at, submitted_from, created_at, device, idempotency_key)
    VALUES (@id, @every, @zone, @catch_up_ms, @overlap, @job, @paused, @next_at, @submitted_from, @created_at, @device, @idempotency_key)`).run(row)
  noted(db, 'schedule.changed', row.id)
}

/** Changes what a person may change. */
export function updateSchedule(db: WriteDb, row: Pick<ScheduleRow, 'id' | 'every' | 'zone' | 'catch_up_ms' | 'overlap' | 'job' | 'paused' | 'next_at'>): void {
  sql(db, 'UPDATE schedule SET every = @every, zone = @zone, catch_up_ms = @catch_up_ms, overlap = @overlap, job = @job, paused = @paused, next_at = @next_at WHERE id = @id').run(row)
  noted(db, 'schedule.changed', row.id)
}

/** Removes a schedule; its jobs stay. False when there was none. */
export function removeSchedule(db: WriteDb, id: string): boolean {
  const removed = sql(db, 'DELETE FROM schedule WHERE id = ?').run(id).changes === 1
  if (removed) noted(db, 'schedule.changed', id)
  return removed
}

/** One schedule by full id. */
export function getSchedule(db: ReadDb, id: string): ScheduleRow | undefined {
  return sql(db, 'SELECT * FROM schedule WHERE id = ?').get(id) as ScheduleRow | undefined
}

/** The schedule that was added with this key from that device. */
export function getScheduleByKey(db: ReadDb, device: string, key: string): ScheduleRow | undefined {
  return sql(db, 'SELECT * FROM schedule WHERE device = ? AND idempotency_key = ?').get(device, key) as ScheduleRow | undefined
}

/** All schedules: those with the nearest time first, then the paused ones. */
export function listSchedules(db: ReadDb): ScheduleRow[] {
  return sql(db, 'SELECT * FROM schedule ORDER BY next_at IS NULL, next_at, created_at, id').all() as ScheduleRow[]
}

/** Schedules whose time has come, the longest due first. */
export function listDueSchedules(db: ReadDb, now: number): ScheduleRow[] {
  return sql(db, 'SELECT * FROM schedule WHERE next_at IS NOT NULL AND next_at <= ? ORDER BY next_at').all(now) as ScheduleRow[]
}

/** The next time of any schedule, or null. */
export function nextScheduleAt(db: ReadDb): number | null {
  return sql(db, 'SELECT MIN(next_at) FROM schedule WHERE next_at IS NOT NULL').pluck().get() as number | null
}

/** Moves a schedule on from a due time, once: false when it is not the one it waits for any more (it was edited, paused, or had this time already). */
export function advanceSchedule(db: WriteDb, id: string, from: number, to: number | null): boolean {
  return sql(db, 'UPDATE schedule SET next_at = ? WHERE id = ? AND next_at = ?').run(to, id, from).changes === 1
}

/** Remembers what became of a due time. */
export function endDue(db: WriteDb, id: string, end: DueEnd): void {
  sql(db, 'UPDATE schedule SET last_due_at = ?, last_result = ?, last_job = ?, last_message = ? WHERE id = ?').run(end.dueAt, end.result, end.job, end.message, id)
  noted(db, 'schedule.changed', id)
}

/** A schedule's jobs that have not finished, oldest first. */
export function listOpenJobs(db: ReadDb, schedule: string): { seq: number; id: string; title: string }[] {
  return sql(db, `SELECT seq, id, title FROM job WHERE schedule IS NOT NULL AND schedule = ? AND state <> 'finished' ORDER BY seq`).all(schedule) as ReturnType<typeof listOpenJobs>
}

/** The next job of its schedule that does not wait for a job: one for which that was to make way. */
export function findSuccessor(db: ReadDb, job: { seq: number; schedule: string | null }): string | undefined {
  if (job.schedule === null) return undefined
  return sql(db, 'SELECT id FROM job WHERE schedule = ? AND seq > ? AND NOT EXISTS (SELECT 1 FROM edge WHERE child = job.seq AND parent = ?) ORDER BY seq LIMIT 1').pluck().get(job.schedule, job.seq, job.seq) as string | undefined
}

/** Schedules that submit with a profile. */
export function countSchedulesOf(db: ReadDb, profile: string): number {
  return sql(db, `SELECT COUNT(*) FROM schedule WHERE job ->> '$.profile' = ?`).pluck().get(profile) as number
}

/** A row as it comes back. `whole`: with the full prompt. */
export function toSchedule(row: ScheduleRow, now: number, whole: boolean): Schedule {
  const job = ScheduleJob.parse(JSON.parse(row.job))
  return {
    id: row.id, title: job.title?.trim() ?? titleOf(job.prompt), job: whole ? job : { ...job, prompt: job.prompt.slice(0, SHOWN_PROMPT) },
    every: row.every, zone: row.zone, catchUpMs: row.catch_up_ms, overlap: row.overlap, paused: row.paused === 1, nextAt: row.next_at, upcoming: listDue(row.every, row.zone, now, UPCOMING),
    last: row.last_due_at === null ? null : { dueAt: row.last_due_at, result: row.last_result!, job: row.last_job, message: row.last_message ?? '' },
    submittedFrom: row.submitted_from, createdAt: row.created_at,
  }
}
