import { isAbsolute, resolve } from 'node:path'
import { orRefuse, Refusal, type Result } from '../../contract/errors.ts'
import { JobSpec, titleOf } from '../../contract/job.ts'
import { MAX_PLAN_JOBS, type Plan, type PlanJob, type PlanResult } from '../../contract/plan.ts'
import { findCycle, inOrder } from '../queue/graph.ts'
import { findOverlaps } from '../queue/plan-overlap.ts'
import { sql } from '../store/handles.ts'
import { getJobByKey } from '../store/jobs.ts'
import type { JobRow } from '../store/job-row.ts'
import type { StoredProfile } from '../store/profiles.ts'
import type { Core } from './core.ts'
import { prepareLand } from './prepare-land.ts'
import { edgesOf, parentsOf } from './plan-graph.ts'
import { keyUsed, storeAll } from './plan-store.ts'
import { fillPlan, parsePlan, type Locate } from './plan-text.ts'
import type { VarValues } from './plan-vars.ts'
import { inspectCached } from './repositories.ts'
import { pause, startSlices } from './slices.ts'
import { prepareJob, resolveProfile, type Origin, type ReadyJob, type ResolvedEdge } from './submit.ts'

/** A plan's job with the defaults laid under it. */
function toSpec(plan: Plan, job: PlanJob, folder: string): unknown {
  const { after: _, when: __, otherwise: ___, repository, land, ...rest } = { ...plan.defaults, ...job }
  const path = repository ?? '.'
  return { ...rest, ...(land === undefined ? {} : { land: typeof land === 'string' ? { into: land } : land }), repository: isAbsolute(path) ? path : resolve(folder, path) }
}

/** What a plan is submitted with. `idempotencyKey`: the same once more gives what was stored the first time. */
export interface PlanInput { plan: string | Plan; folder: string; set?: VarValues; dryRun: boolean; idempotencyKey?: string | undefined }

/** Stores all jobs of a plan in one transaction, or none; with `dryRun` only says what would be. Relative repositories are meant from `folder`. */
export async function submitPlan(core: Core, input: PlanInput, origin: Origin): Promise<PlanResult> {
  const set = input.set ?? {}
  // What carries a plan here has read it, or its text, in one go.
  await pause()
  const { plan, locate } = orRefuse(typeof input.plan === 'string' ? await parsePlan(input.plan, set) : fillPlan(input.plan, set))
  const aliases = Object.keys(plan.jobs)
  if (aliases.length > MAX_PLAN_JOBS) throw new Refusal('bad-plan', `A plan may hold ${MAX_PLAN_JOBS} jobs, this one has ${aliases.length}. Split it.`)
  await pause()
  const parents = parentsOf(plan, locate)
  await pause()
  const order = orderOf(parents, locate)
  await pause()
  const ready = await prepareAll(core, plan, order, { folder: input.folder, locate })
  if (input.idempotencyKey !== undefined) for (const [alias, { spec }] of ready) spec.idempotencyKey ??= keyIn(input.idempotencyKey, alias)
  const before = input.idempotencyKey === undefined ? undefined : getJobByKey(core.store.read, origin.device, ready.get(order[0]!)!.spec.idempotencyKey!)?.pipeline
  const told = await overlapsOf(order, ready)
  if (before != null && !input.dryRun) return { ...asStored(core, toResult(plan, order, ready, before)), ...told, repeated: true }
  refuseClashes(core, ready, origin, locate)
  if (input.dryRun) return { ...toResult(plan, order, ready, null), ...told }
  const pipeline = await storeAll(core, plan, ready, origin)
  core.wake()
  const result = toResult(plan, order, ready, pipeline)
  await pause()
  return { ...asStored(core, result), ...told }
}

/** Parents before their children; refuses jobs that wait for one another. */
function orderOf(parents: ReadonlyMap<string, readonly string[]>, locate: Locate): string[] {
  const order = inOrder(parents)
  const cycle = order.length < parents.size ? findCycle(parents) : null
  if (cycle) throw new Refusal('cycle', `${locate(['jobs', cycle[0]!])}the jobs wait for one another in a circle: ${cycle.join(' → ')}. Take one of these edges out.`, { cycle })
  return order
}

/** The key of a job of a plan that has one as a whole; an alias has at most 64 letters. */
const keyIn = (key: string, alias: string): string => `${key}/${alias}`

/** With the ids and states the jobs have now. */
function asStored(core: Core, result: PlanResult): PlanResult {
  const rows = sql(core.store.read, 'SELECT alias, id, state FROM job WHERE pipeline = ?').all(result.pipeline) as Pick<JobRow, 'alias' | 'id' | 'state'>[]
  const byAlias = new Map(rows.map((row) => [row.alias, row]))
  for (const job of result.jobs) Object.assign(job, { id: byAlias.get(job.alias)?.id ?? null, state: byAlias.get(job.alias)?.state ?? job.state })
  return result
}

async function prepareAll(core: Core, plan: Plan, order: readonly string[], at: { folder: string; locate: Locate }): Promise<Map<string, ReadyJob>> {
  const ready = new Map<string, ReadyJob>()
  // Asked once each: ten thousand jobs name a handful of repositories and profiles.
  const repositories = new Map<string, Result<string>>()
  const profiles = new Map<string, Result<StoredProfile>>()
  const rest = startSlices()
  for (const alias of order) {
    await rest()
    const parsed = JobSpec.safeParse(toSpec(plan, plan.jobs[alias]!, at.folder))
    const where = (field: string) => `${at.locate(['jobs', alias, ...field.split('.')])}${alias}: `
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
    const spec = await prepareLand({ ...parsed.data, repository: repository.value })
    const prepared = spec.ok ? prepareJob(core.store.read, spec.value, { ok: true, value: edges }, profile) : spec
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

/** Jobs of it that may change the same files at once; nothing where there are none. */
async function overlapsOf(order: readonly string[], ready: ReadonlyMap<string, ReadyJob>): Promise<Pick<PlanResult, 'overlaps'>> {
  const rest = startSlices()
  const walk = findOverlaps(order.map((name) => {
    const { spec, edges } = ready.get(name)!
    return { name, parents: edges.map((edge) => edge.id), repository: spec.isolation === 'worktree' ? spec.repository : null, touches: spec.touches }
  }))
  let step = walk.next()
  for (; !step.done; step = walk.next()) {
    const wait = rest()
    if (wait) await wait
  }
  return step.value.pairs.length === 0 ? {} : { overlaps: step.value }
}

/** The check in one line: what is run, else which members it has. */
const sayCheck = (check: JobSpec['check']): string | null => (check ? (check.command ?? Object.keys(check).filter((key) => key !== 'timeoutMs' && key !== 'profile').join(', ')) : null)

function toResult(plan: Plan, order: readonly string[], ready: Map<string, ReadyJob>, pipeline: string | null): PlanResult {
  return {
    pipeline, title: plan.pipeline, dryRun: pipeline === null, ...(plan.vars === undefined ? {} : { vars: plan.vars }),
    jobs: order.map((alias) => {
      const { spec, profile, edges } = ready.get(alias)!
      return {
        alias, id: null, title: spec.title ?? titleOf(spec.prompt), profile: profile.name, repository: spec.repository,
        state: spec.hold ? 'held' : edges.length > 0 ? 'blocked' : 'queued', check: sayCheck(spec.check), ...(spec.land ? { land: spec.land } : {}), any: spec.any, after: edges.map((edge) => ({ alias: edge.id, when: edge.when, otherwise: edge.otherwise })),
      }
    }),
  }
}
