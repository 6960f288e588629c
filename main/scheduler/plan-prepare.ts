import { isAbsolute, resolve } from 'node:path'
import type { Failure, Result } from '../../contract/errors.ts'
import { JobSpec } from '../../contract/job.ts'
import type { Plan, PlanJob } from '../../contract/plan.ts'
import type { StoredProfile } from '../store/profiles.ts'
import type { Core } from './core.ts'
import { edgesOf } from './plan-graph.ts'
import type { Problems } from './plan-problems.ts'
import { prepareLand } from './prepare-land.ts'
import { inspectCached } from './repositories.ts'
import { startSlices } from './slices.ts'
import { checkCheck, faultsInNames, prepareJob, resolveConversation, resolveProfile, type ReadyJob, type ResolvedEdge } from './submit.ts'

/** A plan whose jobs are made ready. Asked once each: ten thousand jobs name a handful of repositories and profiles. */
interface Stage { core: Core; plan: Plan; folder: string; problems: Problems; repositories: Map<string, Result<string>>; profiles: Map<string, Result<StoredProfile>> }

/** All jobs of a plan with their names resolved, in this order. Those of which something is wrong are told and left out. */
export async function prepareAll(core: Core, plan: Plan, order: readonly string[], { folder, problems }: { folder: string; problems: Problems }): Promise<Map<string, ReadyJob>> {
  const stage: Stage = { core, plan, folder, problems, repositories: new Map(), profiles: new Map() }
  const ready = new Map<string, ReadyJob>()
  const rest = startSlices()
  for (const alias of order) {
    await rest()
    const job = await prepareOne(stage, alias)
    if (job !== null) ready.set(alias, job)
  }
  return ready
}

/** A plan's job with the defaults laid under it. */
function toSpec(plan: Plan, job: PlanJob, folder: string): unknown {
  const { after: _, when: __, otherwise: ___, repository, land, ...rest } = { ...plan.defaults, ...job }
  const path = repository ?? '.'
  return { ...rest, ...(land === undefined ? {} : { land: typeof land === 'string' ? { into: land } : land }), repository: isAbsolute(path) || path.startsWith('~/') ? path : resolve(folder, path) }
}

async function prepareOne(stage: Stage, alias: string): Promise<ReadyJob | null> {
  const { core: { store: { read } }, plan, profiles } = stage
  const parsed = JobSpec.safeParse(toSpec(plan, plan.jobs[alias]!, stage.folder))
  if (!parsed.success) {
    for (const { path, message } of parsed.error.issues) tell(stage, alias, [String(path[0])], { ok: false, code: 'bad-plan', message: `${path.join('.')}: ${message}`, details: { field: path.join('.') } })
    return null
  }
  const repository = await inspect(stage, parsed.data.repository)
  if (!repository.ok && isSure(stage, alias, ['repository'])) tell(stage, alias, ['repository'], repository)
  const spec = { ...parsed.data, repository: repository.ok ? repository.value : parsed.data.repository }
  // Row numbers of parents in the same plan are not known yet: 0 stands for them until they are stored.
  const edges = edgesOf(plan, alias).map((edge): ResolvedEdge => ({ id: edge.job, parent: 0, when: edge.when, otherwise: edge.otherwise, alias: edge.job }))
  const user = `${spec.profile}\0${spec.repository}`
  const profile = profiles.get(user) ?? resolveProfile(read, spec.profile, spec.repository)
  profiles.set(user, profile)
  const landing = await prepareLand(spec)
  const prepared = landing.ok ? prepareJob(read, landing.value, { ok: true, value: edges }, profile) : landing
  if (prepared.ok) return prepared.value
  const found = listFaults(stage, { spec, edges, profile, landing }).filter(({ reads }) => isSure(stage, alias, reads))
  for (const { reads, fault } of found) tell(stage, alias, reads, fault)
  return null
}

async function inspect({ repositories }: Stage, path: string): Promise<Result<string>> {
  const found = repositories.get(path) ?? await inspectCached(path)
  repositories.set(path, found)
  return found
}

/** A fault of a job, and the fields it was read from. */
interface Found { reads: readonly string[]; fault: Failure }

/** Everything of a job that can be refused, each looked at by itself. */
function listFaults({ core: { store: { read } }, plan }: Stage, { spec, edges, profile, landing }: { spec: JobSpec; edges: ResolvedEdge[]; profile: Result<StoredProfile>; landing: Result<unknown> }): Found[] {
  const { check, repository } = spec
  const asked: { reads: readonly string[]; found: Result<unknown> }[] = [
    { reads: ['profile', 'repository'], found: profile },
    { reads: ['check'], found: checkCheck(read, check && { ...check, prompt: undefined }, repository) },
    { reads: ['check', 'repository'], found: checkCheck(read, check && { ...check, schema: undefined }, repository) },
    { reads: ['land', 'check', 'isolation', 'repository'], found: landing },
    ...(profile.ok ? [{ reads: ['profile', 'repository', 'conversation', 'context', 'after', 'any'], found: resolveConversation(read, spec, edges, profile.value) }] : []),
  ]
  // What a variable without a value leaves has been told of; where edges are wrong, a prompt may well name what is meant by them.
  const names = faultsInNames(spec.prompt, edges).filter(({ fault }) => !/^\{\{\s*vars\./.test(String(fault.details?.['name'])))
  return [
    ...asked.flatMap(({ reads, found }) => (found.ok ? [] : [{ reads, fault: found }])),
    ...names.map(({ fault, parent }) => ({ reads: parent === null || (parent !== undefined && Object.hasOwn(plan.jobs, parent)) ? ['after'] : [], fault })),
  ]
}

const ownOf = (plan: Plan, alias: string): Record<string, unknown> => plan.jobs[alias]!

/** Whether these fields of a job can be relied on: what it says itself, else what is laid under it. */
const isSure = ({ plan, problems }: Stage, alias: string, fields: readonly string[]): boolean =>
  fields.every((field) => !problems.isDoubted(['jobs', alias, field]) && (ownOf(plan, alias)[field] !== undefined || !problems.isDoubted(['defaults', field])))

/** Tells a fault once where it stands: in the job, or in what is laid under all jobs when the job itself says nothing of it. */
function tell({ plan, problems }: Stage, alias: string, reads: readonly string[], fault: Failure): void {
  const field = String(fault.details?.['field'] ?? 'prompt').split('.')
  const own = ownOf(plan, alias)
  // What it waits for is never laid under it.
  const shared = Object.hasOwn(plan.defaults, field[0]!) && !reads.includes('after') && reads.every((each) => own[each] === undefined)
  const at = shared ? ['defaults', ...field] : ['jobs', alias, ...field]
  problems.doubt(at)
  problems.add({ code: fault.code, at, message: `${shared ? 'defaults' : alias}: ${fault.message}`, details: { ...fault.details, alias } })
}
