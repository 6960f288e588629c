import { isAbsolute, resolve } from 'node:path'
import { isMap, isScalar, LineCounter, parseDocument, type Document } from 'yaml'
import { failure, orRefuse, Refusal, type Result } from '../../contract/errors.ts'
import { JobSpec, titleOf } from '../../contract/job.ts'
import { MAX_PLAN_JOBS, Plan, type PlanJob, type PlanResult } from '../../contract/plan.ts'
import { findCycle, inOrder } from '../queue/graph.ts'
import { sql } from '../store/handles.ts'
import { newId } from '../store/ids.ts'
import { getJobByKey, getJobRow } from '../store/jobs.ts'
import type { JobRow } from '../store/job-row.ts'
import { insertPipeline } from '../store/pipelines.ts'
import type { StoredProfile } from '../store/profiles.ts'
import type { Core } from './core.ts'
import { inspectCached } from './repositories.ts'
import { prepareJob, resolveProfile, storeJob, type Origin, type ReadyJob, type ResolvedEdge } from './submit.ts'

/** A large plan is prepared in slices of so long, so that others get their answers meanwhile. */
const SLICE_MS = 12

/** Says where in the file something is wrong: `line 12: …`; no line for a plan that came as data. */
type Locate = (path: readonly (string | number)[]) => string

/** YAML or JSON text (JSON is YAML) as a plan; every error names its line. */
export function parsePlan(text: string): Result<{ plan: Plan; locate: Locate }> {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, merge: true, maxAliasCount: 100 } as Parameters<typeof parseDocument>[1])
  const wrong = document.errors[0]
  if (wrong) {
    const { line } = lines.linePos(wrong.pos[0])
    const message = wrong.code === 'DUPLICATE_KEY' ? `the key ${keyAt(text, wrong.pos[0])} stands here a second time. Give each its own name, or take one out` : wrong.message.split('\n')[0]!.replace(/ at line .*$/, '')
    return failure('bad-plan', `line ${line}: ${message}`, { line })
  }
  if (document.contents === null) return failure('bad-plan', 'line 1: expected a plan with `jobs`, found an empty one. Write for example `jobs: { a: { prompt: "…" } }`.', { line: 1 })
  const locate: Locate = (path) => {
    const line = lineOf(document, lines, path)
    return line === null ? '' : `line ${line}: `
  }
  try {
    return checkPlan(document.toJS({ maxAliasCount: 100 }), locate)
  } catch (error) {
    // A few lines of references to references can stand for gigabytes; the parser stops there.
    return failure('bad-plan', `Expected a plan that can be read, found one whose references (&name, *name) grow too large (${error instanceof Error ? error.message : String(error)}). Write them out.`)
  }
}

/** The key that begins at a place of the text, as it is written there. */
const keyAt = (text: string, at: number): string => /^(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^:\n]+)/.exec(text.slice(at, at + 200))?.[0].trim() ?? ''

function lineOf(document: Document, lines: LineCounter, path: readonly (string | number)[]): number | null {
  for (let length = path.length; length >= 0; length--) {
    const parent = length === 0 ? document.contents : document.getIn(path.slice(0, length - 1), true)
    const pair = length > 0 && isMap(parent) ? parent.items.find((item) => isScalar(item.key) && item.key.value === path[length - 1]) : undefined
    const node = (pair?.key ?? (length === 0 ? document.contents : document.getIn(path.slice(0, length), true))) as { range?: [number, number, number] | null } | null | undefined
    if (node?.range) return lines.linePos(node.range[0]).line
  }
  return null
}

/** Unknown data as a plan. */
export function checkPlan(data: unknown, locate: Locate = () => ''): Result<{ plan: Plan; locate: Locate }> {
  const parsed = Plan.safeParse(data)
  if (parsed.success) return { ok: true, value: { plan: parsed.data, locate } }
  const issue = parsed.error.issues[0]!
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]!] : issue.path
  const message = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message
  return failure('bad-plan', `${locate(path as string[])}${path.join('.') || 'plan'}: ${message}`, { path })
}

/** A plan's job with the defaults laid under it. */
function toSpec(plan: Plan, job: PlanJob, folder: string): unknown {
  const { after: _, when: __, otherwise: ___, repository, ...rest } = { ...plan.defaults, ...job }
  const path = repository ?? '.'
  return { ...rest, repository: isAbsolute(path) ? path : resolve(folder, path) }
}

