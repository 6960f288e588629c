import type { JobEdit } from '../../contract/api.ts'
import type { Job, JobSpecInput } from '../../contract/job.ts'
import type { Land } from '../../contract/land.ts'
import { parseSpan } from '../ui/span.ts'
import { CHECK_MS, hasCheck, linesOf, readCheck } from './check-text.ts'
import { jobFormWords as words } from '../words/job-form.ts'
import { isIdPrefix } from '../../contract/id.ts'
import { BACKOFF_MS, toDraft, toParent, type Draft, type DraftField, type Parent } from './draft.ts'

/** What is wrong, by field. */
export type Faults = Partial<Record<DraftField, string>>

/** A draft in the engine's terms; null and empty where nothing was typed. */
export interface Values {
  prompt: string; title: string; profile: string; labels: Record<string, string>; priority: number; check: Job['check']; land: Land | null; touches: string[]; retry: Job['retry']
  timeoutMs: number | null; silenceMs: number | null; maxTurns: number | null; budgetUsd: number | null; model: string | null; notBefore: number
}

/** Reads what was typed. What is no number, duration or label at all is said here; everything else is the engine's to judge. */
export function readDraft(draft: Draft): { values: Values; faults: Faults } {
  const faults: Faults = {}
  const number = (field: 'priority' | 'maxTurns' | 'budget' | 'retries'): number | null => {
    const text = draft[field].trim().replace(/^\$/, '')
    if (text === '') return null
    if (!Number.isFinite(Number(text))) faults[field] = words.numberWrong(text)
    return Number(text)
  }
  const span = (field: 'timeout' | 'silence' | 'backoff' | 'checkTimeout'): number | null => {
    if (draft[field].trim() === '') return null
    const ms = parseSpan(draft[field])
    if (ms === null) faults[field] = words.spanWrong(draft[field].trim())
    return ms
  }
  if (draft.afterText.trim() !== '' && !isIdPrefix('j', toId(draft.afterText))) faults.after = words.afterLeft(draft.afterText.trim())
  const notBefore = draft.notBefore === '' ? 0 : new Date(draft.notBefore).getTime()
  if (Number.isNaN(notBefore)) faults.notBefore = words.timeWrong
  const [checkMs, retries, backoffMs] = [span('checkTimeout'), number('retries'), span('backoff')]
  const values: Values = {
    prompt: draft.prompt, title: draft.title.trim(), profile: draft.profile, labels: readLabels(draft.labels, faults), priority: number('priority') ?? 0, check: readCheck(draft, checkMs ?? CHECK_MS, faults),
    land: draft.land.trim() === '' ? null : { into: draft.land.trim(), how: draft.landHow, unverified: draft.landUnverified && !hasCheck(draft) },
    touches: linesOf(draft.touches),
    retry: { max: retries ?? 0, backoffMs: backoffMs ?? BACKOFF_MS, ...(draft.retryOn.length === 0 ? {} : { on: [...draft.retryOn] }), ...(draft.retrySession === 'fresh' ? {} : { session: draft.retrySession }) },
    timeoutMs: span('timeout'), silenceMs: span('silence'), maxTurns: number('maxTurns'), budgetUsd: number('budget'), model: draft.model.trim() === '' ? null : draft.model.trim(), notBefore,
  }
  return { values, faults }
}

const toId = (text: string): string => text.trim().toLowerCase()

/** The jobs it follows; one whose id was typed and not picked is among them, and the engine finds it, or says that there is none. */
function parentsOf({ after, afterText }: Draft): readonly Parent[] {
  const id = toId(afterText)
  return isIdPrefix('j', id) && !after.some((parent) => parent.job === id) ? [...after, toParent(id)] : after
}

function readLabels(text: string, faults: Faults): Record<string, string> {
  const labels = new Map<string, string>()
  for (const line of text.split('\n').map((each) => each.trim()).filter((each) => each !== '')) {
    const at = line.indexOf('=')
    const name = line.slice(0, at).trim()
    if (at < 1 || name === '') faults.labels ??= words.labelWrong(line)
    else if (labels.has(name)) faults.labels ??= words.labelTwice(name)
    labels.set(name, line.slice(at + 1).trim())
  }
  return Object.fromEntries(labels)
}

