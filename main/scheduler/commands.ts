import type { Moved } from '../../contract/api.ts'
import { Refusal } from '../../contract/errors.ts'
import type { Job } from '../../contract/job.ts'
import { decide } from '../queue/decide.ts'
import type { DependencyOutcome, Step } from '../queue/settle.ts'
import type { GraphReader } from '../queue/status.ts'
import { cancel, hold, release, releaseBelow, retry, type Waive } from '../queue/steer.ts'
import * as moves from '../queue/transition.ts'
import { graphOf } from '../store/edges.ts'
import { graphAhead } from '../store/edges-ahead.ts'
import { explain, isStorageTrouble } from '../store/explain-error.ts'
import type { ReadDb, WriteDb } from '../store/handles.ts'
import type { JobRow } from '../store/job-row.ts'
import { getJobRow, moveJob, patchJob } from '../store/jobs.ts'
import { toJob } from '../store/job-view.ts'
import { appendEntries } from '../store/logs.ts'
import { conflictOf } from '../store/merging.ts'
import { ANEW, byPerson, leaveConflicts, noteForgiven, sayForgiven, sayHeldFor, standing, stopRuns } from './by-person.ts'
import type { Core } from './core.ts'
import { listAlso } from './describe.ts'
import { concludeFanIn } from './fan-in.ts'
import { preview } from './preview.ts'
import { dependencyOutcomes, settleInStore, takeSteps } from './settle-store.ts'
import { wrongState } from './wrong-state.ts'

const BY_PERSON = byPerson('Cancelled by a person.')

const view = (db: ReadDb, seq: number): Job => toJob(db, getJobRow(db, seq)!, true)
const note = (db: WriteDb, row: JobRow, text: string, now: number): void => { appendEntries(db, { job: row.seq, run: row.run, now }, [{ kind: 'note', text }]) }

/** A command as steps over a graph. */
type Steps = (graph: GraphReader, outcomeFor: DependencyOutcome) => Iterable<Step | Waive | null>

/** What a command would do, without doing it. */
async function say(core: Core, row: JobRow, steps: Steps): Promise<Moved> {
  const db = core.store.read
  const ahead = graphAhead(db)
  const taken = await preview(db, ahead, ({ graph, endOf }) => steps(graph, dependencyOutcomes(db, { endOf, seen: ahead.seen })))
  return { dryRun: true, changed: [view(db, row.seq)], also: await listAlso(db, row.seq, taken, ahead.seen) }
}

const withNotes = (moved: Moved, notes: string[]): Moved => (notes.length === 0 ? moved : { ...moved, notes })

/** Cancels a job wherever it stands; what depends on it goes by its edges. A running one is stopped first, and awaited. */
export async function cancelJob(core: Core, row: JobRow, dryRun: boolean): Promise<Moved> {
  const { store } = core
  const check = (now: JobRow): void => { if (now.state === 'finished') throw wrongState(now, 'a job that has not finished', 'There is nothing to cancel.') }
  check(row)
  const steps: Steps = (graph, outcomeFor) => cancel(graph, standing(row), BY_PERSON, outcomeFor)
  if (dryRun) return say(core, row, steps)
  const settled = await store.writer.steps(function* (db) {
    // It may have ended a moment ago: what was asked of it then must not meet it when it is run again.
    check(getJobRow(db, row.seq)!)
    if (moveJob(db, row.seq, moves.cancelled(BY_PERSON), core.now())) return yield* settleInStore(db, row.seq, 'cancelled', core.now())
    patchJob(db, row.seq, { cancel_requested: 1 })
    return null
  }).catch((error: unknown) => { throw cancelledUnstored(core, row, error) })
  // A run that is being stopped settles its dependents itself, when it ends.
  const also = settled === null ? (await say(core, row, steps)).also : await listAlso(store.read, row.seq, settled)
  if (settled === null) await stopRuns(core, [row.seq])
  core.wake()
  return { dryRun, changed: [view(store.read, row.seq)], also }
}

/** A cancel that cannot be stored stops the run all the same: what fills the disk may be that very job. */
function cancelledUnstored(core: Core, row: JobRow, error: unknown): unknown {
  const live = core.live.get(row.seq)
  if (!live || !isStorageTrouble(error)) return error
  const { message } = explain(error, core.home)
  if (live.ending) return new Refusal('data-folder', `${message} There is nothing to cancel: ${row.id} has ended (${live.ending.kind}: ${live.ending.reason}), and its end is kept in memory until it can be stored.`)
  live.stop('person')
  return new Refusal('data-folder', `${message} ${row.id} is being stopped all the same; that it was cancelled is kept in memory until it can be stored.`)
}