/** Stores all jobs of a plan in one transaction, or none; with `dryRun` only says what would be. Relative repositories are meant from `folder`. */
export async function submitPlan(core: Core, input: { plan: string | Plan; folder: string; dryRun: boolean }, origin: Origin): Promise<PlanResult> {
  const { plan, locate } = typeof input.plan === 'string' ? orRefuse(parsePlan(input.plan)) : { plan: input.plan, locate: () => '' }
  const aliases = Object.keys(plan.jobs)
  if (aliases.length > MAX_PLAN_JOBS) throw new Refusal('bad-plan', `A plan may hold ${MAX_PLAN_JOBS} jobs, this one has ${aliases.length}. Split it.`)
  const parents = parentsOf(plan, locate)
  const cycle = findCycle(parents)
  if (cycle) throw new Refusal('cycle', `${locate(['jobs', cycle[0]!])}the jobs wait for one another in a circle: ${cycle.join(' → ')}. Take one of these edges out.`, { cycle })
  const order = inOrder(parents)
  const ready = await prepareAll(core, plan, order, { folder: input.folder, locate })
  refuseClashes(core, ready, origin, locate)
  if (input.dryRun) return toResult(plan, order, ready, null)
  const stored = await storeAll(core, plan, ready, origin)
  core.wake()
  const result = toResult(plan, order, ready, stored.pipeline)
  const rows = sql(core.store.read, 'SELECT alias, id, state FROM job WHERE pipeline = ?').all(stored.pipeline) as Pick<JobRow, 'alias' | 'id' | 'state'>[]
  const byAlias = new Map(rows.map((row) => [row.alias, row]))
  for (const job of result.jobs) Object.assign(job, { id: byAlias.get(job.alias)!.id, state: byAlias.get(job.alias)!.state })
  return result
}

function edgesOf(plan: Plan, alias: string): { job: string; when: 'success' | 'failure' | 'done'; otherwise: 'cancel' | 'hold' }[] {
  const job = plan.jobs[alias]!
  return (job.after ?? []).map((each) => {
    const edge = typeof each === 'string' ? { job: each } : each
    return { job: edge.job, when: edge.when ?? job.when ?? plan.defaults.when ?? 'success', otherwise: edge.otherwise ?? job.otherwise ?? plan.defaults.otherwise ?? 'cancel' }
  })
}

function parentsOf(plan: Plan, locate: Locate): Map<string, string[]> {
  const parents = new Map<string, string[]>()
  for (const alias of Object.keys(plan.jobs)) {
    const all = edgesOf(plan, alias).map((edge) => edge.job)
    all.forEach((parent, index) => {
      const where = locate(['jobs', alias, 'after', index])
      if (!Object.hasOwn(plan.jobs, parent)) throw new Refusal('bad-plan', `${where}${alias} waits for ${parent}, which is no job of this plan. Known: ${Object.keys(plan.jobs).slice(0, 20).join(', ')}.`, { alias, parent })
      if (all.indexOf(parent) !== index) throw new Refusal('bad-plan', `${where}${alias} names ${parent} twice.`, { alias, parent })
    })
    parents.set(alias, all)
  }
  return parents
}

async function prepareAll(core: Core, plan: Plan, order: readonly string[], at: { folder: string; locate: Locate }): Promise<Map<string, ReadyJob>> {
  const ready = new Map<string, ReadyJob>()
  // Asked once each: ten thousand jobs name a handful of repositories and profiles.
  const repositories = new Map<string, Result<string>>()
  const profiles = new Map<string, Result<StoredProfile>>()
  let until = performance.now() + SLICE_MS
  for (const alias of order) {
    if (performance.now() > until) {
      await new Promise(setImmediate)
      until = performance.now() + SLICE_MS
    }
    const parsed = JobSpec.safeParse(toSpec(plan, plan.jobs[alias]!, at.folder))
    const where = (field: string) => `${at.locate(['jobs', alias, field])}${alias}: `
    if (!parsed.success) {
      const issue = parsed.error.issues[0]!
      throw new Refusal('bad-plan', `${where(String(issue.path[0] ?? ''))}${issue.path.join('.')}: ${issue.message}`, { alias })
    }
    const repository = repositories.get(parsed.data.repository) ?? await inspectCached(parsed.data.repository)
    repositories.set(parsed.data.repository, repository)
    if (!repository.ok) throw new Refusal(repository.code, `${where('repository')}${repository.message}`, { ...repository.details, alias })
    // Row numbers of parents in the same plan are not known yet: 0 stands for them until they are stored.
    const edges = edgesOf(plan, alias).map((edge): ResolvedEdge => ({ id: edge.job, parent: 0, when: edge.when, otherwise: edge.otherwise, alias: edge.job }))
    const user = `${parsed.data.profile}\0${repository.value}`
    const profile = profiles.get(user) ?? resolveProfile(core.store.read, parsed.data.profile, repository.value)
    profiles.set(user, profile)
    const prepared = prepareJob(core.store.read, { ...parsed.data, repository: repository.value }, { ok: true, value: edges }, profile)
    if (!prepared.ok) throw new Refusal(prepared.code, `${where(String(prepared.details?.['field'] ?? 'prompt'))}${prepared.message}`, { ...prepared.details, alias })
    ready.set(alias, prepared.value)
  }
  return ready
}

