import type { Overlap, Schedule } from '../../contract/schedule.ts'
import type { LandHow } from '../../contract/land.ts'
import { RETRY_REASONS, type RetrySession } from '../../contract/retry-reasons.ts'
import type { Context, EdgeOtherwise, EdgeWhen, Isolation, Job } from '../../contract/job.ts'
import { toSpanText } from '../ui/span.ts'
import { toCheckText } from './check-text.ts'

/** A job this one follows: when it may start, and what happens if it may not; by what name the prompt knows it. */
export interface Parent { job: string; when: EdgeWhen; otherwise: EdgeOtherwise; alias?: string }

/** A failure after which a job may be tried again. */
export type RetryReason = (typeof RETRY_REASONS)[number]

/** A job as it is typed: numbers, durations and times are texts; what is empty is left to the profile or the default. */
export interface Draft {
  prompt: string; repository: string; profile: string; check: string; checkTimeout: string
  /** The branch its work is landed in; empty: none. */
  land: string; landHow: LandHow; landUnverified: boolean
  /** Patterns of files, one a line; a JSON Schema; what a reviewer is asked, and its profile: empty for the one that reviews otherwise. */
  checkChanged: string; checkUnchanged: string; checkSchema: string; checkPrompt: string; checkProfile: string
  after: readonly Parent[]; /** What stands in the field that finds another one. */ afterText: string; any: boolean; context: Context; conversation: string; base: string; isolation: Isolation
  /** Patterns of files, one a line. */
  touches: string
  title: string; labels: string; priority: string; notBefore: string; hold: boolean
  model: string; timeout: string; silence: string; maxTurns: string; budget: string; retries: string; backoff: string
  /** Empty: after failures that may pass. */
  retryOn: readonly RetryReason[]; retrySession: RetrySession
  /** The pattern of a schedule; empty: the job is submitted once. */
  every: string; zone: string; catchUp: string; overlap: Overlap
}
export type DraftField = keyof Draft
/** Fields that are texts. */
export type TextField = { [Key in DraftField]: Draft[Key] extends string ? Key : never }[DraftField]

export const EMPTY_DRAFT: Draft = {
  prompt: '', repository: '', profile: 'default', ...toCheckText(null), land: '', landHow: 'squash', landUnverified: false, after: [], afterText: '', any: false, context: 'branch', conversation: '', base: '', isolation: 'worktree', touches: '',
  title: '', labels: '', priority: '', notBefore: '', hold: false, model: '', timeout: '', silence: '', maxTurns: '', budget: '', retries: '', backoff: '', retryOn: [], retrySession: 'fresh',
  every: '', zone: '', catchUp: '', overlap: 'skip',
}

/** How a parent is followed until somebody says otherwise. */
export const toParent = (job: string): Parent => ({ job, when: 'success', otherwise: 'cancel' })

/** How long the engine waits before the first retry when nothing is said. */
export const BACKOFF_MS = 10_000

/** What of a job is typed. */
type Template = Pick<Job, 'prompt' | 'repository' | 'profile' | 'check' | 'land' | 'after' | 'any' | 'context' | 'base' | 'isolation' | 'touches' | 'title' | 'labels' | 'priority' | 'notBefore' | 'model' | 'timeoutMs' | 'silenceMs' | 'maxTurns' | 'budgetUsd' | 'retry'>

/** A job as it would have been typed. */
export function toDraft(job: Template): Draft {
  const orEmpty = (value: string | number | null): string => (value === null ? '' : String(value))
  const span = (ms: number | null, unless: number): string => (ms === null || ms === unless ? '' : toSpanText(ms))
  return {
    prompt: job.prompt, repository: job.repository, profile: job.profile, ...toCheckText(job.check),
    land: job.land?.into ?? '', landHow: job.land?.how ?? 'squash', landUnverified: job.land?.unverified ?? false,
    after: job.after, afterText: '', any: job.any, context: job.context, conversation: '', base: orEmpty(job.base), isolation: job.isolation, touches: (job.touches ?? []).join('\n'),
    title: job.title, labels: Object.entries(job.labels).map(([name, value]) => `${name}=${value}`).join('\n'), priority: job.priority === 0 ? '' : String(job.priority), notBefore: toLocalText(job.notBefore), hold: false,
    model: orEmpty(job.model), timeout: span(job.timeoutMs, 0), silence: span(job.silenceMs ?? null, 0), maxTurns: orEmpty(job.maxTurns), budget: orEmpty(job.budgetUsd),
    retries: job.retry.max === 0 ? '' : String(job.retry.max), backoff: span(job.retry.backoffMs, BACKOFF_MS), retryOn: job.retry.on ?? [], retrySession: job.retry.session ?? 'fresh',
    every: '', zone: '', catchUp: '', overlap: 'skip',
  }
}

/** A schedule as it would have been typed. */
export function fromSchedule({ job, every, zone, catchUpMs, overlap }: Schedule): Draft {
  const { title, silenceMs, land, ...rest } = job
  const template: Template = { ...rest, title: title ?? '', ...(silenceMs == null ? {} : { silenceMs }), ...(land == null ? {} : { land }), after: [], notBefore: 0, base: job.base ?? null, check: job.check ?? null, timeoutMs: job.timeoutMs ?? null, maxTurns: job.maxTurns ?? null, budgetUsd: job.budgetUsd ?? null, model: job.model ?? null }
  return { ...toDraft(template), conversation: job.conversation ?? '', hold: job.hold, every, zone, catchUp: catchUpMs === 0 ? '' : toSpanText(catchUpMs), overlap }
}

/** A time as the browser's field for one holds it: local, to the minute; empty for none. */
export function toLocalText(at: number): string {
  if (at === 0) return ''
  const date = new Date(at)
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`
}
