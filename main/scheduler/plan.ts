import { Refusal } from '../../contract/errors.ts'
import { titleOf, type JobSpec } from '../../contract/job.ts'
import { MAX_PLAN_JOBS, type Plan, type PlanData, type PlanResult } from '../../contract/plan.ts'
import { findOverlaps } from '../queue/plan-overlap.ts'
import { sql } from '../store/handles.ts'
import { getJobByKey } from '../store/jobs.ts'
import type { JobRow } from '../store/job-row.ts'
import type { Core } from './core.ts'
import { orderOf, parentsOf } from './plan-graph.ts'
import { prepareAll } from './plan-prepare.ts'
import { startProblems, type Mistake, type Problems } from './plan-problems.ts'
import { sayUsed, storeAll } from './plan-store.ts'
import { fillPlan, readPlan } from './plan-text.ts'
import type { VarValues } from './plan-vars.ts'
import { locateIn } from './plan-yaml.ts'
import { pause, startSlices } from './slices.ts'
import type { Origin, ReadyJob } from './submit.ts'

/** What a plan is submitted with. `idempotencyKey`: the same once more gives what was stored the first time. */
export interface PlanInput { plan: string | PlanData; folder: string; set?: VarValues; dryRun: boolean; idempotencyKey?: string | undefined }

/** Stores all jobs of a plan in one transaction, or none; with `dryRun` only says what would be. Everything that is wrong with it is told at once. Relative repositories are meant from `folder`. */
export async function submitPlan(core: Core, input: PlanInput, origin: Origin): Promise<PlanResult> {
  const { plan: given, folder, set = {}, idempotencyKey } = input
  // What carries a plan here has read it, or its text, in one go.
  await pause()
  const problems = startProblems(typeof given === 'string' ? () => locateIn(given) : async () => () => null)
  const plan = typeof given === 'string' ? await readPlan(given, set, problems) : await fillPlan(given, set, problems)
  if (plan === null) throw (await problems.refusal())!
  const aliases = Object.keys(plan.jobs)
  if (aliases.length > MAX_PLAN_JOBS) throw new Refusal('bad-plan', `A plan may hold ${MAX_PLAN_JOBS} jobs, this one has ${aliases.length}. Split it.`)
  await pause()
  const parents = await parentsOf(plan, problems)
  await pause()
  const order = orderOf(parents, problems)
  await pause()
  const ready = await prepareAll(core, plan, order, { folder, problems })
  const before = problems.isEmpty() && idempotencyKey !== undefined ? findBefore(core, ready, idempotencyKey, origin) : null
  if (before === null || input.dryRun) findClashes(core, ready, origin, problems)
  const refusal = await problems.refusal()
  if (refusal !== null) throw refusal
  const told = await overlapsOf(order, ready)
  if (before !== null && !input.dryRun) return { ...asStored(core, toResult(plan, order, ready, before)), ...told, repeated: true }
  if (input.dryRun) return { ...toResult(plan, order, ready, null), ...told }
  const pipeline = await storeAll(core, plan, ready, origin)
  core.wake()
  const result = toResult(plan, order, ready, pipeline)
  await pause()
  return { ...asStored(core, result), ...told }
}

/** Gives each job that has none a key made of that of the plan; the pipeline that was stored with them before, if one was. */
function findBefore(core: Core, ready: Map<string, ReadyJob>, key: string, origin: Origin): string | null {
  let known: string | null = null
  for (const [alias, { spec }] of ready) {
    if (spec.idempotencyKey !== undefined) continue
    spec.idempotencyKey = keyIn(key, alias)
    known ??= spec.idempotencyKey
  }
  // A job's own key may have been used in any plan.
  return known === null ? null : getJobByKey(core.store.read, origin.device, known)?.pipeline ?? null
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

/** What each job alone may be and all together may not: two with one idempotency key, a conversation that changes its profile. */
function findClashes(core: Core, ready: Map<string, ReadyJob>, origin: Origin, problems: Problems): void {
  const keys = new Map<string, string>()
  for (const [alias, { spec, edges, profile }] of ready) {
    const blame = (field: string, message: string, more: Omit<Mistake, 'at' | 'message'>): void => problems.add({ at: ['jobs', alias, field], message: `${alias}: ${message}`, ...more })
    const parent = spec.context === 'continue' && spec.conversation === undefined && edges.length === 1 ? ready.get(edges[0]!.id) : undefined
    if (parent && parent.profile.name !== profile.name) {
      blame('profile', `it continues the conversation of ${edges[0]!.id}, which belongs to profile ${parent.profile.name}, but asks for ${profile.name}. Use the same profile, or context fork.`, { code: 'bad-input', details: { alias, field: 'profile' } })
    }
    const key = spec.idempotencyKey
    if (key === undefined) continue
    const other = keys.get(key)
    const used = getJobByKey(core.store.read, origin.device, key)
    if (other !== undefined) blame('idempotencyKey', `${other} has the same idempotencyKey. Give each job its own.`, { details: { alias } })
    else if (used) blame('idempotencyKey', sayUsed(used.id), { code: 'wrong-state', details: { alias, job: used.id } })
    keys.set(key, other ?? alias)
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
