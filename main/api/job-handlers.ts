import { orRefuse, Refusal } from '../../contract/errors.ts'
import { cancelJob, holdJob, releaseJob, retryJob } from '../scheduler/commands.ts'
import { editJob } from '../scheduler/edit.ts'
import type { Core } from '../scheduler/core.ts'
import { moveJobs } from '../scheduler/job-moves.ts'
import { land } from '../scheduler/land.ts'
import { submitJob, toFollowUp } from '../scheduler/submit.ts'
import { ownTest } from '../scheduler/touches.ts'
import { blockersOf } from '../store/blockers.ts'
import { graphAround } from '../store/graph-view.ts'
import { resolveId } from '../store/ids.ts'
import { listJobs } from '../store/job-list.ts'
import type { JobRow } from '../store/job-row.ts'
import { getJobRowById } from '../store/jobs.ts'
import { toJob } from '../store/job-view.ts'
import { findEntries } from '../store/log-hits.ts'
import { readEntries, readRaw } from '../store/logs.ts'
import { diffWork } from '../workspace/diff.ts'
import { realPath } from '../workspace/link.ts'
import { resolveRef } from '../workspace/repository.ts'
import { JobSpec } from '../../contract/job.ts'
import type { Handlers } from './handlers.ts'

/** The row an id or prefix names. */
export function rowOf(core: Core, id: string): JobRow {
  return getJobRowById(core.store.read, orRefuse(resolveId(core.store.read, 'j', id)))!
}

/** In place nothing is committed for the job: its work is in the folder, until somebody has moved on from where it ended. */
async function isInFolder(row: JobRow): Promise<boolean> {
  if (row.isolation !== 'none') return false
  if (row.state !== 'finished' || row.head_commit === null) return true
  const now = await resolveRef(row.repository, 'HEAD')
  return now.ok && now.commit === row.head_commit
}

export const jobHandlers = {
  'jobs.submit': async ({ core }, spec, context) => {
    const { job, created } = await submitJob(core, spec, context)
    if (!created) context.setStatus?.(200)
    return job
  },
  'jobs.list': ({ core }, filter) => {
    const pipeline = filter.pipeline === undefined ? {} : { pipeline: orRefuse(resolveId(core.store.read, 'p', filter.pipeline)) }
    const conversation = filter.conversation === undefined ? {} : { conversation: orRefuse(resolveId(core.store.read, 'c', filter.conversation)) }
    const schedule = filter.schedule === undefined ? {} : { schedule: orRefuse(resolveId(core.store.read, 's', filter.schedule)) }
    const repository = filter.repository === undefined ? {} : { repository: realPath(filter.repository), alias: filter.repository }
    return listJobs(core.store.read, { ...filter, ...repository, ...pipeline, ...conversation, ...schedule })
  },
  'jobs.get': ({ core }, { id }) => toJob(core.store.read, rowOf(core, id), true),
  'jobs.edit': ({ core }, edit) => editJob(core, rowOf(core, edit.id), edit),
  'jobs.log': ({ core }, { id, ...page }) => readEntries(core.store.read, rowOf(core, id).seq, page),
  'jobs.findInLog': ({ core }, { id, ...wanted }) => findEntries(core.store.read, rowOf(core, id).seq, wanted),
  'jobs.raw': ({ core }, { id, run, offset }) => {
    const row = rowOf(core, id)
    const number = run ?? row.run
    const { bytes, next } = readRaw(core.store.read, row.seq, number, offset)
    return { run: number, offset, base64: bytes.toString('base64'), next }
  },
  'jobs.diff': async ({ core }, { id }) => {
    const row = rowOf(core, id)
    const empty = { job: row.id, base: row.base_commit, head: row.head_commit, branch: row.branch, files: [], patch: '', cut: false }
    if (row.base_commit === null) throw new Refusal('wrong-state', `Expected a job that has run, but ${row.id} is ${row.state} and has made no change yet. ${row.state === 'finished' ? `Its log says how far it came: \`dispatch logs ${row.id}\`.` : `Wait for it: \`dispatch wait ${row.id}\`.`}`, { state: row.state })
    const inFolder = await isInFolder(row)
    if (!inFolder && (row.head_commit === null || row.head_commit === row.base_commit)) return empty
    const diff = await diffWork({ repository: row.repository, base: row.base_commit, head: inFolder ? null : row.head_commit, own: ownTest(row) })
    if (!diff.ok) throw new Refusal('not-found', diff.message)
    return { ...empty, files: diff.files, patch: diff.patch, cut: diff.cut, ...(inFolder ? { folder: row.repository } : {}) }
  },
  'jobs.blockers': ({ core }, { id }) => blockersOf(core.store.read, rowOf(core, id).seq),
  'jobs.cancel': ({ core }, { id, dryRun }) => cancelJob(core, rowOf(core, id), dryRun),
  'jobs.hold': ({ core }, { id, ...how }) => holdJob(core, rowOf(core, id), how),
  'jobs.release': ({ core }, { id, ...how }) => releaseJob(core, rowOf(core, id), how),
  'jobs.retry': ({ core }, { id, withDependents, dryRun }) => retryJob(core, rowOf(core, id), withDependents, dryRun),
  'jobs.move': ({ core }, { ids, ...how }) => moveJobs(core, ids.map((id) => rowOf(core, id)), how),
  'jobs.land': ({ core }, args) => land(core, args),
  'jobs.continue': async ({ core }, { id, idempotencyKey, ...more }, context) => {
    const { job, created } = await submitJob(core, JobSpec.parse({ ...toFollowUp(rowOf(core, id), more), idempotencyKey }), context)
    if (!created) context.setStatus?.(200)
    return job
  },
  // The reader of YAML takes 4 MB: loaded by the first plan, not by every engine.
  'plans.submit': async ({ core }, { folder, ...plan }, context) => {
    const { submitPlan } = await import('../scheduler/plan.ts')
    const result = await submitPlan(core, { ...plan, folder: folder ?? core.person.home }, context)
    if (result.dryRun || result.repeated) context.setStatus?.(200)
    return result
  },
  'plans.export': async ({ core }, { id, format }) => (await import('../scheduler/plan-export.ts')).exportPlan(core.store.read, id, { format, now: core.now() }),
  'graph.get': ({ core }, { root }) => graphAround(core.store.read, root === undefined ? null : rowOf(core, root).seq),
} satisfies Partial<Handlers>
