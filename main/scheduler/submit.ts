import { REVIEW_PROFILE } from '../../contract/check-words.ts'
import type { Check } from '../../contract/check.ts'
import { failure, orRefuse, type Failure, type Result } from '../../contract/errors.ts'
import { titleOf, type Job, type JobSpec, type SubmittedFrom } from '../../contract/job.ts'
import { isAllowedIn } from '../profiles/routing.ts'
import { decide } from '../queue/decide.ts'
import type { EdgeIn } from '../queue/status.ts'
import { findNames } from '../queue/template.ts'
import { toFirstStatus } from '../queue/transition.ts'
import { getConversation, insertConversation } from '../store/conversations.ts'
import { sql, type ReadDb, type WriteDb } from '../store/handles.ts'
import { newId, resolveId } from '../store/ids.ts'
import { getJobByKey, getJobRow, getJobRowById, insertJob } from '../store/jobs.ts'
import { fromCheck, fromLand, fromRetry, fromTouches, type JobRow, type NewEdge, type NewJob } from '../store/job-row.ts'
import { toJob } from '../store/job-view.ts'
import { getProfile, type StoredProfile } from '../store/profiles.ts'
import { prepareBase } from './prepare-base.ts'
import { prepareLand } from './prepare-land.ts'
import { faultInSchema } from './result-schema.ts'
import { inspectCached } from './repositories.ts'
import type { Core } from './core.ts'
import { dependencyOutcomes } from './settle-store.ts'
import { homedir } from 'node:os'

/** Who submits: shown with the job, and the scope of idempotency keys. */
export interface Origin { from: SubmittedFrom; device: string }

/** Who submits it, and the plan or schedule it stands in. */
export interface Place extends Origin { pipeline: string | null; alias: string | null; schedule?: string }

/** A parent as the graph needs it, whether it is stored or submitted in the same plan. */
export interface ResolvedEdge extends NewEdge { id: string }

/** Stores a job durably and returns it; `created` is false when its idempotency key had been used before. */
export async function submitJob(core: Core, spec: JobSpec, origin: Origin): Promise<{ job: Job; created: boolean }> {
  const { store } = core
  if (spec.idempotencyKey !== undefined) {
    const first = getJobByKey(store.read, origin.device, spec.idempotencyKey)
    if (first) return { job: toJob(store.read, first, true), created: false }
  }
  const repository = orRefuse(await inspectCached(spec.repository))
  const ready = orRefuse(prepareJob(store.read, orRefuse(await prepareLand({ ...spec, repository }))))
  orRefuse(await prepareBase(ready.spec, core.now()))
  const { seq, created } = await store.writer.write((db) => {
    // Looked up again inside the transaction: two submits with one key may race.
    const first = spec.idempotencyKey === undefined ? undefined : getJobByKey(db, origin.device, spec.idempotencyKey)
    if (first) return { seq: first.seq, created: false }
    return { seq: storeJob(db, core.now(), ready, { ...origin, pipeline: null, alias: null }), created: true }
  })
  core.wake()
  return { job: toJob(store.read, getJobRow(store.read, seq)!, true), created }
}

/** A spec whose names are resolved: parents, profile, conversation. */
export interface ReadyJob { spec: JobSpec; profile: StoredProfile; edges: ResolvedEdge[]; conversation: string | null }

/** Everything that can be refused is refused here, before anything is written. */
export function prepareJob(db: ReadDb, spec: JobSpec, edges = resolveEdges(db, spec), profile = resolveProfile(db, spec.profile, spec.repository)): Result<ReadyJob> {
  if (!edges.ok) return edges
  if (!profile.ok) return profile
  const usable = checkCheck(db, spec.check, spec.repository)
  if (!usable.ok) return usable
  const names = checkNames(spec.prompt, edges.value)
  if (!names.ok) return names
  const conversation = resolveConversation(db, spec, edges.value, profile.value)
  if (!conversation.ok) return conversation
  const order = checkConversation(spec.any, conversation.value.id === null ? spec.context : 'continue', conversation.value.edges.length)
  if (!order.ok) return order
  return { ok: true, value: { spec, profile: profile.value, edges: conversation.value.edges, conversation: conversation.value.id } }
}

