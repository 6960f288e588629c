import { z } from 'zod'
import { MAX_ATTACHMENT_BYTES } from './attachment.ts'
import { Approval } from './approval.ts'
import { Conversation, TakeOver } from './conversation.ts'
import { DoctorReport, PracticeTour, Status } from './engine.ts'
import { EDGE_OTHERWISE, EDGE_WHEN, EdgeSpec, Job, JOB_STATES, JobSpec, MAX_PARENTS, Retry } from './job.ts'
import { Land, LAND_HOW, Landing, LandInto } from './land.ts'
import { LogHits, LogPage } from './log.ts'
import { text } from './plain-text.ts'
import { PipelineDetail, PipelineList } from './pipeline.ts'
import { PlanData, PlanExport, PlanResult } from './plan.ts'
import { Check } from './check.ts'
import { Profile, ProfileCheck, ProfileEdit, ProfileSpec } from './profile.ts'
import { Schedule, ScheduleEdit, ScheduleSpec } from './schedule.ts'
import { ProfileUsage } from './usage.ts'

const id = z.string().min(1).max(64)
const ids = z.array(id).min(1).max(10_000)
/** Query texts arrive as strings: numbers and booleans are read from them. */
const wholeNumber = z.coerce.number().int().min(0)
const flag = z.union([z.boolean(), z.enum(['1', '0', 'true', 'false', '']).transform((value) => value === '1' || value === 'true' || value === '')])

/** Filters of a job list. Times of a cursor are opaque. */
export const JobFilter = z.strictObject({
  state: z.enum([...JOB_STATES, 'unfinished', 'succeeded', 'failed', 'cancelled', 'lost']).optional(),
  profile: z.string().max(64).optional(),
  pipeline: z.string().max(64).optional(),
  repository: z.string().max(4096).optional(),
  conversation: z.string().max(64).optional(),
  schedule: z.string().max(64).optional(),
  /** `key=value` */
  label: z.string().max(330).regex(/^[^=]+=/, { error: 'expected key=value' }).optional(),
  search: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: z.string().regex(/^[0-9a-z]{1,12}$/, { error: 'expected the `next` of an earlier page' }).optional(),
})
export type JobFilter = z.infer<typeof JobFilter>
export const JobList = z.object({ jobs: z.array(Job), next: z.string().nullable(), total: z.number().int().nullable() })
export type JobList = z.infer<typeof JobList>

/** What an action touched: `changed` moved, `also` moved (or would move) because of it. `notes`, in a dry run: what else is to be known of it before it is done; absent when nothing is. */
export const Moved = z.object({ dryRun: z.boolean(), changed: z.array(Job), also: z.array(z.object({ id: z.string(), title: z.string(), from: z.string(), to: z.string(), why: z.string() })), notes: z.array(z.string()).optional() })
export type Moved = z.infer<typeof Moved>

/** The same of many jobs; `refused`: those of them that could not be moved, and why. */
export const MovedMany = Moved.extend({ refused: z.array(z.object({ id: z.string(), message: z.string() })) })
export type MovedMany = z.infer<typeof MovedMany>

/** What a job waits for in the end. `living`: one job of those that run or will run and may still move it; null when nothing but a person can. `held`: the held jobs on the way, itself included. */
export const Blockers = z.object({ living: z.string().nullable(), held: z.array(z.object({ id: z.string(), title: z.string(), why: z.string() })) })
export type Blockers = z.infer<typeof Blockers>

export const GraphNode = z.object({ id: z.string(), title: z.string(), state: z.enum(JOB_STATES), outcome: z.string().nullable(), reason: z.string().nullable(), profile: z.string(), repository: z.string(), any: z.boolean() })
export const GraphEdge = z.object({ parent: z.string(), child: z.string(), when: z.enum(EDGE_WHEN), otherwise: z.enum(EDGE_OTHERWISE) })
export const Graph = z.object({ nodes: z.array(GraphNode), edges: z.array(GraphEdge), cut: z.boolean() })
export type Graph = z.infer<typeof Graph>

