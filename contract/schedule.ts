import { z } from 'zod'
import { JobSpec, SUBMITTED_FROM } from './job.ts'
import { PlanJob } from './plan.ts'

/**
 * What happens at a due time when an earlier job of the schedule has not finished.
 * - `skip`: nothing is submitted
 * - `queue`: the new job waits until the earlier one has finished, however it ends
 * - `replace`: the earlier one is cancelled
 */
export const OVERLAPS = ['skip', 'queue', 'replace'] as const
export type Overlap = (typeof OVERLAPS)[number]

/** What became of a due time: a job was submitted; none because of overlap; none because the engine was off for longer than the catch-up window; none because the job could not be submitted. */
export const DUE_RESULTS = ['submitted', 'skipped', 'missed', 'refused'] as const
export type DueResult = (typeof DUE_RESULTS)[number]

/** The job a schedule submits: a JobSpec whose time and parents are the schedule's business. */
export const ScheduleJob = JobSpec.omit({ after: true, notBefore: true, idempotencyKey: true })
export type ScheduleJob = z.output<typeof ScheduleJob>

const every = z.string().trim().min(1).max(256)
const zone = z.string().min(1).max(64)
const catchUpMs = z.number().int().min(0).max(30 * 24 * 3600 * 1000)

/** What is submitted again and again. Times epoch ms, durations …Ms. */
export const ScheduleSpec = z.strictObject({
  job: ScheduleJob,
  /** Cron: minute hour day month weekday, with a field of seconds before them if there are six; or @hourly, @daily, @weekly, @monthly, @yearly. */
  every,
  /** IANA name of the zone the times are meant in; the engine's own when absent. */
  zone: zone.optional(),
  /** A due time missed because the engine was off is made up for once, if it lies back no longer than this. */
  catchUpMs: catchUpMs.default(0),
  overlap: z.enum(OVERLAPS).default('skip'),
  paused: z.boolean().default(false),
  /** The same key from the same device returns the first schedule again, as long as that is there. */
  idempotencyKey: JobSpec.shape.idempotencyKey,
})
/** A schedule before defaults. */
export type ScheduleSpecInput = z.input<typeof ScheduleSpec>
export type ScheduleSpec = z.output<typeof ScheduleSpec>

/** An edit: only the keys that change. Of the job, too, only the members given. */
export const ScheduleEdit = z.strictObject({
  id: z.string().min(1).max(64),
  job: PlanJob.omit({ after: true, when: true, otherwise: true, notBefore: true, idempotencyKey: true }).extend({ land: JobSpec.shape.land }).partial().optional(),
  every: every.optional(),
  zone: zone.optional(),
  catchUpMs: catchUpMs.optional(),
  overlap: z.enum(OVERLAPS).optional(),
  paused: z.boolean().optional(),
  /** Members as the edit was begun from them, those of the job within `job`: where one is another now, nothing is changed and the answer is `conflict`. */
  expected: z.strictObject({ job: z.record(z.string(), z.unknown()), every: z.string(), zone: z.string(), catchUpMs: z.number(), overlap: z.string() }).partial().optional(),
})
export type ScheduleEdit = z.infer<typeof ScheduleEdit>

/** A schedule as it comes back. */
export const Schedule = z.object({
  id: z.string(),
  /** Of its jobs. */
  title: z.string(),
  /** The prompt is whole in `schedules.get`; in lists cut after 4,000 characters. */
  job: ScheduleJob,
  every: z.string(),
  zone: z.string(),
  catchUpMs: z.number().int(),
  overlap: z.enum(OVERLAPS),
  paused: z.boolean(),
  /** Null while paused, and when no time is left. */
  nextAt: z.number().nullable(),
  /** The next few times, the first of them `nextAt`; also of a paused one, as they would be. */
  upcoming: z.array(z.number()),
  /** What became of the last due time; null before the first. */
  last: z.object({ dueAt: z.number(), result: z.enum(DUE_RESULTS), job: z.string().nullable(), message: z.string() }).nullable(),
  submittedFrom: z.enum(SUBMITTED_FROM),
  createdAt: z.number(),
})
export type Schedule = z.infer<typeof Schedule>