function resolveEdges(db: ReadDb, spec: JobSpec): Result<ResolvedEdge[]> {
  const edges: ResolvedEdge[] = []
  for (const each of spec.after) {
    const edge = typeof each === 'string' ? { job: each } : each
    const parent = resolveParent(db, edge.job)
    if (!parent.ok) return parent
    const { id, seq } = parent.value
    if (edges.some((known) => known.id === id)) return failure('bad-input', `after: ${id} is named twice. Name each parent once.`, { field: 'after' })
    edges.push({ id, parent: seq, when: edge.when ?? 'success', otherwise: edge.otherwise ?? 'cancel', alias: edge.alias ?? null })
  }
  return { ok: true, value: edges }
}

/** The row a parent's id or prefix names. */
export function resolveParent(db: ReadDb, text: string): Result<JobRow> {
  const id = resolveId(db, 'j', text)
  if (!id.ok) return id.code !== 'ambiguous-id' ? failure('unknown-parent', `after: ${id.message}`, { field: 'after', parent: text }) : { ...id, message: `after: ${id.message}` }
  return { ok: true, value: getJobRowById(db, id.value)! }
}

/** A conversation has an order that one met edge must not overtake. */
export function checkConversation(any: boolean, context: JobSpec['context'], parents: number): Result<null> {
  if (!any || context !== 'continue' || parents < 2) return { ok: true, value: null }
  return failure('bad-input', `any: a job that continues a conversation waits for the job before it there, this one has ${parents} parents. Leave any out, or use context branch.`, { field: 'any' })
}

/** The profile, if it exists and may be used in that repository. */
export function resolveProfile(db: ReadDb, name: string, repository: string): Result<StoredProfile> {
  const profile = getProfile(db, name)
  if (!profile) {
    const known = sql(db, 'SELECT name FROM profile WHERE removed_at IS NULL ORDER BY name').pluck().all() as string[]
    return failure('unknown-profile', `There is no profile ${JSON.stringify(name)}. Known: ${known.join(', ')}. \`dispatch profile add\` makes one.`, { field: 'profile', known })
  }
  if (!isAllowedIn(profile.spec.repositories, repository, homedir())) {
    return failure('repository-refused', `Profile ${name} may not be used in ${repository}: it is limited to ${profile.spec.repositories.join(', ')}. Choose another profile, or add the folder to its repositories.`, { field: 'profile' })
  }
  return { ok: true, value: profile }
}

/** The schema of a check must be one, and the profile of its reviewer be there and usable like any other. */
export function checkCheck(db: ReadDb, check: Check | null | undefined, repository: string): Result<null> {
  const fault = check?.schema === undefined ? null : faultInSchema(check.schema)
  if (fault !== null) return failure('bad-input', `check.schema: ${fault}`, { field: 'check.schema' })
  if (check?.prompt === undefined) return { ok: true, value: null }
  const profile = resolveProfile(db, check.profile ?? REVIEW_PROFILE, repository)
  return profile.ok ? { ok: true, value: null } : { ...profile, message: `check.profile: ${profile.message}`, details: { ...profile.details, field: 'check.profile' } }
}

/** Every `{{…}}` of a prompt must name something its parents will have. */
export function checkNames(prompt: string, edges: readonly ParentName[]): Result<null> {
  return faultsInNames(prompt, edges)[0]?.fault ?? { ok: true, value: null }
}

/** What a prompt may call a parent. */
interface ParentName { id: string; alias: string | null }

/** All `{{…}}` of a prompt that name nothing its parents will have; with the parent that is meant, where one is named (undefined: none is known). */
export function faultsInNames(prompt: string, edges: readonly ParentName[]): { fault: Failure; parent: string | null | undefined }[] {
  const { names, unknown } = findNames(prompt)
  const help = 'Known are {{result}}, {{branch}}, {{title}} of the only parent and {{parents.<alias>.result}} of a named one.'
  const blame = (text: string, what: string): Failure => failure('unknown-name', `prompt: ${text} ${what}. ${help}`, { field: 'prompt', name: text })
  return [
    ...unknown.map((text) => ({ fault: blame(text, 'is not known'), parent: undefined })),
    ...names.filter((name) => (name.alias === null ? edges.length !== 1 : !edges.some((edge) => edge.alias === name.alias || edge.id === name.alias)))
      .map(({ text, alias }) => ({ fault: blame(text, alias === null ? `needs exactly one parent, this job has ${edges.length}` : 'names no parent of this job'), parent: alias })),
  ]
}

