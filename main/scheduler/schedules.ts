import { orRefuse, Refusal } from '../../contract/errors.ts'
import type { Job } from '../../contract/job.ts'
import { ScheduleJob, type Schedule, type ScheduleEdit, type ScheduleSpec } from '../../contract/schedule.ts'
import { ownZone } from '../../contract/window-times.ts'
import { checkCron, listDue } from '../queue/cron.ts'
import { decideDue } from '../queue/schedule.ts'
import { newId } from '../store/ids.ts'
import type { ReadDb } from '../store/handles.ts'
import { getJobRow } from '../store/jobs.ts'
import { toJob } from '../store/job-view.ts'
import { getSchedule, getScheduleByKey, insertSchedule, listOpenJobs, toSchedule, UPCOMING, updateSchedule, type ScheduleRow } from '../store/schedules.ts'
import type { Core } from './core.ts'
import { prepareDue, stopReplaced, storeDue, toDueSpec } from './due.ts'
import { refuseOvertaken } from './overtaken.ts'
import { prepareLand } from './prepare-land.ts'
import { inspectCached } from './repositories.ts'
import { prepareJob, resolveProfile, type Origin } from './submit.ts'

const shown = (core: Core, id: string): Schedule => toSchedule(getSchedule(core.store.read, id)!, core.now(), true)

/** Everything that would be refused at each due time is refused now. */
async function checkJob(core: Core, job: ScheduleJob): Promise<ScheduleJob> {
  const repository = orRefuse(await inspectCached(job.repository))
  const ready = orRefuse(await prepareLand({ ...job, repository }))
  orRefuse(prepareJob(core.store.read, toDueSpec(ready, {})))
  return ready
}

/** When a pattern comes, before anything is stored; refused as a schedule of it would be. */
export function previewTimes(core: Core, every: string, zone = ownZone()): Pick<Schedule, 'every' | 'zone' | 'upcoming'> {
  orRefuse(checkCron(every, zone, core.now()))
  return { every, zone, upcoming: listDue(every, zone, core.now(), UPCOMING) }
}

/** Stores a schedule; its first job comes at its first due time. `created` is false when its idempotency key had been used before. */
export async function addSchedule(core: Core, spec: ScheduleSpec, origin: Origin): Promise<{ schedule: Schedule; created: boolean }> {
  const key = spec.idempotencyKey
  const findFirst = (db: ReadDb): ScheduleRow | undefined => (key === undefined ? undefined : getScheduleByKey(db, origin.device, key))
  const before = findFirst(core.store.read)
  if (before) return { schedule: shown(core, before.id), created: false }
  const zone = spec.zone ?? ownZone()
  const first = orRefuse(checkCron(spec.every, zone, core.now()))
  const job = await checkJob(core, spec.job)
  const { id, created } = await core.store.writer.write((db) => {
    // Looked up again inside the transaction: two with one key may race.
    const there = findFirst(db)
    if (there) return { id: there.id, created: false }
    // It may have been removed since it was looked up.
    orRefuse(resolveProfile(db, job.profile, job.repository))
    const row = {
      id: newId('s'), every: spec.every, zone, catch_up_ms: spec.catchUpMs, overlap: spec.overlap, job: JSON.stringify(job), paused: spec.paused ? 1 as const : 0 as const, next_at: spec.paused ? null : first,
      submitted_from: origin.from, created_at: core.now(), device: origin.device, idempotency_key: key ?? null,
    }
    insertSchedule(db, row)
    return { id: row.id, created: true }
  })
  core.wake()
  return { schedule: shown(core, id), created }
}

function parseJob(value: unknown): ScheduleJob {
  const parsed = ScheduleJob.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]!
  throw new Refusal('bad-input', `job.${issue.path.join('.')}: ${issue.message}`, { field: `job.${issue.path.join('.')}` })
}

function refuseChanged(now: ScheduleRow, { job, ...times }: NonNullable<ScheduleEdit['expected']>): void {
  refuseOvertaken(now.id, { every: now.every, zone: now.zone, catchUpMs: now.catch_up_ms, overlap: now.overlap }, times)
  refuseOvertaken(now.id, JSON.parse(now.job) as Record<string, unknown>, job)
}

/** Changes a schedule. Times go on from now: what a pause left out is not made up for. */
export async function editSchedule(core: Core, row: ScheduleRow, edit: ScheduleEdit): Promise<Schedule> {
  orRefuse(checkCron(edit.every ?? row.every, edit.zone ?? row.zone, core.now()))
  const job = edit.job === undefined ? null : await checkJob(core, parseJob({ ...JSON.parse(row.job) as ScheduleJob, ...edit.job }))
  await core.store.writer.write((db) => {
    const now = getSchedule(db, row.id)
    if (!now) throw new Refusal('not-found', `There is no schedule ${row.id} any more.`)
    if (job !== null) orRefuse(resolveProfile(db, job.profile, job.repository))
    if (edit.expected !== undefined) refuseChanged(now, edit.expected)
    // Only a whole template can be checked: one made of another than is there now would take back what changed meanwhile.
    if (job !== null && now.job !== row.job) throw new Refusal('wrong-state', `Expected the job of ${row.id} as it was a moment ago, but it has been changed meanwhile. Look at it again.`)
    // As it is now, whatever somebody else has changed of it since.
    const [every, zone, paused] = [edit.every ?? now.every, edit.zone ?? now.zone, edit.paused ?? now.paused === 1]
    const first = orRefuse(checkCron(every, zone, core.now()))
    const keeps = !paused && now.next_at !== null && edit.every === undefined && edit.zone === undefined
    updateSchedule(db, {
      id: row.id, every, zone, catch_up_ms: edit.catchUpMs ?? now.catch_up_ms, overlap: edit.overlap ?? now.overlap, job: job === null ? now.job : JSON.stringify(job),
      paused: paused ? 1 : 0, next_at: paused ? null : keeps ? now.next_at : first,
    })
  })
  core.wake()
  return shown(core, row.id)
}

/** Submits a schedule's job now, whatever its times say; its rule for overlap holds. */
export async function runSchedule(core: Core, row: ScheduleRow, origin: Origin): Promise<Job> {
  const now = core.now()
  const job = await checkJob(core, ScheduleJob.parse(JSON.parse(row.job)))
  const { seq, cancelled } = await core.store.writer.steps(function* (db) {
    const open = listOpenJobs(db, row.id)
    const decision = decideDue({ lateMs: 0, catchUpMs: row.catch_up_ms, overlap: row.overlap, open: open.map((each) => each.seq) })
    if (decision.kind !== 'submit') {
      throw new Refusal('wrong-state', `Expected the earlier jobs of ${row.id} to be finished, but ${open.at(-1)!.id} ‘${open.at(-1)!.title}’ is not. Wait for it or cancel it, or set --overlap to queue or replace.`, { job: open.at(-1)!.id })
    }
    return yield* storeDue(db, { ready: orRefuse(prepareDue(db, job, { decision, key: null })), schedule: row.id, decision, now, origin })
  })
  stopReplaced(core, cancelled)
  core.wake()
  return toJob(core.store.read, getJobRow(core.store.read, seq)!, true)
}
