import type { ErrorCode, Failure } from '../../contract/errors.ts'
import type { JobSpecInput } from '../../contract/job.ts'
import { call } from '../state/sync.ts'
import { useStore } from '../state/store.ts'
import { CHECK_MS, readCheck } from './check-text.ts'
import type { Draft, DraftField, Parent } from './draft.ts'
import { toSpec, type Faults } from './read.ts'
import { toScheduleSpec } from './read-schedule.ts'

const BY_CODE: Partial<Record<ErrorCode, DraftField>> = { 'not-a-repository': 'repository', 'repository-refused': 'profile', 'unknown-profile': 'profile', 'unknown-parent': 'after', 'ambiguous-id': 'after', cycle: 'after', 'unknown-name': 'prompt' }
const BY_NAME: Record<string, DraftField> = { timeoutMs: 'timeout', silenceMs: 'silence', budgetUsd: 'budget', catchUpMs: 'catchUp', 'check.timeoutMs': 'checkTimeout', 'check.files': 'checkChanged', 'check.files.changed': 'checkChanged', 'check.files.unchanged': 'checkUnchanged', 'check.schema': 'checkSchema', 'check.prompt': 'checkPrompt', 'check.profile': 'checkProfile', retry: 'retries', 'retry.backoffMs': 'backoff', 'retry.on': 'retryOn', 'retry.session': 'retrySession', 'land.how': 'landHow', 'land.unverified': 'landUnverified' }
const SAME_NAME: readonly string[] = ['prompt', 'repository', 'profile', 'check', 'land', 'after', 'any', 'context', 'conversation', 'base', 'isolation', 'touches', 'title', 'labels', 'priority', 'notBefore', 'hold', 'model', 'maxTurns', 'every', 'zone', 'overlap'] satisfies DraftField[]

/** The field a refusal is about; null when it is about none of them. */
export function fieldOf(refusal: Pick<Failure, 'code' | 'details'>): DraftField | null {
  const given = refusal.details?.['field']
  if (typeof given === 'string') {
    // A schedule has the job within it.
    const parts = given.replace(/^job\./, '').split('.')
    const first = parts[0]!
    const named = parts.map((_, index) => BY_NAME[parts.slice(0, parts.length - index).join('.')]).find(Boolean) ?? (SAME_NAME.includes(first) ? first as DraftField : undefined)
    if (named) return named
  }
  return BY_CODE[refusal.code] ?? null
}

/** The message without the field's name before it: it stands at the field. */
export const withoutField = (message: string): string => message.replace(/^[\w.]+: (?=\S)/, '')

/** What the schema of a submission says: the engine's own, and so its own words. Loaded with the form, not with the page. */
export async function judgeHere(draft: Draft): Promise<Faults> {
  // A name that is still being typed is no fault yet.
  const settled = { ...draft, afterText: '' }
  const { spec, faults: read } = toSpec(settled)
  const faults = toScheduleSpec(settled)?.faults ?? read
  const { JobSpec } = await import('../../contract/job.ts')
  const parsed = JobSpec.safeParse(spec)
  const found = parsed.success ? [] : parsed.error.issues.toReversed().flatMap((issue) => {
    const field = fieldOf({ code: 'bad-input', details: { field: issue.path.join('.') } })
    return field ? [[field, issue.message] as const] : []
  })
  return { ...Object.fromEntries(found), ...faults }
}

/** Names in braces, as the engine finds them: all of a prompt it has to know to judge what it takes from its parents. */
const NAMES = /\{\{\s*[A-Za-z0-9_.-]+\s*\}\}/g
/** The job's name in the plan that is tried out. */
const OWN = 'this-job'

/**
 * What only the engine knows: whether the repository is one, whether the profile may be used there, what the parents give.
 * It is asked by a dry run of a plan in which a stand-in has the id or the name of each parent.
 */
export async function judgeAtEngine(draft: Draft): Promise<Faults> {
  const question = toQuestion(draft)
  if (question === null) return {}
  const answer = await call('plans.submit', { plan: question, dryRun: true })
  if (answer.ok) return {}
  const field = fieldOf(answer)
  const alias = String(answer.details?.['alias'] ?? OWN)
  return field ? { [field]: withoutField(answer.message.startsWith(`${alias}: `) ? answer.message.slice(alias.length + 2) : answer.message) } : {}
}

/** The plan to try out; null while there is nothing to ask. Large prompts stay here: only the names in them are asked about. */
export function toQuestion(draft: Draft) {
  const repository = draft.repository.trim()
  if (!/^(\/|~\/|[A-Za-z]:[\\/])/.test(repository) || draft.profile === '') return null
  const { jobs } = useStore.getState().world
  const where = { repository, profile: draft.profile }
  const continues = draft.context === 'continue' && draft.after.length === 1
  const nameOf = ({ job, alias }: Parent): string => alias ?? job
  const names = (draft.prompt.match(NAMES) ?? []).map((name) => draft.after.reduce((text, parent) => text.replace(`parents.${parent.job}.`, `parents.${nameOf(parent)}.`), name))
  const parents = draft.after.map((parent) => [nameOf(parent), { prompt: 'x', repository, profile: continues ? (jobs.get(parent.job)?.profile ?? draft.profile) : draft.profile }] as const)
  const conversation = draft.conversation.trim()
  const own = {
    ...where, prompt: ['x', ...names].join(' '), ...toCheckQuestion(draft),
    // Whether the branch is there; what checks the work is asked when it is submitted.
    ...(draft.land.trim() === '' || draft.isolation === 'none' ? {} : { land: { into: draft.land.trim(), how: draft.landHow, unverified: true } }),
    ...(parents.length === 0 ? {} : { after: draft.after.map(nameOf), context: draft.context }), ...(conversation === '' ? {} : { conversation }),
  }
  return { jobs: { ...Object.fromEntries(parents), [OWN]: own } }
}

/** Of the check, what only the engine knows: whether the schema is one, and whether the reviewer's profile may be used. */
function toCheckQuestion(draft: Draft): { check?: NonNullable<JobSpecInput['check']> } {
  const { schema, prompt, profile } = readCheck(draft, CHECK_MS) ?? {}
  if (schema === undefined && prompt === undefined) return {}
  return { check: { ...(schema === undefined ? {} : { schema }), ...(prompt === undefined ? {} : { prompt: 'x' }), ...(profile === undefined ? {} : { profile }) } }
}