/** The change a job made: base…head. `patch` is a unified diff, cut at 2 MB and then `cut` is true. */
export const Diff = z.object({ job: z.string(), base: z.string().nullable(), head: z.string().nullable(), branch: z.string().nullable(), files: z.array(z.object({ path: z.string(), added: z.number().int().nullable(), removed: z.number().int().nullable() })), patch: z.string(), cut: z.boolean(),
  /** Of a job in place whose work is not committed: the folder compared with `base`, as it is now and whoever changed it. Absent where commits were compared. */
  folder: z.string().optional() })
export type Diff = z.infer<typeof Diff>

/** What may still be changed of a job that has not started. */
export const JobEdit = z.strictObject({
  id,
  title: JobSpec.shape.title,
  prompt: JobSpec.shape.prompt.optional(),
  priority: z.number().int().min(-1000).max(1000).optional(),
  labels: JobSpec.shape.labels.unwrap().optional(),
  /** Empty: it does not say any more. */
  touches: JobSpec.shape.touches.unwrap().optional(),
  check: Check.nullable().optional(),
  land: Land.nullable().optional(),
  retry: Retry.optional(),
  timeoutMs: JobSpec.shape.timeoutMs,
  silenceMs: JobSpec.shape.silenceMs,
  maxTurns: JobSpec.shape.maxTurns,
  budgetUsd: JobSpec.shape.budgetUsd,
  model: JobSpec.shape.model,
  notBefore: z.number().int().min(0).optional(),
  profile: text(64).min(1).optional(),
  /** Edges to add; one from a parent it has already changes that edge, and what is not named of it stays. */
  after: z.array(EdgeSpec).max(MAX_PARENTS).optional(),
  /** Parents it waits for no more. */
  noAfter: z.array(id).max(MAX_PARENTS).optional(),
  any: z.boolean().optional(),
  /** Members as the edit was begun from them, in the form the job shows them: where one is another now, nothing is changed and the answer is `conflict`. */
  expected: z.partialRecord(z.enum(['title', 'prompt', 'priority', 'labels', 'touches', 'check', 'land', 'retry', 'timeoutMs', 'silenceMs', 'maxTurns', 'budgetUsd', 'model', 'notBefore', 'profile', 'after', 'any']), z.unknown()).optional(),
})
export type JobEdit = z.infer<typeof JobEdit>

interface CallShape { method: 'GET' | 'POST' | 'PUT' | 'DELETE'; path: string; args: z.ZodType; result: z.ZodType; summary: string; status?: number }
const call = <const Shape extends CallShape>(shape: Shape): Shape => shape
const none = z.strictObject({})

/**
 * Every request, from window, command line, phone, HTTP or MCP, is one entry here.
 * Over HTTP the arguments are the path's parameters, the query and the body, laid over one another; the result is the body.
 */
