import { RETRY_REASONS } from '../../../contract/retry-reasons.ts'
import { EMPTY_DRAFT, toParent, type Draft, type Parent } from '../../job-form/draft.ts'
import { jobFormWords } from '../../words/job-form.ts'

const KEY = 'dispatch.draft'

/** The draft kept in this browser; whatever of it cannot be read is left out. */
export function readDraft(storage: Pick<Storage, 'getItem'>): Draft {
  try {
    const kept = JSON.parse(storage.getItem(KEY) ?? '{}') as Record<string, unknown>
    const whole = Object.entries(EMPTY_DRAFT).map(([key, empty]) => [key, typeof kept[key] === typeof empty && Array.isArray(kept[key]) === Array.isArray(empty) ? kept[key] : empty])
    const draft = Object.fromEntries(whole) as Draft
    const retryOn = RETRY_REASONS.filter((reason) => draft.retryOn.includes(reason))
    return {
      ...draft, after: draft.after.filter(isParent), retryOn, retrySession: oneOf(jobFormWords.retrySessions, draft.retrySession, EMPTY_DRAFT.retrySession), overlap: oneOf(jobFormWords.overlaps, draft.overlap, EMPTY_DRAFT.overlap),
      context: oneOf(jobFormWords.contexts, draft.context, EMPTY_DRAFT.context), isolation: draft.isolation === 'none' ? 'none' : 'worktree',
    }
  } catch {
    return EMPTY_DRAFT
  }
}

const oneOf = <Value extends string>(known: Record<Value, string>, value: Value, otherwise: Value): Value => (Object.hasOwn(known, value) ? value : otherwise)
const isParent = (value: unknown): value is Parent => typeof value === 'object' && value !== null && 'job' in value && typeof value.job === 'string' && 'when' in value && 'otherwise' in value

export const writeDraft = (storage: Pick<Storage, 'setItem'>, draft: Draft): void => storage.setItem(KEY, JSON.stringify(draft))

/** What stays after a submission: where and as whom one works rarely changes. */
export const afterSubmit = (draft: Draft): Draft => ({ ...EMPTY_DRAFT, repository: draft.repository, profile: draft.profile, check: draft.check })

/** Jobs it follows: those asked for, as they stand in the draft if they do. */
export const follow = (draft: Draft, after: readonly string[]): Draft => ({ ...draft, after: after.map((job) => draft.after.find((parent) => parent.job === job) ?? toParent(job)) })