/** What each job alone may be and all together may not: two with one idempotency key, a conversation that changes its profile. */
function refuseClashes(core: Core, ready: Map<string, ReadyJob>, origin: Origin, locate: Locate): void {
  const keys = new Map<string, string>()
  for (const [alias, { spec, edges, profile }] of ready) {
    const where = (field: string) => `${locate(['jobs', alias, field])}${alias}: `
    const parent = spec.context === 'continue' && spec.conversation === undefined ? ready.get(edges[0]!.id) : undefined
    if (parent && parent.profile.name !== profile.name) {
      throw new Refusal('bad-input', `${where('profile')}it continues the conversation of ${edges[0]!.id}, which belongs to profile ${parent.profile.name}, but asks for ${profile.name}. Use the same profile, or context fork.`, { alias, field: 'profile' })
    }
    const key = spec.idempotencyKey
    if (key === undefined) continue
    const other = keys.get(key)
    if (other !== undefined) throw new Refusal('bad-plan', `${where('idempotencyKey')}${other} has the same idempotencyKey. Give each job its own.`, { alias })
    const used = getJobByKey(core.store.read, origin.device, key)
    if (used) throw keyUsed(alias, used.id, where('idempotencyKey'))
    keys.set(key, alias)
  }
}

const keyUsed = (alias: string, job: string, where = `${alias}: `): Refusal =>
  new Refusal('wrong-state', `${where}job ${job} was submitted with this idempotencyKey before. Give it a new one, or leave the job out.`, { alias, job })

async function storeAll(core: Core, plan: Plan, ready: Map<string, ReadyJob>, origin: Origin): Promise<{ pipeline: string; rows: Map<string, number> }> {
  const pipeline = newId('p')
  const now = core.now()
  return core.store.writer.steps(function* (db) {
    const rows = new Map<string, number>()
    const conversations = new Map<string, string>()
    const sharing = [plan.defaults, ...Object.values(plan.jobs)].some((each) => each.context === 'continue')
    insertPipeline(db, { id: pipeline, title: plan.pipeline, created_at: now })
    // Prepared in order: parents before children.
    for (const alias of ready.keys()) {
      const job = ready.get(alias)!
      // Looked up again inside the transaction: two plans with one key may race.
      const used = job.spec.idempotencyKey === undefined ? undefined : getJobByKey(db, origin.device, job.spec.idempotencyKey)
      if (used) throw keyUsed(alias, used.id)
      const edges = job.edges.map((edge) => ({ ...edge, parent: edge.parent === 0 ? rows.get(edge.id)! : edge.parent }))
      const inherited = job.spec.context === 'continue' && edges.length === 1 ? conversations.get(job.edges[0]!.id) : undefined
      const seq = storeJob(db, now, { ...job, edges, conversation: job.conversation ?? inherited ?? null }, { ...origin, pipeline, alias })
      rows.set(alias, seq)
      if (sharing) conversations.set(alias, getJobRow(db, seq)!.conversation)
      yield
    }
    return { pipeline, rows }
  })
}

function toResult(plan: Plan, order: readonly string[], ready: Map<string, ReadyJob>, pipeline: string | null): PlanResult {
  return {
    pipeline, title: plan.pipeline, dryRun: pipeline === null,
    jobs: order.map((alias) => {
      const { spec, profile, edges } = ready.get(alias)!
      return {
        alias, id: null, title: spec.title ?? titleOf(spec.prompt), profile: profile.name, repository: spec.repository,
        state: spec.hold ? 'held' : edges.length > 0 ? 'blocked' : 'queued', any: spec.any, after: edges.map((edge) => ({ alias: edge.id, when: edge.when, otherwise: edge.otherwise })),
      }
    }),
  }
}
