import type { JobEdit, Moved } from '../../contract/api.ts'
import { orRefuse, Refusal } from '../../contract/errors.ts'
import type { Job, Outcome } from '../../contract/job.ts'
import { describeStatus } from './describe.ts'
import { decide } from '../queue/decide.ts'
import { freeBelow, reopen } from '../queue/settle.ts'
import * as moves from '../queue/transition.ts'
import { graphOf, listCancelledBecauseOf, listParents, waiveBroken } from '../store/edges.ts'
import { sql, type ReadDb, type WriteDb } from '../store/handles.ts'
import type { JobRow } from '../store/job-row.ts'
import { getJobRow, moveJob, patchJob, type JobPatch } from '../store/jobs.ts'
import { toJob } from '../store/job-view.ts'
import { appendEntries } from '../store/logs.ts'
import type { Core } from './core.ts'
import { previewSettle, settleInStore, dependencyOutcomes, type Settled } from './settle-store.ts'
import { checkNames, resolveProfile } from './submit.ts'

/** How long a cancel waits for the run it stops: the whole stop ladder and a little. */
const CANCEL_WAIT_MS = 12_000
/** Dependents listed by a preview. */
const MOST_SHOWN = 10_000

const BY_PERSON: Outcome = { kind: 'cancelled', reason: 'by-person', message: 'Cancelled by a person.' }

const view = (db: ReadDb, seq: number): Job => toJob(db, getJobRow(db, seq)!, true)
const note = (db: WriteDb, row: JobRow, text: string, now: number): void => { appendEntries(db, { job: row.seq, run: row.run, now }, [{ kind: 'note', text }]) }

function wrongState(row: JobRow, wanted: string, help: string): Refusal {
  return new Refusal('wrong-state', `Expected ${wanted}, but ${row.id} is ${row.state}${row.outcome ? ` (${row.outcome}: ${row.reason})` : ''}. ${help}`, { state: row.state, outcome: row.outcome })
}

/** What moved with a job, or would, in words; pausing now and then, because there may be thousands. */
async function listAlso(core: Core, settled: readonly Settled[]): Promise<Moved['also']> {
  const names = sql(core.store.read, 'SELECT id, title FROM job WHERE seq = ?')
  const also: Moved['also'] = []
  for (const [index, { job, from, move }] of settled.entries()) {
    if (index % 1000 === 999) await new Promise(setImmediate)
    const row = names.get(job) as Pick<JobRow, 'id' | 'title'>
    also.push({ ...row, from, to: describeStatus(move.to), why: move.to.state === 'finished' ? move.to.outcome.message : `its parent ${move.fact === 'parent-held' ? 'did not succeed' : 'is finished'}` })
  }
  return also
}

/** Cancels a job wherever it stands; what depends on it goes by its edges. A running one is stopped first, and awaited. */
export async function cancelJob(core: Core, row: JobRow, dryRun: boolean): Promise<Moved> {
  const { store } = core
  if (row.state === 'finished') throw wrongState(row, 'a job that has not finished', 'There is nothing to cancel.')
  if (dryRun) return { dryRun, changed: [view(store.read, row.seq)], also: await listAlso(core, previewSettle(store.read, row.seq, 'cancelled', MOST_SHOWN)) }
  const settled = await store.writer.steps(function* (db) {
    if (moveJob(db, row.seq, moves.cancelled(BY_PERSON), core.now())) return yield* settleInStore(db, row.seq, 'cancelled', core.now())
    patchJob(db, row.seq, { cancel_requested: 1 })
    return null
  })
  // A run that is being stopped settles its dependents itself, when it ends.
  const also = await listAlso(core, settled?.slice(0, MOST_SHOWN) ?? previewSettle(store.read, row.seq, 'cancelled', MOST_SHOWN))
  if (settled === null) {
    const live = core.live.get(row.seq)
    live?.stop('person')
    if (live) await Promise.race([live.done, new Promise((resolve) => setTimeout(resolve, CANCEL_WAIT_MS).unref())])
  }
  core.wake()
  return { dryRun, changed: [view(store.read, row.seq)], also }
}

/** Holds a job that has not started. */
export async function holdJob(core: Core, row: JobRow): Promise<Moved> {
  const held = await core.store.writer.write((db) => moveJob(db, row.seq, moves.held(), core.now()))
  if (!held) throw wrongState(getJobRow(core.store.read, row.seq)!, 'a job that is blocked or queued', getJobRow(core.store.read, row.seq)!.state === 'held' ? 'It is held already.' : 'A job that has started can only be cancelled.')
  return { dryRun: false, changed: [view(core.store.read, row.seq)], also: [] }
}

/** Lets a held job go. Edges that can no longer be met are forgiven, and its log says so; open ones are still waited for. */
export async function releaseJob(core: Core, row: JobRow): Promise<Moved> {
  await core.store.writer.write((db) => {
    const now = getJobRow(db, row.seq)!
    if (now.state !== 'held') throw wrongState(now, 'a held job', 'There is nothing to release.')
    for (const parent of waiveBroken(db, row.seq)) {
      const failed = getJobRow(db, parent)!
      note(db, now, `Released by a person although ${failed.id} ‘${failed.title}’ ended ${failed.outcome} (${failed.reason}).`, core.now())
    }
    moveJob(db, row.seq, moves.released(decide(graphOf(db).edgesInto(row.seq))), core.now())
    for (const { job, move } of freeBelow(graphOf(db), row.seq, dependencyOutcomes(db))) moveJob(db, job, move, core.now())
  })
  core.wake()
  return { dryRun: false, changed: [view(core.store.read, row.seq)], also: [] }
}

