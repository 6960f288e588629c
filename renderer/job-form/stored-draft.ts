import { RETRY_REASONS } from '../../contract/retry-reasons.ts'
import { jobFormWords } from '../words/job-form.ts'
import { EMPTY_DRAFT, type Draft, type Parent } from './draft.ts'

/** A draft that was kept, perhaps by an older program; whatever of it cannot be read is empty. */
export function toSafeDraft(found: unknown): Draft {
  const kept = typeof found === 'object' && found !== null ? found as Record<string, unknown> : {}
  const whole = Object.entries(EMPTY_DRAFT).map(([key, empty]) => [key, typeof kept[key] === typeof empty && Array.isArray(kept[key]) === Array.isArray(empty) ? kept[key] : empty])
  const draft = Object.fromEntries(whole) as Draft
  const retryOn = RETRY_REASONS.filter((reason) => draft.retryOn.includes(reason))
  return {
    ...draft, after: draft.after.filter(isParent), retryOn, retrySession: oneOf(jobFormWords.retrySessions, draft.retrySession, EMPTY_DRAFT.retrySession), overlap: oneOf(jobFormWords.overlaps, draft.overlap, EMPTY_DRAFT.overlap),
    landHow: oneOf(jobFormWords.landHows, draft.landHow, EMPTY_DRAFT.landHow), context: oneOf(jobFormWords.contexts, draft.context, EMPTY_DRAFT.context), isolation: draft.isolation === 'none' ? 'none' : 'worktree',
  }
}

const oneOf = <Value extends string>(known: Record<Value, string>, value: Value, otherwise: Value): Value => (Object.hasOwn(known, value) ? value : otherwise)
const isParent = (value: unknown): value is Parent => typeof value === 'object' && value !== null && 'job' in value && typeof value.job === 'string' && 'when' in value && 'otherwise' in value
