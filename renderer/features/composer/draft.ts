import type { EdgeOtherwise, EdgeWhen, JobSpecInput } from '../../../contract/job.ts'
import type { ErrorCode } from '../../../contract/errors.ts'
import { composerWords } from '../../words/composer.ts'

/** What is in the form, as typed. */
export interface Draft { prompt: string; repository: string; profile: string; check: string; after: readonly string[]; when: EdgeWhen; otherwise: EdgeOtherwise; title: string; priority: string; budget: string; hold: boolean }
export type DraftField = keyof Draft
export const EMPTY_DRAFT: Draft = { prompt: '', repository: '', profile: 'default', check: '', after: [], when: 'success', otherwise: 'cancel', title: '', priority: '', budget: '', hold: false }

const KEY = 'dispatch.draft'

/** The draft kept in this browser; whatever of it cannot be read is left out. */
export function readDraft(storage: Pick<Storage, 'getItem'>): Draft {
  try {
    const kept = JSON.parse(storage.getItem(KEY) ?? '{}') as Record<string, unknown>
    const whole = Object.entries(EMPTY_DRAFT).map(([key, empty]) => [key, typeof kept[key] === typeof empty && Array.isArray(kept[key]) === Array.isArray(empty) ? kept[key] : empty])
    return Object.fromEntries(whole) as Draft
  } catch {
    return EMPTY_DRAFT
  }
}

export const writeDraft = (storage: Pick<Storage, 'setItem'>, draft: Draft): void => storage.setItem(KEY, JSON.stringify(draft))

/** What stays after a submission: where and as whom one works rarely changes. */
export const afterSubmit = (draft: Draft): Draft => ({ ...EMPTY_DRAFT, repository: draft.repository, profile: draft.profile, check: draft.check })

/** The draft as it is submitted, or the field that cannot be. Everything else is the engine's to judge. */
export function toSpec(draft: Draft): { ok: true; spec: JobSpecInput } | { ok: false; field: DraftField; message: string } {
  const [priority, budget] = [draft.priority.trim(), draft.budget.trim().replace(/^\$/, '')]
  if (priority !== '' && !Number.isFinite(Number(priority))) return { ok: false, field: 'priority', message: composerWords.notNumber(composerWords.priority) }
  if (budget !== '' && !Number.isFinite(Number(budget))) return { ok: false, field: 'budget', message: composerWords.notNumber(composerWords.budget) }
  const spec: JobSpecInput = {
    prompt: draft.prompt, repository: draft.repository.trim(), profile: draft.profile,
    ...(draft.title.trim() === '' ? {} : { title: draft.title.trim() }),
    ...(draft.check.trim() === '' ? {} : { check: { command: draft.check.trim() } }),
    ...(draft.after.length === 0 ? {} : { after: draft.after.map((job) => ({ job, when: draft.when, otherwise: draft.otherwise })) }),
    ...(priority === '' ? {} : { priority: Number(priority) }),
    ...(budget === '' ? {} : { budgetUsd: Number(budget) }),
    ...(draft.hold ? { hold: true } : {}),
  }
  return { ok: true, spec }
}

const BY_CODE: Partial<Record<ErrorCode, DraftField>> = { 'not-a-repository': 'repository', 'repository-refused': 'repository', 'unknown-profile': 'profile', 'unknown-parent': 'after', 'ambiguous-id': 'after', cycle: 'after', 'unknown-name': 'prompt' }
const BY_NAME: Record<string, DraftField> = { prompt: 'prompt', repository: 'repository', profile: 'profile', check: 'check', after: 'after', title: 'title', priority: 'priority', budgetUsd: 'budget', hold: 'hold' }

/** The field a refusal is about; null when it is about none of them. */
export function fieldOf(refusal: { code: ErrorCode; details?: Record<string, unknown> }): DraftField | null {
  const named = typeof refusal.details?.['field'] === 'string' ? BY_NAME[refusal.details['field'].split('.')[0]!] : undefined
  return named ?? BY_CODE[refusal.code] ?? null
}

/** The message without the field's name before it: it stands at the field. */
export const withoutField = (message: string): string => message.replace(/^[\w.]+: (?=\w)/, '')
