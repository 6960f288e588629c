import { z } from 'zod'
import { Alias } from './alias.ts'
import { ERROR_CODES, type ErrorCode } from './errors.ts'
import { EDGE_OTHERWISE, EDGE_WHEN, JobSpec } from './job.ts'
import { Land, LandInto } from './land.ts'
import { text } from './plain-text.ts'

/** Most jobs one plan may hold. */
export const MAX_PLAN_JOBS = 20_000
/** Mistakes of a plan that are told at once; what goes beyond is counted. */
export const MAX_PROBLEMS = 20

/** A parent of a job of a plan: its alias, or what is to be said of the edge. */
export const PlanEdge = z.union([Alias, z.strictObject({ job: z.string().min(1), when: z.enum(EDGE_WHEN).optional(), otherwise: z.enum(EDGE_OTHERWISE).optional() })], { error: 'expected an alias, or {job, when, otherwise}' })

const { prompt, title, profile, priority, labels, any, context, conversation, isolation, touches, onConflict, base, check, retry, timeoutMs, silenceMs, maxTurns, budgetUsd, model, notBefore, hold, idempotencyKey } = JobSpec.shape

/** A job of a plan: a JobSpec whose parents are aliases, plus `when` and `otherwise` for all of its edges. No defaults are filled in here: those of the plan come first. */
export const PlanJob = z.strictObject({
  prompt, title, conversation, base, check, timeoutMs, silenceMs, maxTurns, budgetUsd, model, idempotencyKey,
  profile: profile.unwrap().optional(), priority: priority.unwrap().optional(), labels: labels.unwrap().optional(), any: any.unwrap().optional(), context: context.unwrap().optional(), isolation: isolation.unwrap().optional(), touches: touches.unwrap().optional(), onConflict: onConflict.unwrap().optional(),
  retry: retry.unwrap().optional(), notBefore: notBefore.unwrap().optional(), hold: hold.unwrap().optional(),
  repository: text(4096).min(1).optional(),
  /** A branch alone stands for `{into: branch}`. */
  land: z.union([LandInto, Land], { error: 'expected a branch, or {into, how, unverified}' }).nullable().optional(),
  after: z.array(PlanEdge).max(1000).optional(),
  when: z.enum(EDGE_WHEN).optional(),
  otherwise: z.enum(EDGE_OTHERWISE).optional(),
})
export type PlanJob = z.infer<typeof PlanJob>

/** Variables of a plan with their defaults: `{{vars.name}}` in any of its texts. One without a default (null) must be given. */
export const PlanVars = z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_-]{0,63}$/, { error: 'expected letters, digits, dash or underscore' }), z.union([z.string().max(100_000), z.number(), z.null()], { error: 'expected a text, a number, or nothing' }))
export type PlanVars = z.infer<typeof PlanVars>

/** A whole graph, submitted in one transaction. */
export const Plan = z.strictObject({
  pipeline: text(300).min(1).default('pipeline'),
  vars: PlanVars.optional(),
  defaults: PlanJob.partial().omit({ after: true, prompt: true }).default({}),
  jobs: z.record(Alias, PlanJob).refine((jobs) => Object.keys(jobs).length > 0, { error: 'expected at least one job' }),
})
export type Plan = z.infer<typeof Plan>

/** A plan as data before anything in it was looked at. */
export const PlanData = z.record(z.string(), z.unknown())
export type PlanData = z.infer<typeof PlanData>

/**
 * One mistake in a plan. The refusal of a plan has them in its details, under `problems` and in the order of their lines, at most MAX_PROBLEMS; under `more` stands how many are left.
 * The first one gives the refusal its code and the beginning of its message.
 */
export const PlanProblem = z.object({
  code: z.enum(Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]]),
  /** Counted from 1; null where the plan came as data, or where it is about no line of it. */
  line: z.number().int().nullable(),
  message: z.string(),
  /** Where it stands in the plan; absent where the text cannot be read as one. */
  path: z.array(z.union([z.string(), z.number()])).optional(),
  /** The variable whose value cannot be taken. */
  variable: z.string().optional(),
})
export type PlanProblem = z.infer<typeof PlanProblem>

/** A stored graph written back as a plan. */
export const PlanExport = z.object({
  title: z.string(),
  jobs: z.number().int(),
  format: z.enum(['yaml', 'json']),
  /** The plan file. */
  text: z.string(),
  /** What a plan cannot say of it and was left out. */
  notes: z.array(z.string()),
})
export type PlanExport = z.infer<typeof PlanExport>

/** Two jobs of a plan that may change the same files at once, with the globs that meet. */
const PlanOverlap = z.object({ jobs: z.tuple([Alias, Alias]), globs: z.tuple([z.string(), z.string()]) })

/** What a plan became, or (dry run) would become. */
export const PlanResult = z.object({
  pipeline: z.string().nullable(),
  title: z.string(),
  dryRun: z.boolean(),
  /** It was submitted before with this idempotencyKey, and nothing was stored now. */
  repeated: z.boolean().optional(),
  /** Its variables with their defaults; absent when it has none. A refusal for what is wrong with them has them in its details, and under `faults` why a value cannot be taken. */
  vars: PlanVars.optional(),
  jobs: z.array(z.object({ alias: z.string(), id: z.string().nullable(), title: z.string(), profile: z.string(), repository: z.string(), state: z.string(), check: z.string().nullable(), land: Land.optional(), any: z.boolean(), after: z.array(z.object({ alias: z.string(), when: z.enum(EDGE_WHEN), otherwise: z.enum(EDGE_OTHERWISE) })) })),
  /** Jobs in worktrees of one repository, none of which waits for the other, whose `touches` meet: their work may conflict. The first pairs, and how many there are besides; absent when there are none. */
  overlaps: z.object({ pairs: z.array(PlanOverlap), more: z.number().int() }).optional(),
})
export type PlanResult = z.infer<typeof PlanResult>
