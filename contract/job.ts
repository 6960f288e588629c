import { z } from 'zod'
import { Alias } from './alias.ts'
import { Check, Verified } from './check.ts'
import './messages.ts'
import { Land, Landed } from './land.ts'
import { hasNoNul, text, WITHOUT_NUL } from './plain-text.ts'
import { RETRY_REASONS, RETRY_SESSIONS } from './retry-reasons.ts'
import { Touches } from './touches.ts'
import { Window } from './windows.ts'

/** A prompt's largest size in UTF-8 bytes. Claude reads it from a file; 10 MB is its own ceiling for standard input, and nobody reviews 4. */
export const MAX_PROMPT_BYTES = 4 * 1024 * 1024
/** Parents of one job, labels of one job: bounds that keep one row readable, far above any use seen. */
export const MAX_PARENTS = 1000
export const MAX_LABELS = 64
const LONGEST_MS = 30 * 24 * 3600 * 1000

/**
 * Where a job stands.
 * - `blocked`: waits for parents; leaves when the last edge is decided
 * - `held`: waits for a person, or for a failed parent to be retried
 * - `queued`: may start when a slot is free and `notBefore` has passed; only the scheduler claims it
 * - `starting`: claimed; worktree, files and set-up are being made
 * - `running`: Claude's process is alive
 * - `waiting`: alive or parked, and needs something: see `waitingFor`
 * - `finished`: has an outcome
 */
export const JOB_STATES = ['blocked', 'held', 'queued', 'starting', 'running', 'waiting', 'finished'] as const
export type JobState = (typeof JOB_STATES)[number]

/** How a finished job ended. */
export const OUTCOME_KINDS = ['succeeded', 'failed', 'cancelled', 'lost'] as const
export type OutcomeKind = (typeof OUTCOME_KINDS)[number]

/** Why it ended so. `ok` only with succeeded; `dependency-failed`, `by-person`, `replaced` (by the next job of its schedule) with cancelled; `lost` with lost; the rest with failed. */
export const REASONS = [
  'ok', 'claude-error', 'api-error', 'auth-failed', 'limit-reached', 'max-turns', 'budget-exceeded', 'refused-tools', 'timed-out',
  'check-failed', 'start-failed', 'killed', 'dependency-failed', 'by-person', 'replaced', 'merge-conflict', 'not-landed', 'lost',
] as const
export type Reason = (typeof REASONS)[number]

export const Outcome = z.object({ kind: z.enum(OUTCOME_KINDS), reason: z.enum(REASONS), message: z.string() })
export type Outcome = z.infer<typeof Outcome>

export const WAITING_KINDS = ['approval', 'quota', 'budget', 'network', 'machine', 'time'] as const
/** What a waiting job needs; `until` epoch ms when known. */
export const WaitingFor = z.object({ kind: z.enum(WAITING_KINDS), until: z.number().optional(), detail: z.string() })
export type WaitingFor = z.infer<typeof WaitingFor>

/** When an edge is met: the parent succeeded, the parent failed (or was cancelled or lost), or either. */
export const EDGE_WHEN = ['success', 'failure', 'done'] as const
export type EdgeWhen = (typeof EDGE_WHEN)[number]
/** What happens to the child once an edge can no longer be met. */
export const EDGE_OTHERWISE = ['cancel', 'hold'] as const
export type EdgeOtherwise = (typeof EDGE_OTHERWISE)[number]

/** One edge parent → child as stored and returned. */
export const Edge = z.object({ job: z.string(), when: z.enum(EDGE_WHEN), otherwise: z.enum(EDGE_OTHERWISE), alias: z.string().optional() })
export type Edge = z.infer<typeof Edge>

/** An edge as submitted: a parent's id (or unique prefix), or an object with the defaults success and cancel. */
export const EdgeSpec = z.union(
  [z.string().min(1), z.strictObject({ job: z.string().min(1), when: z.enum(EDGE_WHEN).optional(), otherwise: z.enum(EDGE_OTHERWISE).optional(), alias: Alias.optional() })],
  { error: 'expected a job id or {job, when, otherwise}' },
)

/** What a child takes from its parents: nothing · their branch · branch + forked conversation · the same conversation. */
export const CONTEXTS = ['fresh', 'branch', 'fork', 'continue'] as const
export type Context = (typeof CONTEXTS)[number]
/** What becomes of a job whose parents' branches do not merge: it is held until a person has resolved it, or it fails (`merge-conflict`). */
export const ON_CONFLICT = ['hold', 'fail'] as const
export type OnConflict = (typeof ON_CONFLICT)[number]
export const ISOLATIONS = ['worktree', 'none'] as const
export type Isolation = (typeof ISOLATIONS)[number]

/**
 * Automatic retries: at most `max`, the n-th after backoffMs × 2^(n−1), of which up to half is left off at random so that jobs that failed together do not come back together.
 * `on`: after which failures; absent, after those that may pass. `session`: `fresh` (or absent) begins anew in a new worktree, `resume` goes on in the session and worktree as they were left.
 */
