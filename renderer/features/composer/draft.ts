import { RETRY_REASONS } from '../../../contract/retry-reasons.ts'
import { EMPTY_DRAFT, toParent, type Draft, type Parent } from '../../job-form/draft.ts'
import { jobFormWords } from '../../words/job-form.ts'

const KEY = 'dispatch.draft'

/** Where drafts are kept: that of this window, and that of the browser for whoever opens the next one. */
export interface DraftPlaces { own: Pick<Storage, 'getItem' | 'setItem'>; shared: Pick<Storage, 'getItem' | 'setItem'> }

/** The draft of this window, else the one kept in the browser; whatever of it cannot be read is left out. */
export function readDraft({ own, shared }: DraftPlaces): Draft {
  try {
    const kept = JSON.parse(own.getItem(KEY) ?? shared.getItem(KEY) ?? '{}') as Record<string, unknown>
    const whole = Object.entries(EMPTY_DRAFT).map(([key, empty]) => [key, typeof kept[key] === typeof empty && Array.isArray(kept[key]) === Array.isArray(empty) ? kept[key] : empty])
    const draft = Object.fromEntries(whole) as Draft
    const retryOn = RETRY_REASONS.filter((reason) => draft.retryOn.includes(reason))
    return {
      ...draft, after: draft.after.filter(isParent), retryOn, retrySession: oneOf(jobFormWords.retrySessions, draft.retrySession, EMPTY_DRAFT.retrySession), overlap: oneOf(jobFormWords.overlaps, draft.overlap, EMPTY_DRAFT.overlap), landHow: oneOf(jobFormWords.landHows, draft.landHow, EMPTY_DRAFT.landHow),
      context: oneOf(jobFormWords.contexts, draft.context, EMPTY_DRAFT.context), isolation: draft.isolation === 'none' ? 'none' : 'worktree',
    }
  } catch {
    return EMPTY_DRAFT
  }
}

const oneOf = <Value extends string>(known: Record<Value, string>, value: Value, otherwise: Value): Value => (Object.hasOwn(known, value) ? value : otherwise)
const isParent = (value: unknown): value is Parent => typeof value === 'object' && value !== null && 'job' in value && typeof value.job === 'string' && 'when' in value && 'otherwise' in value

export function writeDraft({ own, shared }: DraftPlaces, draft: Draft): void {
  own.setItem(KEY, JSON.stringify(draft))
  shared.setItem(KEY, JSON.stringify(draft))
}

/** After a submission. What another window has typed meanwhile stays in the browser. */
export function closeDraft({ own, shared }: DraftPlaces, draft: Draft): void {
  const next = JSON.stringify(afterSubmit(draft))
  if (shared.getItem(KEY) === own.getItem(KEY)) shared.setItem(KEY, next)
  own.setItem(KEY, next)
}

/** What stays after a submission: where and as whom one works rarely changes. */
export const afterSubmit = (draft: Draft): Draft => ({ ...EMPTY_DRAFT, repository: draft.repository, profile: draft.profile, check: draft.check })

/** Jobs it follows: those asked for, as they stand in the draft if they do. */
export const follow = (draft: Draft, after: readonly string[]): Draft => ({ ...draft, after: after.map((job) => draft.after.find((parent) => parent.job === job) ?? toParent(job)) })
