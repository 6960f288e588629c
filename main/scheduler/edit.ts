import type { JobEdit } from '../../contract/api.ts'
import { orRefuse, Refusal } from '../../contract/errors.ts'
import type { Job } from '../../contract/job.ts'
import { listParents } from '../store/edges.ts'
import { sql, type ReadDb } from '../store/handles.ts'
import { fromCheck, fromLand, fromRetry, fromTouches, toCheck, toLand, type JobRow } from '../store/job-row.ts'
import { getJobRow, patchJob, type JobPatch } from '../store/jobs.ts'
import { toJob } from '../store/job-view.ts'
import type { Core } from './core.ts'
import { changesEdges, editEdges } from './edges.ts'
import { refuseOvertaken } from './overtaken.ts'
import { prepareLand } from './prepare-land.ts'
import { checkNames, resolveProfile, checkCheck } from './submit.ts'
import { wrongState } from './wrong-state.ts'

/** Of a job that ended without success, all that its next run may be given anew; what was asked of it and what it waits for stay, or its log would tell of another job. */
const FOR_ANOTHER_RUN: readonly (keyof JobPatch)[] = [
  'title', 'labels', 'priority', 'check_command', 'check_timeout_ms', 'check_more', 'land', 'touches', 'retry_max', 'retry_backoff_ms', 'retry_on', 'retry_session', 'timeout_ms', 'silence_ms', 'max_turns', 'budget_usd', 'model', 'profile', 'profile_version', 'not_before',
]

/** The members of an edit as columns; the profile is looked up by the caller. */
function toPatch(edit: JobEdit): JobPatch {
  const patch: JobPatch = {}
  if (edit.title !== undefined) patch.title = edit.title.trim()
  if (edit.prompt !== undefined) patch.prompt = edit.prompt
  if (edit.priority !== undefined) patch.priority = edit.priority
  if (edit.labels !== undefined) patch.labels = JSON.stringify(edit.labels)
  if (edit.check !== undefined) Object.assign(patch, fromCheck(edit.check))
  if (edit.land !== undefined) Object.assign(patch, fromLand(edit.land))
  if (edit.touches !== undefined) Object.assign(patch, fromTouches(edit.touches))
  if (edit.retry !== undefined) Object.assign(patch, fromRetry(edit.retry))
  if (edit.timeoutMs !== undefined) patch.timeout_ms = edit.timeoutMs
  if (edit.silenceMs !== undefined) patch.silence_ms = edit.silenceMs
  if (edit.maxTurns !== undefined) patch.max_turns = edit.maxTurns
  if (edit.budgetUsd !== undefined) patch.budget_usd = edit.budgetUsd
  if (edit.model !== undefined) patch.model = edit.model
  if (edit.notBefore !== undefined) patch.not_before = edit.notBefore
  return patch
}

/** Refuses what may not change any more where the job stands now. */
function refuseLate(now: JobRow, patch: JobPatch, edges: boolean): void {
  if (now.state === 'blocked' || now.state === 'held' || now.state === 'queued') return
  const changed = Object.keys(patch) as (keyof JobPatch)[]
  if (!edges && changed.every((key) => key === 'title' || key === 'labels')) return
  if (now.state === 'finished' && now.outcome !== 'succeeded') {
    if (!edges && changed.every((key) => FOR_ANOTHER_RUN.includes(key))) return
    throw wrongState(now, 'a job that has not started', 'Its limits, check and profile may change before it is retried, but not its prompt and what it waits for: submit it anew.')
  }
  throw wrongState(now, 'a job that has not started', `Only its title and labels may still change; ${now.state === 'finished' ? '' : 'cancel it and '}submit it anew.`)
}

/** Changes a job that has not started, or what the next run of one that failed is given. The same profile named again takes its newest version. */
export async function editJob(core: Core, row: JobRow, given: JobEdit): Promise<Job> {
  const edit = await withLand(row, given)
  if (edit.check !== undefined) orRefuse(checkCheck(core.store.read, edit.check, row.repository))
  const patch = toPatch(edit)
  if (edit.prompt !== undefined && !changesEdges(edit)) orRefuse(checkNames(edit.prompt, listParents(core.store.read, row.seq)))
  if (edit.profile !== undefined) {
    const profile = resolveProfile(core.store.read, edit.profile, row.repository)
    if (!profile.ok) throw new Refusal(profile.code, profile.message, profile.details)
    if (profile.value.name !== row.profile && sharesConversation(core.store.read, row)) {
      throw new Refusal('wrong-state', `Expected the profile of its conversation (${row.profile}), found ${edit.profile}. A conversation lives in one profile: submit a new job with context fork.`, { state: row.state })
    }
    patch.profile = profile.value.name
    patch.profile_version = profile.value.version
  }
  await core.store.writer.steps(function* (db) {
    const now = getJobRow(db, row.seq)!
    refuseLate(now, patch, changesEdges(edit))
    if (edit.expected !== undefined) refuseOvertaken(row.id, { ...toJob(db, now, true) }, edit.expected)
    // It may have been removed since it was looked up.
    if (patch.profile !== undefined) orRefuse(resolveProfile(db, patch.profile, row.repository))
    if (patch.profile !== undefined) sql(db, 'UPDATE conversation SET profile = ? WHERE id = ?').run(patch.profile, now.conversation)
    patchJob(db, row.seq, patch)
    if (changesEdges(edit)) yield* editEdges(db, getJobRow(db, row.seq)!, edit, core.now())
  })
  core.wake()
  return toJob(core.store.read, getJobRow(core.store.read, row.seq)!, true)
}

/** Where it lands and what checks it go together, whichever of them is changed. */
async function withLand(row: JobRow, edit: JobEdit): Promise<JobEdit> {
  if (edit.land === undefined && edit.check === undefined) return edit
  const { repository, isolation } = row
  const { land } = orRefuse(await prepareLand({ repository, isolation, check: edit.check === undefined ? toCheck(row) : edit.check, land: edit.land === undefined ? toLand(row) : edit.land }))
  return edit.land === undefined ? edit : { ...edit, land }
}

const sharesConversation = (db: ReadDb, row: JobRow): boolean =>
  row.run > 0 || (sql(db, 'SELECT COUNT(*) FROM job WHERE conversation = ?').pluck().get(row.conversation) as number) > 1