/** The conversation a job joins (null: a new one), and its edges: within a conversation one job follows the other. */
export function resolveConversation(db: ReadDb, spec: JobSpec, edges: ResolvedEdge[], profile: StoredProfile): Result<{ id: string | null; edges: ResolvedEdge[] }> {
  let id: string | null = null
  if (spec.conversation !== undefined) {
    const found = resolveId(db, 'c', spec.conversation)
    if (!found.ok) return { ...found, code: found.code === 'ambiguous-id' ? found.code : 'unknown-name', message: `conversation: ${found.message}`, details: { ...found.details, field: 'conversation' } }
    id = found.value
  } else if (spec.context === 'continue' || spec.context === 'fork') {
    if (edges.length !== 1) return failure('bad-input', `context: ${spec.context} takes up one parent's conversation, this job has ${edges.length} parents. Name one with after.`, { field: 'context' })
    // A parent of the same plan has no row yet: its conversation is filled in when it is stored.
    if (spec.context === 'continue' && edges[0]!.parent > 0) id = getJobRow(db, edges[0]!.parent)!.conversation
  }
  if (id === null) return { ok: true, value: { id: null, edges } }
  const conversation = getConversation(db, id)!
  if (conversation.profile !== profile.name) {
    return failure('bad-input', `conversation ${id} belongs to profile ${conversation.profile}, the job asks for ${profile.name}. Use the same profile, or context fork.`, { field: 'profile' })
  }
  const last = sql(db, 'SELECT seq, id FROM job WHERE conversation = ? ORDER BY seq DESC LIMIT 1').get(id) as { seq: number; id: string } | undefined
  const follows = last === undefined || edges.some((edge) => edge.parent === last.seq)
  return { ok: true, value: { id, edges: follows ? edges : [...edges, { id: last.id, parent: last.seq, when: 'done', otherwise: 'hold', alias: null }] } }
}

/** Writes one prepared job inside a transaction; its first state is decided from its parents as they are now. Returns its row number. */
export function storeJob(db: WriteDb, now: number, ready: ReadyJob, place: Place): number {
  const { spec, profile, edges } = ready
  // It may have been removed since it was looked up.
  orRefuse(resolveProfile(db, profile.name, spec.repository))
  const into = edges.map((edge): EdgeIn => {
    const parent = sql(db, 'SELECT state, outcome FROM job WHERE seq = ?').get(edge.parent) as Pick<JobRow, 'state' | 'outcome'>
    return { parent: edge.parent, parentState: parent.state, parentOutcome: parent.outcome, when: edge.when, otherwise: edge.otherwise, waived: false }
  })
  const status = toFirstStatus(decide({ any: spec.any, edges: into }), spec.hold, dependencyOutcomes(db))
  const conversation = ready.conversation ?? newId('c')
  if (ready.conversation === null) insertConversation(db, { id: conversation, profile: profile.name, repository: spec.repository, now })
  const job: NewJob = {
    id: newId('j'), title: spec.title?.trim() ?? titleOf(spec.prompt), repository: spec.repository, profile: profile.name, profile_version: profile.version,
    priority: spec.priority, labels: JSON.stringify(spec.labels), context: spec.conversation === undefined ? spec.context : 'continue', conversation, isolation: spec.isolation, on_conflict: spec.onConflict, base: spec.base ?? null,
    ...fromCheck(spec.check), ...fromLand(spec.land), ...fromTouches(spec.touches), ...fromRetry(spec.retry),
    timeout_ms: spec.timeoutMs ?? null, silence_ms: spec.silenceMs ?? null, max_turns: spec.maxTurns ?? null, budget_usd: spec.budgetUsd ?? null, model: spec.model ?? null, not_before: spec.notBefore,
    pipeline: place.pipeline, alias: place.alias, schedule: place.schedule ?? null, submitted_from: place.from, device: place.device, idempotency_key: spec.idempotencyKey ?? null, created_at: now, prompt: spec.prompt, any_of: spec.any ? 1 : 0,
  }
  return insertJob(db, job, status, edges)
}

/** A follow-up job in the conversation of another: same repository and profile, from its branch, after it. */
export function toFollowUp(parent: JobRow, input: { prompt: string; title?: string | undefined; check?: JobSpec['check'] }): JobSpec {
  return {
    prompt: input.prompt, title: input.title, repository: parent.repository, profile: parent.profile, priority: parent.priority, labels: JSON.parse(parent.labels) as Record<string, string>,
    after: [{ job: parent.id, when: 'done', otherwise: 'hold' }], any: false, context: 'continue', isolation: parent.isolation, touches: [], onConflict: parent.on_conflict, check: input.check,
    retry: { max: 0, backoffMs: 10_000 }, notBefore: 0, hold: false, model: parent.model,
  }
}

