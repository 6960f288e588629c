import type { Result } from '../../contract/errors.ts'
import { JobSpec } from '../../contract/job.ts'
import { ScheduleJob } from '../../contract/schedule.ts'
import { formatDate, formatDuration, formatTime } from '../../contract/formats.ts'
import { latestDue, nextDue } from '../queue/cron.ts'
import { decideDue, type DueDecision } from '../queue/schedule.ts'
import { cancelled as cancelledMove } from '../queue/transition.ts'
import type { ReadDb, WriteDb } from '../store/handles.ts'
import { getJobByKey, getJobRow, moveJob, patchJob } from '../store/jobs.ts'
import { advanceSchedule, endDue, listDueSchedules, listOpenJobs, type DueEnd, type ScheduleRow } from '../store/schedules.ts'
import { replacedBy } from './by-person.ts'
import type { Core } from './core.ts'
import { inspectCached } from './repositories.ts'
import { settleInStore } from './settle-store.ts'
import { prepareJob, storeJob, type Origin, type ReadyJob, type ResolvedEdge } from './submit.ts'

/** Scope of the keys that make a due time one job; no door submits from it. */
const DEVICE = 'schedule'

/** A template as a submission. A job that only waits its turn takes nothing from the one before it. */
export const toDueSpec = (job: ScheduleJob, more: { waits?: boolean; key?: string }): JobSpec =>
  JobSpec.parse({ ...job, ...(more.waits && job.conversation === undefined ? { context: 'fresh' } : {}), ...(more.key === undefined ? {} : { idempotencyKey: more.key }) })

/** Submits a job for every schedule whose time has come: each due time once, whatever happens in between. */
export async function fireDue(core: Core): Promise<void> {
  for (const row of listDueSchedules(core.store.read, core.now())) {
    if (core.stopping) return
    try {
      await core.store.owed.keep(`the due job of ${row.id}`, () => fire(core, row))
    } catch (error) {
      core.report(`schedule ${row.id} could not be looked at`, error)
    }
  }
}

async function fire(core: Core, row: ScheduleRow): Promise<void> {
  const now = core.now()
  const job = ScheduleJob.parse(JSON.parse(row.job))
  const repository = await inspectCached(job.repository)
  // Of several times that have passed the latest is the one that counts.
  const dueAt = Math.max(row.next_at!, latestDue(row.every, row.zone, now) ?? 0)
  const cancelled = await core.store.writer.steps(function* (db) {
    if (!advanceSchedule(db, row.id, row.next_at!, nextDue(row.every, row.zone, now))) return []
    const open = listOpenJobs(db, row.id)
    const decision = decideDue({ lateMs: now - dueAt, catchUpMs: row.catch_up_ms, overlap: row.overlap, open: open.map((each) => each.seq) })
    const end = (result: DueEnd['result'], message: string, id: string | null = null): void => endDue(db, row.id, { dueAt, result, job: id, message })
    if (decision.kind === 'missed') {
      end('missed', `Nothing was submitted for ${formatDate(dueAt)} ${formatTime(dueAt)}: ${toMissed(core, now - dueAt, row.catch_up_ms)}`)
      return []
    }
    if (decision.kind === 'skip') {
      end('skipped', `Nothing was submitted, because ${open.at(-1)!.id} had not finished.`)
      return []
    }
    const key = `${row.id}@${dueAt}`
    const ready = repository.ok ? prepareDue(db, { ...job, repository: repository.value }, { decision, key }) : repository
    if (!ready.ok) {
      end('refused', ready.message)
      return []
    }
    const first = getJobByKey(db, DEVICE, key)
    const stored = first ? { seq: first.seq, cancelled: [] } : yield* storeDue(db, { ready: ready.value, schedule: row.id, decision, now, origin: { from: row.submitted_from, device: DEVICE } })
    end('submitted', now - dueAt > 1000 ? `Submitted late: it was due at ${formatDate(dueAt)} ${formatTime(dueAt)}.` : '', getJobRow(db, stored.seq)!.id)
    return stored.cancelled
  })
  stopReplaced(core, cancelled)
}

/** Whether no engine ran, the machine slept or the clock was set cannot be told afterwards; that nothing could be stored, it can. */
function toMissed({ store }: Core, lateMs: number, catchUpMs: number): string {
  const trouble = store.owed.trouble()
  const rule = catchUpMs === 0 ? 'and a missed time is not made up for' : `and a missed time is made up for no more than ${formatDuration(catchUpMs)} later`
  const why = trouble === null ? 'No engine ran then, or the machine slept.' : `Nothing could be stored since ${formatDate(trouble.since)} ${formatTime(trouble.since)}: ${trouble.message}`
  return `it was looked at ${formatDuration(lateMs)} late, ${rule}. ${why}`
}

/** Where a due time's job stands in the queue, or why it cannot be submitted. `key` makes it one job for that time. */
export function prepareDue(db: ReadDb, job: ScheduleJob, { decision, key }: { decision: DueDecision & { kind: 'submit' }; key: string | null }): Result<ReadyJob> {
  const before = decision.after === null ? null : getJobRow(db, decision.after)!
  const edges: ResolvedEdge[] = before === null ? [] : [{ id: before.id, parent: before.seq, when: 'done', otherwise: 'hold', alias: null }]
  return prepareJob(db, toDueSpec(job, { waits: before !== null, ...(key === null ? {} : { key }) }), { ok: true, value: edges })
}

/** Stores it in the caller's transaction, and cancels what makes way for it. Returns its row, and those that run and must be stopped once this is committed. */
export function* storeDue(db: WriteDb, due: { ready: ReadyJob; schedule: string; decision: DueDecision & { kind: 'submit' }; now: number; origin: Origin }): Generator<void, { seq: number; cancelled: number[] }> {
  const { decision, now } = due
  const seq = storeJob(db, now, due.ready, { ...due.origin, pipeline: null, alias: null, schedule: due.schedule })
  const running: number[] = []
  for (const old of decision.cancels) {
    if (moveJob(db, old, cancelledMove(replacedBy(getJobRow(db, seq)!.id)), now)) yield* settleInStore(db, old, 'cancelled', now)
    else {
      patchJob(db, old, { cancel_requested: 1 })
      running.push(old)
    }
  }
  return { seq, cancelled: running }
}

/** After the commit: what was replaced while it ran is stopped. Its end settles what depends on it. */
export function stopReplaced(core: Core, jobs: readonly number[]): void {
  for (const job of jobs) core.live.get(job)?.stop('replaced')
}