/** Runs a finished job again. With its dependents, those it had cancelled wait for it once more. */
export async function retryJob(core: Core, row: JobRow, withDependents: boolean): Promise<Moved> {
  const revived = await core.store.writer.steps(function* (db) {
    const now = getJobRow(db, row.seq)!
    if (now.state !== 'finished') throw wrongState(now, 'a finished job', now.state === 'held' ? `\`dispatch release ${now.id}\` lets it go.` : 'It has yet to end.')
    const decision = decide(graphOf(db).edgesInto(row.seq))
    if (decision.kind === 'cancel' || decision.kind === 'hold') {
      const cause = getJobRow(db, decision.cause)!
      throw new Refusal('wrong-state', `Expected parents that let ${now.id} start, but ${cause.id} ‘${cause.title}’ ended ${cause.outcome} (${cause.reason}). Retry that one: \`dispatch retry ${cause.id} --with-dependents\`.`, { state: now.state, cause: cause.id })
    }
    const fallen = withDependents ? listCancelledBecauseOf(db, row.seq) : []
    moveJob(db, row.seq, moves.retried(decision), core.now())
    patchJob(db, row.seq, { attempts: 0, resume: 0, cancel_requested: 0, not_before: 0 })
    for (const child of fallen) { moveJob(db, child, moves.revived(), core.now()); yield }
    for (const child of fallen) { yield* redecide(db, child, core.now()); yield }
    for (const again of [row.seq, ...fallen]) for (const { job, move } of reopen(graphOf(db), again)) { moveJob(db, job, move, core.now()); yield }
    return fallen
  })
  core.wake()
  const also = revived.map((seq) => getJobRow(core.store.read, seq)!).map((child) => ({ id: child.id, title: child.title, from: 'finished', to: child.state, why: `revived with ${row.id}` }))
  return { dryRun: false, changed: [view(core.store.read, row.seq)], also }
}

/** A revived job may have another parent that still stands in its way, or none left to wait for. */
function* redecide(db: WriteDb, seq: number, now: number): Generator<void> {
  const decision = decide(graphOf(db).edgesInto(seq))
  switch (decision.kind) {
    case 'go': moveJob(db, seq, moves.parentsMet(), now); break
    case 'hold': moveJob(db, seq, moves.parentHeld(decision.cause), now); break
    case 'cancel':
      if (moveJob(db, seq, moves.dependencyFailed(decision.cause, dependencyOutcomes(db)(decision.cause)), now)) yield* settleInStore(db, seq, 'cancelled', now)
      break
    case 'wait': break
  }
}

/** Changes a job that has not started. */
export async function editJob(core: Core, row: JobRow, edit: JobEdit): Promise<Job> {
  const patch: JobPatch = {}
  if (edit.title !== undefined) patch.title = edit.title.trim()
  if (edit.prompt !== undefined) patch.prompt = edit.prompt
  if (edit.priority !== undefined) patch.priority = edit.priority
  if (edit.labels !== undefined) patch.labels = JSON.stringify(edit.labels)
  if (edit.check !== undefined) { patch.check_command = edit.check?.command ?? null; patch.check_timeout_ms = edit.check?.timeoutMs ?? null }
  if (edit.retry !== undefined) { patch.retry_max = edit.retry.max; patch.retry_backoff_ms = edit.retry.backoffMs }
  if (edit.timeoutMs !== undefined) patch.timeout_ms = edit.timeoutMs
  if (edit.maxTurns !== undefined) patch.max_turns = edit.maxTurns
  if (edit.budgetUsd !== undefined) patch.budget_usd = edit.budgetUsd
  if (edit.model !== undefined) patch.model = edit.model
  if (edit.notBefore !== undefined) patch.not_before = edit.notBefore
  if (edit.prompt !== undefined) orRefuse(checkNames(edit.prompt, listParents(core.store.read, row.seq)))
  if (edit.profile !== undefined) {
    const profile = resolveProfile(core.store.read, edit.profile, row.repository)
    if (!profile.ok) throw new Refusal(profile.code, profile.message, profile.details)
    if (profile.value.name !== row.profile && sharesConversation(core.store.read, row)) {
      throw new Refusal('wrong-state', `Expected the profile of its conversation (${row.profile}), found ${edit.profile}. A conversation lives in one profile: submit a new job with context fork.`, { state: row.state })
    }
    patch.profile = profile.value.name
    patch.profile_version = profile.value.version
  }
  await core.store.writer.write((db) => {
    const now = getJobRow(db, row.seq)!
    const renamesOnly = Object.keys(patch).every((key) => key === 'title' || key === 'labels')
    if (!renamesOnly && now.state !== 'blocked' && now.state !== 'held' && now.state !== 'queued') throw wrongState(now, 'a job that has not started', 'Only its title and labels may still change; cancel it and submit it anew.')
    if (patch.profile !== undefined) sql(db, 'UPDATE conversation SET profile = ? WHERE id = ?').run(patch.profile, now.conversation)
    patchJob(db, row.seq, patch)
  })
  core.wake()
  return view(core.store.read, row.seq)
}

const sharesConversation = (db: ReadDb, row: JobRow): boolean =>
  row.run > 0 || (sql(db, 'SELECT COUNT(*) FROM job WHERE conversation = ?').pluck().get(row.conversation) as number) > 1