/** Holds a job that has not started; with its dependents, those of them that have not started either. */
export async function holdJob(core: Core, row: JobRow, { dryRun = false, withDependents = false } = {}): Promise<Moved> {
  const check = (now: JobRow): void => {
    if (now.state !== 'blocked' && now.state !== 'queued') throw wrongState(now, 'a job that is blocked or queued', now.state === 'held' ? 'It is held already.' : 'A job that has started can only be cancelled.')
  }
  check(row)
  if (dryRun) return say(core, row, (graph) => hold(graph, standing(row), withDependents))
  const moved = await core.store.writer.steps(function* (db) {
    const now = getJobRow(db, row.seq)!
    check(now)
    return yield* takeSteps(db, hold(graphOf(db), standing(now), withDependents), core.now())
  })
  return { dryRun, changed: [view(core.store.read, row.seq)], also: await listAlso(core.store.read, row.seq, moved) }
}

/** Lets a held job go. Edges that can no longer be met are forgiven, and its log says so; open ones are still waited for. With its dependents, those a person holds go too. One held for a conflict must have it resolved, and goes on from there. */
export async function releaseJob(core: Core, row: JobRow, { dryRun = false, withDependents = false } = {}): Promise<Moved> {
  const steps: Steps = function* (graph, outcomeFor) {
    yield* release(graph, row.seq, outcomeFor)
    if (withDependents) yield* leaveConflicts(core.store.read, releaseBelow(graph, row.seq, outcomeFor))
  }
  const check = (now: JobRow): void => { if (now.state !== 'held') throw wrongState(now, 'a held job', 'There is nothing to release.') }
  check(row)
  if (dryRun) return withNotes(await say(core, row, steps), sayForgiven(core.store.read, row))
  const concluded = await concludeFanIn(core.store.read, row)
  const moved = await core.store.writer.steps(function* (db) {
    const now = getJobRow(db, row.seq)!
    check(now)
    // Somebody else was faster, and the job may be held for something new.
    if (now.merging !== row.merging) throw wrongState(now, 'the job as it was a moment ago', 'Look at it again, then release it.')
    if (concluded) {
      patchJob(db, row.seq, { merging: concluded.merging && JSON.stringify(concluded.merging) })
      note(db, now, concluded.note, core.now())
    }
    noteForgiven(db, now, core.now())
    return yield* takeSteps(db, steps(graphOf(db), dependencyOutcomes(db)), core.now())
  })
  core.wake()
  return { dryRun, changed: [view(core.store.read, row.seq)], also: await listAlso(core.store.read, row.seq, moved) }
}

/** Runs a finished job again, or merges the parents of one held for a conflict anew. With its dependents, those it had cancelled wait for it once more. */
export async function retryJob(core: Core, row: JobRow, withDependents: boolean, dryRun = false): Promise<Moved> {
  const check = (db: ReadDb, now: JobRow): void => {
    if (now.state !== 'finished' && conflictOf(now) === null) throw wrongState(now, 'a finished job', now.state === 'held' ? `\`dispatch release ${now.id}\` lets it go.` : 'It has yet to end.')
    const decision = decide(graphOf(db).edgesInto(now.seq))
    if (decision.kind !== 'cancel' && decision.kind !== 'hold') return
    const cause = getJobRow(db, decision.cause)!
    throw new Refusal('wrong-state', `Expected parents that let ${now.id} start, but ${cause.id} ‘${cause.title}’ ended ${cause.outcome} (${cause.reason}). Retry that one: \`dispatch retry ${cause.id} --with-dependents\`.`, { state: now.state, cause: cause.id })
  }
  const anew = conflictOf(row) !== null
  const steps: Steps = (graph, outcomeFor) => (anew ? release(graph, row.seq, outcomeFor) : retry(graph, row.seq, withDependents, outcomeFor))
  check(core.store.read, row)
  if (dryRun) return withNotes(await say(core, row, steps), sayHeldFor(core.store.read, row))
  const moved = await core.store.writer.steps(function* (db) {
    const now = getJobRow(db, row.seq)!
    check(db, now)
    if ((conflictOf(now) !== null) !== anew) throw wrongState(now, 'the job as it was a moment ago', 'Look at it again.')
    if (anew) note(db, now, 'Started anew by a person: what was done in its worktree is dropped, and the work of its parents is merged again.', core.now())
    const taken = yield* takeSteps(db, steps(graphOf(db), dependencyOutcomes(db)), core.now())
    patchJob(db, row.seq, anew ? { merging: null, landing: null, landed: null } : ANEW)
    return taken
  })
  core.wake()
  return { dryRun, changed: [view(core.store.read, row.seq)], also: await listAlso(core.store.read, row.seq, moved) }
}