export const CALLS = {
  'jobs.submit': call({ method: 'POST', path: '/api/jobs', args: JobSpec, result: Job, status: 201, summary: 'Submit a job; its id comes back once it is stored durably' }),
  'jobs.list': call({ method: 'GET', path: '/api/jobs', args: JobFilter, result: JobList, summary: 'List jobs, newest first' }),
  'jobs.get': call({ method: 'GET', path: '/api/jobs/:id', args: z.strictObject({ id }), result: Job, summary: 'One job, with all of its runs' }),
  'jobs.edit': call({ method: 'PUT', path: '/api/jobs/:id', args: JobEdit, result: Job, summary: 'Change a job that has not started' }),
  'jobs.log': call({ method: 'GET', path: '/api/jobs/:id/log', args: z.strictObject({ id, run: wholeNumber.optional(), after: wholeNumber.default(0), before: wholeNumber.optional(), limit: z.coerce.number().int().min(1).max(5000).default(500), grep: z.string().max(500).optional() }), result: LogPage, summary: 'Entries of the execution log after a sequence number, or the newest before one' }),
  'jobs.findInLog': call({ method: 'GET', path: '/api/jobs/:id/log/hits', args: z.strictObject({ id, text: z.string().max(500).optional(), trouble: flag.default(false), after: wholeNumber.default(0), limit: z.coerce.number().int().min(1).max(50_000).default(10_000) }), result: LogHits, summary: 'Where in the execution log a text stands, tool input included, or (with trouble) what went wrong; a long log is answered in parts' }),
  'jobs.raw': call({ method: 'GET', path: '/api/jobs/:id/raw', args: z.strictObject({ id, run: wholeNumber.optional(), offset: wholeNumber.default(0) }), result: z.object({ run: z.number().int(), offset: z.number(), base64: z.string(), next: z.number().nullable() }), summary: 'The exact bytes from the terminal' }),
  'jobs.diff': call({ method: 'GET', path: '/api/jobs/:id/diff', args: z.strictObject({ id }), result: Diff, summary: 'The change a job made, base…head; of one in place that has not committed it, base…folder as it is now' }),
  'jobs.blockers': call({ method: 'GET', path: '/api/jobs/:id/blockers', args: z.strictObject({ id }), result: Blockers, summary: 'What a job that has not started waits for in the end, and whether anything but a person can move it' }),
  'jobs.cancel': call({ method: 'POST', path: '/api/jobs/:id/cancel', args: z.strictObject({ id, dryRun: flag.default(false) }), result: Moved, summary: 'Cancel a job; what depends on its success goes by its edges' }),
  'jobs.hold': call({ method: 'POST', path: '/api/jobs/:id/hold', args: z.strictObject({ id, withDependents: flag.default(false), dryRun: flag.default(false) }), result: Moved, summary: 'Hold a job that has not started; with its dependents, those of them that have not either' }),
  'jobs.release': call({ method: 'POST', path: '/api/jobs/:id/release', args: z.strictObject({ id, withDependents: flag.default(false), dryRun: flag.default(false) }), result: Moved, summary: 'Release a held job, also when a parent failed; with its dependents, those a person holds' }),
  'jobs.retry': call({ method: 'POST', path: '/api/jobs/:id/retry', args: z.strictObject({ id, withDependents: flag.default(false), dryRun: flag.default(false) }), result: Moved, summary: 'Run a finished job again; with its dependents, revive those it cancelled' }),
  'jobs.move': call({ method: 'POST', path: '/api/jobs/move', args: z.strictObject({ ids, move: z.enum(['cancel', 'hold', 'release', 'retry']), withDependents: flag.default(false), dryRun: flag.default(false) }), result: MovedMany, summary: 'Cancel, hold, release or retry many jobs in one transaction, or say what that would do; one that cannot be moved does not stop the rest' }),
  'jobs.land': call({ method: 'POST', path: '/api/jobs/:id/land', args: z.strictObject({ id, into: LandInto.optional(), how: z.enum(LAND_HOW).default('squash'), unverified: flag.default(false), dryRun: flag.default(false) }), result: Landing, summary: 'Bring verified work into a branch of yours, or say what that would do. The id may be a pipeline’s' }),
  'jobs.continue': call({ method: 'POST', path: '/api/jobs/:id/continue', args: z.strictObject({ id, prompt: JobSpec.shape.prompt, title: JobSpec.shape.title, check: Check.nullable().optional(), idempotencyKey: JobSpec.shape.idempotencyKey }), result: Job, status: 201, summary: 'Add a follow-up job to the conversation of this job' }),
  'plans.submit': call({ method: 'POST', path: '/api/plans', args: z.strictObject({ plan: z.union([z.string(), PlanData], { error: 'expected the text of a plan, or a plan as an object' }), folder: text(4096).optional(), set: z.record(z.string().max(64), z.union([z.string().max(100_000), z.number()])).default({}), dryRun: flag.default(false), idempotencyKey: text(180).min(1).optional() }), result: PlanResult, status: 201, summary: 'Submit a whole graph in one transaction (YAML or JSON text, or the parsed plan)' }),
  'plans.export': call({ method: 'GET', path: '/api/plans/:id', args: z.strictObject({ id, format: z.enum(['yaml', 'json']).default('yaml') }), result: PlanExport, summary: 'A pipeline, or the graph connected to a job, written back as a plan file' }),
  'pipelines.list': call({ method: 'GET', path: '/api/pipelines', args: z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(50), cursor: z.string().max(64).optional() }), result: PipelineList, summary: 'Pipelines, newest first, each in figures' }),
  'pipelines.get': call({ method: 'GET', path: '/api/pipelines/:id', args: z.strictObject({ id, figures: flag.default(false) }), result: PipelineDetail, summary: 'One pipeline: figures, when it is likely to end and what takes longest, and work in it that conflicts; or only its figures' }),
  'pipelines.cancel': call({ method: 'POST', path: '/api/pipelines/:id/cancel', args: z.strictObject({ id, dryRun: flag.default(false) }), result: Moved, summary: 'Cancel all jobs of a pipeline that have not finished, in one transaction' }),
  'pipelines.hold': call({ method: 'POST', path: '/api/pipelines/:id/hold', args: z.strictObject({ id, dryRun: flag.default(false) }), result: Moved, summary: 'Hold all jobs of a pipeline that have not started' }),
  'pipelines.release': call({ method: 'POST', path: '/api/pipelines/:id/release', args: z.strictObject({ id, dryRun: flag.default(false) }), result: Moved, summary: 'Release all held jobs of a pipeline; those held for a conflict are left' }),
  'pipelines.retry': call({ method: 'POST', path: '/api/pipelines/:id/retry', args: z.strictObject({ id, dryRun: flag.default(false) }), result: Moved, summary: 'Run again what failed, was cancelled or lost in a pipeline, as far as its parents let it' }),
  'attachments.add': call({ method: 'POST', path: '/api/attachments', args: z.strictObject({ name: z.string().min(1).max(1000), base64: z.base64({ error: 'expected base64' }).max(Math.ceil(MAX_ATTACHMENT_BYTES / 3) * 4 + 4) }), result: z.object({ path: z.string(), bytes: z.number().int() }), status: 201, summary: 'Keep a pasted or dropped file; a job whose prompt names its path may read it' }),
  'graph.get': call({ method: 'GET', path: '/api/graph', args: z.strictObject({ root: id.optional() }), result: Graph, summary: 'The graph around a job, or of all unfinished jobs' }),
  'approvals.list': call({ method: 'GET', path: '/api/approvals', args: z.strictObject({ all: flag.default(false) }), result: z.object({ approvals: z.array(Approval) }), summary: 'Questions that wait for an answer' }),
  'approvals.get': call({ method: 'GET', path: '/api/approvals/:id', args: z.strictObject({ id }), result: Approval, summary: 'One question, answered or not; the id may be the approval’s or its job’s' }),
  'approvals.answer': call({ method: 'POST', path: '/api/approvals/:id', args: z.strictObject({ id, answer: z.enum(['allow', 'deny']), always: flag.default(false), message: z.string().max(4000).optional() }), result: Approval, summary: 'Answer a question; the id may be the approval’s or its job’s' }),
  'profiles.list': call({ method: 'GET', path: '/api/profiles', args: none, result: z.object({ profiles: z.array(Profile) }), summary: 'All profiles, newest versions' }),
  'profiles.get': call({ method: 'GET', path: '/api/profiles/:name', args: z.strictObject({ name: z.string().max(64), version: z.coerce.number().int().min(1).optional() }), result: Profile, summary: 'One profile' }),
  'profiles.add': call({ method: 'POST', path: '/api/profiles', args: ProfileSpec, result: Profile, status: 201, summary: 'Add a profile' }),
  'profiles.edit': call({ method: 'PUT', path: '/api/profiles/:name', args: ProfileEdit.extend({ name: z.string().max(64), /** The version the edit was begun from: where there is a newer one, the answer is `conflict`. */ expectedVersion: z.number().int().optional() }), result: Profile, summary: 'Edit a profile: only the keys given change, and a new version is made' }),
  'profiles.remove': call({ method: 'DELETE', path: '/api/profiles/:name', args: z.strictObject({ name: z.string().max(64) }), result: z.object({ removed: z.string() }), summary: 'Remove a profile no unfinished job uses' }),
  'profiles.check': call({ method: 'GET', path: '/api/profiles/:name/check', args: z.strictObject({ name: z.string().max(64) }), result: ProfileCheck, summary: 'Is claude found, which version, logged in: without spending anything' }),
  'profiles.login': call({ method: 'POST', path: '/api/profiles/:name/login', args: z.strictObject({ name: z.string().max(64) }), result: TakeOver.omit({ conversation: true, lease: true }), summary: 'The command with which a person logs this profile in, in a terminal' }),
  'profiles.usage': call({ method: 'GET', path: '/api/usage', args: z.strictObject({ profile: z.string().max(64).optional() }), result: z.object({ profiles: z.array(ProfileUsage) }), summary: 'What each profile runs and spent, and the limits Claude told of; of one profile, or of all' }),
  'schedules.list': call({ method: 'GET', path: '/api/schedules', args: none, result: z.object({ schedules: z.array(Schedule) }), summary: 'All schedules, the nearest time first' }),
  'schedules.preview': call({ method: 'GET', path: '/api/schedules/preview', args: ScheduleSpec.pick({ every: true, zone: true }), result: Schedule.pick({ every: true, zone: true, upcoming: true }), summary: 'The next few times of a pattern, without a schedule' }),
  'schedules.get': call({ method: 'GET', path: '/api/schedules/:id', args: z.strictObject({ id }), result: Schedule, summary: 'One schedule' }),
  'schedules.add': call({ method: 'POST', path: '/api/schedules', args: ScheduleSpec, result: Schedule, status: 201, summary: 'Add a schedule: a job that is submitted at each of its times; the same idempotencyKey returns the first one, with status 200' }),
  'schedules.edit': call({ method: 'PUT', path: '/api/schedules/:id', args: ScheduleEdit, result: Schedule, summary: 'Change a schedule, pause it or let it go on: only the keys given change' }),
  'schedules.remove': call({ method: 'DELETE', path: '/api/schedules/:id', args: z.strictObject({ id }), result: z.object({ removed: z.string() }), summary: 'Remove a schedule; its jobs stay' }),
  'schedules.run': call({ method: 'POST', path: '/api/schedules/:id/run', args: z.strictObject({ id }), result: Job, status: 201, summary: 'Submit the job of a schedule now' }),
  'conversations.get': call({ method: 'GET', path: '/api/conversations/:id', args: z.strictObject({ id }), result: Conversation, summary: 'A conversation and its jobs' }),
  'conversations.open': call({ method: 'POST', path: '/api/conversations/:id/open', args: z.strictObject({ id, pid: z.number().int().min(1) }), result: TakeOver, summary: 'Take a conversation over in a terminal; jobs of it wait until it is closed. The id may be a job’s' }),
  'conversations.close': call({ method: 'POST', path: '/api/conversations/:id/close', args: z.strictObject({ id, lease: z.string().max(64) }), result: Conversation, summary: 'Give a conversation back' }),
  'engine.status': call({ method: 'GET', path: '/api/status', args: none, result: Status, summary: 'What the engine is doing' }),
  'engine.link': call({ method: 'POST', path: '/api/link', args: none, result: z.object({ link: z.string() }), summary: 'A link that opens the page once, within 10 minutes' }),
  'engine.pause': call({ method: 'POST', path: '/api/pause', args: z.strictObject({ profile: z.string().max(64).optional() }), result: Status, summary: 'Start no more jobs, of one profile or of all; what runs goes on' }),
  'engine.resume': call({ method: 'POST', path: '/api/resume', args: z.strictObject({ profile: z.string().max(64).optional() }), result: Status, summary: 'Start jobs again' }),
  'engine.wake': call({ method: 'POST', path: '/api/wake', args: none, result: z.object({ woken: z.boolean() }), summary: 'Look at the queue now: another process may have written to it' }),
  'engine.practice': call({ method: 'POST', path: '/api/practice', args: none, result: PracticeTour, status: 201, summary: 'Begin the tour: a practice repository, a profile whose answers come from a script on loopback, and a small pipeline' }),
  'engine.doctor': call({ method: 'GET', path: '/api/doctor', args: none, result: DoctorReport, summary: 'Health, with a fix for each fault' }),
  'engine.gc': call({ method: 'POST', path: '/api/gc', args: z.strictObject({ dryRun: flag.default(false) }), result: z.object({ dryRun: z.boolean(), worktrees: z.array(z.string()), bytes: z.number() }), summary: 'Remove worktrees whose work is safe on a branch' }),
} as const

/** Names of the calls. */
export type CallName = keyof typeof CALLS
/** What a caller passes. */
export type CallInput<Name extends CallName> = z.input<(typeof CALLS)[Name]['args']>
/** What a handler gets: parsed, defaults filled in. */
export type CallArgs<Name extends CallName> = z.output<(typeof CALLS)[Name]['args']>
/** What comes back. */
export type CallResult<Name extends CallName> = z.output<(typeof CALLS)[Name]['result']>