/** The draft as it is submitted: what was left empty is not in it. */
export function toSpec(draft: Draft): { spec: JobSpecInput; faults: Faults } {
  const { values, faults } = readDraft(draft)
  const { retry, check, land } = values
  const after = parentsOf(draft)
  const typed = {
    title: values.title, labels: values.labels, priority: values.priority, timeoutMs: values.timeoutMs, silenceMs: values.silenceMs, maxTurns: values.maxTurns, budgetUsd: values.budgetUsd, model: values.model, notBefore: values.notBefore,
    check: check && toCheckInput(check), retry: retry.max === 0 ? null : toRetry(retry),
    land: land && { into: land.into, ...(land.how === 'squash' ? {} : { how: land.how }), ...(land.unverified ? { unverified: true } : {}) },
    after, any: draft.any && after.length > 1, context: after.length === 0 || draft.context === 'branch' ? null : draft.context, conversation: draft.conversation.trim(), base: draft.base.trim(), isolation: draft.isolation === 'worktree' ? null : draft.isolation, touches: values.touches, hold: draft.hold,
  }
  const isEmpty = (value: unknown): boolean => value === null || value === '' || value === 0 || value === false || (typeof value === 'object' && Object.keys(value).length === 0)
  const given = Object.fromEntries(Object.entries(typed).filter(([, value]) => !isEmpty(value))) as Partial<JobSpecInput>
  return { spec: { prompt: draft.prompt, repository: draft.repository.trim(), profile: draft.profile, ...given }, faults }
}

const toCheckInput = ({ timeoutMs, ...check }: NonNullable<Job['check']>): NonNullable<JobSpecInput['check']> => (timeoutMs === CHECK_MS ? check : { ...check, timeoutMs })
const toRetry = ({ backoffMs, ...retry }: Job['retry']): JobSpecInput['retry'] => (backoffMs === BACKOFF_MS ? retry : { ...retry, backoffMs })

/** Only what differs from the job the draft began with; an emptied title becomes `untitled`. */
export function toEdit(draft: Draft, base: Job, untitled: string): { edit: Omit<JobEdit, 'id'>; faults: Faults } {
  const [now, then] = [readDraft(draft), readDraft(toDraft(base))]
  // To the minute is all the field shows: a time that was not touched keeps its seconds.
  const changed = (Object.keys(now.values) as (keyof Values)[]).filter((key) => JSON.stringify(now.values[key]) !== JSON.stringify(then.values[key]))
  const edit = Object.fromEntries(changed.map((key) => [key, key === 'title' && now.values.title === '' ? untitled : now.values[key]]))
  // What cannot be read in a field nobody touched was not typed: a label may hold what a line cannot.
  const faults = Object.fromEntries(Object.entries(now.faults).filter(([field, fault]) => then.faults[field as DraftField] !== fault))
  return { edit: { ...edit, ...toEdgeEdit(draft, base) }, faults }
}

/** Edges that were added or changed, parents that were taken out, and whether one of them is enough. */
function toEdgeEdit(draft: Draft, base: Job): Pick<JobEdit, 'after' | 'noAfter' | 'any'> {
  const before = new Map(base.after.map((edge) => [edge.job, edge]))
  const after = parentsOf(draft).filter(({ job, when, otherwise }) => before.get(job)?.when !== when || before.get(job)?.otherwise !== otherwise).map(({ job, when, otherwise }) => ({ job, when, otherwise }))
  const noAfter = base.after.map((edge) => edge.job).filter((job) => !draft.after.some((parent) => parent.job === job))
  return { ...(after.length === 0 ? {} : { after }), ...(noAfter.length === 0 ? {} : { noAfter }), ...(draft.any === base.any ? {} : { any: draft.any }) }
}
