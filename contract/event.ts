import { z } from 'zod'
import { Approval } from './approval.ts'
import { Job } from './job.ts'

/** Sent when a job was submitted or anything of it changed. `job` is its state when the event is delivered, never older than the change. */
const JobChanged = z.object({ kind: z.literal('job.changed'), job: Job })
/** Log entries fromSeq … toSeq of a run are stored; read them with `jobs.log`. */
const LogAppended = z.object({ kind: z.literal('log.appended'), jobId: z.string(), run: z.number().int(), fromSeq: z.number().int(), toSeq: z.number().int() })
/** Claude asks; the job is waiting(approval). */
const ApprovalAsked = z.object({ kind: z.literal('approval.asked'), approval: Approval })
/** A question was answered, refused by time, or withdrawn. */
const ApprovalAnswered = z.object({ kind: z.literal('approval.answered'), approval: Approval })
/** A profile was added, edited or removed; read it again. */
const ProfileChanged = z.object({ kind: z.literal('profile.changed'), name: z.string() })
/** A schedule was added, edited or removed, or one of its times has come; read it again. */
const ScheduleChanged = z.object({ kind: z.literal('schedule.changed'), id: z.string() })
/** Something about limits changed. */
const QuotaChanged = z.object({ kind: z.literal('quota.changed'), profile: z.string() })
/** The engine started, is stopping, was paused or resumed. `resync`: events were missed for good; read everything again. */
const EngineChanged = z.object({ kind: z.literal('engine.changed'), what: z.enum(['started', 'stopping', 'paused', 'resumed', 'resync']), profile: z.string().nullable() })

/** What views and channels hear: sent after commit, in order, once each per sequence number. */
export const DispatchEvent = z.discriminatedUnion('kind', [JobChanged, LogAppended, ApprovalAsked, ApprovalAnswered, ProfileChanged, ScheduleChanged, QuotaChanged, EngineChanged])
export type DispatchEvent = z.infer<typeof DispatchEvent>
/** The tag of an event. */
export type EventKind = DispatchEvent['kind']
/** An event with its sequence number: rises by at least one, survives restarts. */
export type SequencedEvent = { seq: number; event: DispatchEvent }
