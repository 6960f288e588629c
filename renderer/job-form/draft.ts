import type { Context, EdgeOtherwise, EdgeWhen, Isolation, Job } from '../../contract/job.ts'
import { toSpanText } from '../ui/span.ts'

/** A job this one follows: when it may start, and what happens if it may not; by what name the prompt knows it. */
export interface Parent { job: string; when: EdgeWhen; otherwise: EdgeOtherwise; alias?: string }

/** A job as it is typed: numbers, durations and times are texts; what is empty is left to the profile or the default. */
export interface Draft {
  prompt: string; repository: string; profile: string; check: string; checkTimeout: string
  after: readonly Parent[]; any: boolean; context: Context; conversation: string; base: string; isolation: Isolation
  title: string; labels: string; priority: string; notBefore: string; hold: boolean
  model: string; timeout: string; maxTurns: string; budget: string; retries: string; backoff: string
}
export type DraftField = keyof Draft
/** Fields that are texts. */
export type TextField = { [Key in DraftField]: Draft[Key] extends string ? Key : never }[DraftField]

export const EMPTY_DRAFT: Draft = {
  prompt: '', repository: '', profile: 'default', check: '', checkTimeout: '', after: [], any: false, context: 'branch', conversation: '', base: '', isolation: 'worktree',
  title: '', labels: '', priority: '', notBefore: '', hold: false, model: '', timeout: '', maxTurns: '', budget: '', retries: '', backoff: '',
}

/** How a parent is followed until somebody says otherwise. */
export const toParent = (job: string): Parent => ({ job, when: 'success', otherwise: 'cancel' })

/** What the engine takes when no time limit is given for a check, and before the first retry. */
export const CHECK_MS = 600_000
export const BACKOFF_MS = 10_000

/** A job as it would have been typed. */
export function toDraft(job: Job): Draft {
  const orEmpty = (value: string | number | null): string => (value === null ? '' : String(value))
  const span = (ms: number | null, unless: number): string => (ms === null || ms === unless ? '' : toSpanText(ms))
  return {
    prompt: job.prompt, repository: job.repository, profile: job.profile, check: job.check?.command ?? '', checkTimeout: span(job.check?.timeoutMs ?? null, CHECK_MS),
    after: job.after, any: job.any, context: job.context, conversation: '', base: orEmpty(job.base), isolation: job.isolation,
    title: job.title, labels: Object.entries(job.labels).map(([name, value]) => `${name}=${value}`).join('\n'), priority: job.priority === 0 ? '' : String(job.priority), notBefore: toLocalText(job.notBefore), hold: false,
    model: orEmpty(job.model), timeout: span(job.timeoutMs, 0), maxTurns: orEmpty(job.maxTurns), budget: orEmpty(job.budgetUsd), retries: job.retry.max === 0 ? '' : String(job.retry.max), backoff: span(job.retry.backoffMs, BACKOFF_MS),
  }
}

/** A time as the browser's field for one holds it: local, to the minute; empty for none. */
export function toLocalText(at: number): string {
  if (at === 0) return ''
  const date = new Date(at)
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`
}