export const Retry = z.strictObject({
  max: z.number().int().min(0).max(20).default(0),
  backoffMs: z.number().int().min(0).max(24 * 3600 * 1000).default(10_000),
  on: z.array(z.enum(RETRY_REASONS)).min(1).max(RETRY_REASONS.length).optional(),
  session: z.enum(RETRY_SESSIONS).optional(),
})
export type Retry = z.infer<typeof Retry>

/** How the path of a repository begins; `~/` is the home folder of whoever runs the engine. */
export const RepositoryPath = /^(\/|~\/|[A-Za-z]:[\\/])/

const utf8Bytes = (value: string): number => {
  let bytes = 0
  for (const character of value) {
    const code = character.codePointAt(0)!
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return bytes
}

/** A prompt: not blank, no NUL, at most 4 MiB. */
export const Prompt = z.string()
  .refine((value) => value.trim() !== '', { error: 'expected a prompt, found only blank space: say what Claude should do' })
  .refine(hasNoNul, WITHOUT_NUL)
  .refine((value) => value.length <= MAX_PROMPT_BYTES && (value.length * 3 <= MAX_PROMPT_BYTES || utf8Bytes(value) <= MAX_PROMPT_BYTES), {
    error: 'expected at most 4 MiB of text: put the material in a file of the repository and name it in the prompt', params: { code: 'too-large' },
  })

/** What is submitted. Unknown keys are refused with the key's name. Times epoch ms, durations …Ms. */
export const JobSpec = z.strictObject({
  prompt: Prompt,
  /** Absolute path of a folder inside a git checkout. */
  repository: text(4096).min(1, { error: 'expected the path of a repository, found none' }).refine((path) => path === '' || RepositoryPath.test(path), { error: 'expected an absolute path, or one that starts with ~/' }),
  profile: text(64).min(1).default('default'),
  /** Shown in lists; the prompt's first line when absent. */
  title: text(300).refine((value) => value.trim() !== '', { error: 'expected a title that is not blank, or none' }).optional(),
  /** Higher starts first; ten minutes of waiting count as one step, so nothing waits for ever. */
  priority: z.number().int().min(-1000).max(1000).default(0),
  labels: z.record(text(64).min(1), text(256)).refine((all) => Object.keys(all).length <= MAX_LABELS, { error: `expected at most ${MAX_LABELS} labels` }).default({}),
  after: z.array(EdgeSpec).max(MAX_PARENTS).default([]),
  /** Start as soon as one edge is met instead of all; only when none can be met any more, the first edge's `otherwise` decides. */
  any: z.boolean().default(false),
  context: z.enum(CONTEXTS).default('branch'),
  /** Continue this conversation (implies order within it). */
  conversation: text(64).min(1).optional(),
  isolation: z.enum(ISOLATIONS).default('worktree'),
  /** The files it is to change; empty: it does not say. */
  touches: Touches.default([]),
  onConflict: z.enum(ON_CONFLICT).default('hold'),
  /** Git ref the worktree starts from; the checkout's HEAD when absent and there is no parent branch. */
  base: text(1024).min(1).refine((ref) => !ref.startsWith('-') && !/[\s~^:?*[\\]/.test(ref.replace(/[~^]\d*/g, '')), { error: 'expected a git ref such as main, a tag or a commit' }).optional(),
  check: Check.nullable().optional(),
  land: Land.nullable().optional(),
  retry: Retry.prefault({}),
  timeoutMs: z.number().int().min(1000).max(LONGEST_MS).nullable().optional(),
  /** Stopped when Claude says nothing for so long; a question that waits for an answer is no silence. The profile’s when absent. */
  silenceMs: z.number().int().min(1000).max(LONGEST_MS).nullable().optional(),
  maxTurns: z.number().int().min(1).max(100_000).nullable().optional(),
  budgetUsd: z.number().positive().max(100_000).nullable().optional(),
  model: text(200).min(1).nullable().optional(),
  /** Epoch ms; not started earlier. */
  notBefore: z.number().int().min(0).default(0),
  /** Submit as held: a person releases it. */
  hold: z.boolean().default(false),
  idempotencyKey: text(256).min(1).optional(),
})
/** A submission before defaults. */
export type JobSpecInput = z.input<typeof JobSpec>
/** A submission with every default filled in. */
export type JobSpec = z.output<typeof JobSpec>

/** Fact one: what the process did. Null members mean it has not ended or never started. */
export const Execution = z.object({
  exitCode: z.number().int().nullable(),
  signal: z.string().nullable(),
  /** Who ended it, when not itself. */
  stoppedBy: z.enum(['person', 'timeout', 'engine']).nullable(),
  /** Why no process came to be. */
  startError: z.string().optional(),
})
export type Execution = z.infer<typeof Execution>

/** Fact two: what Claude said in its last result event. */
export const Claimed = z.object({
  subtype: z.string().nullable(),
  isError: z.boolean(),
  terminalReason: z.string().nullable(),
  apiErrorStatus: z.number().nullable(),
  /** Claude's own error word of the last failed answer: authentication_failed, billing_error, model_not_found … */
  errorWord: z.string().nullable(),
  result: z.string(),
  turns: z.number().nullable(),
  refusedTools: z.array(z.object({ tool: z.string(), input: z.unknown() })),
  /** The JSON of its last words, where a check's schema asked for one and it fits. */
  structured: z.unknown().optional(),
})
export type Claimed = z.infer<typeof Claimed>

/** Tokens of one run. */
export const Usage = z.object({ inputTokens: z.number(), outputTokens: z.number(), cacheReadTokens: z.number(), cacheWriteTokens: z.number() })
export type Usage = z.infer<typeof Usage>

/** One attempt at a job. */
export const Run = z.object({
  number: z.number().int(),
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  sessionId: z.string().nullable(),
  execution: Execution.nullable(),
  claimed: Claimed.nullable(),
  verified: Verified.nullable(),
  /** Files its work changed since the commit it began from; absent while not known. 0 with a claim of success: Claude says it is done, but nothing changed. */
  changedFiles: z.number().int().optional(),
  costUsd: z.number(),
  usage: Usage.nullable(),
})
export type Run = z.infer<typeof Run>

/** Parents whose work does not merge: the work of the last one conflicts, in these files, with that of those before it. */
export const Conflict = z.object({ parents: z.array(z.object({ id: z.string(), title: z.string() })), files: z.array(z.string()) })
export type Conflict = z.infer<typeof Conflict>

export const SUBMITTED_FROM = ['desktop', 'cli', 'web', 'phone', 'api', 'channel', 'mcp'] as const
export type SubmittedFrom = (typeof SUBMITTED_FROM)[number]

/** A job as it comes back. All times epoch ms, all durations …Ms. */
export const Job = z.object({
  id: z.string(),
  /** Rises with every job submitted to this data folder: the order of age. */
  seq: z.number().int(),
  title: z.string(),
  /** Whole in `jobs.get`; in lists and events cut after 4,000 characters, and then `promptCut` is true. */
  prompt: z.string(),
  promptCut: z.boolean().optional(),
  repository: z.string(),
  profile: z.string(),
  profileVersion: z.number().int(),
  state: z.enum(JOB_STATES),
  waitingFor: WaitingFor.nullable(),
  outcome: Outcome.nullable(),
  priority: z.number().int(),
  labels: z.record(z.string(), z.string()),
  after: z.array(Edge),
  /** One met edge is enough. */
  any: z.boolean(),
  children: z.array(z.string()),
  context: z.enum(CONTEXTS),
  conversation: z.string(),
  sessionId: z.string().nullable(),
  isolation: z.enum(ISOLATIONS),
  /** The files it says it changes; absent when it does not say. */
  touches: z.array(z.string()).optional(),
  /** Absent: `hold`. */
  onConflict: z.enum(ON_CONFLICT).optional(),
  /** There while the job is held because its parents' work conflicts: the merge stands unfinished in `worktree`. */
  conflict: Conflict.optional(),
  base: z.string().nullable(),
  check: Check.nullable(),
  /** Absent: its work stays on its branch. */
  land: Land.optional(),
  retry: Retry,
  timeoutMs: z.number().nullable(),
  /** Absent when the profile’s counts. */
  silenceMs: z.number().optional(),
  maxTurns: z.number().nullable(),
  budgetUsd: z.number().nullable(),
  model: z.string().nullable(),
  notBefore: z.number(),
  pipeline: z.string().nullable(),
  /** What the plan it was submitted with calls itself. */
  pipelineTitle: z.string().nullable(),
  alias: z.string().nullable(),
  /** The schedule that submitted it; absent when none did. */
  schedule: z.string().optional(),
  worktree: z.string().nullable(),
  branch: z.string().nullable(),
  baseCommit: z.string().nullable(),
  headCommit: z.string().nullable(),
  /** There once its work has been landed in a branch of the person's. */
  landed: Landed.optional(),
  /** Number of the latest run; 0 before the first. */
  run: z.number().int(),
  /** All runs in `jobs.get`; the latest one in lists and events. */
  runs: z.array(Run),
  /** Queued, and its profile lets jobs start only within these times, whose zone is always named; else absent. */
  startsWithin: z.array(Window).optional(),
  createdAt: z.number(),
  queuedAt: z.number().nullable(),
  startedAt: z.number().nullable(),
  endedAt: z.number().nullable(),
  costUsd: z.number(),
  submittedFrom: z.enum(SUBMITTED_FROM),
  /** Why it waits, is held or was cancelled, root cause first; empty when there is nothing to explain. */
  reasonChain: z.array(z.string()),
})
export type Job = z.infer<typeof Job>

/** The title shown until a person gives one: the prompt's first line with something in it, cut at 80 characters. */
export function titleOf(prompt: string): string {
  const line = prompt.split('\n', 50).map((each) => each.trim()).find((each) => each !== '') ?? ''
  const clean = line.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ')
  const characters = Array.from(clean.slice(0, 200))
  return characters.length > 80 ? `${characters.slice(0, 79).join('').trimEnd()}…` : characters.join('')
}
