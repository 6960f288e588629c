import type { Moved } from '../../contract/api.ts'
import { Refusal } from '../../contract/errors.ts'
import type { JobState, Outcome } from '../../contract/job.ts'
import { decide } from '../queue/decide.ts'
import type { DependencyOutcome, Step } from '../queue/settle.ts'
import type { GraphReader } from '../queue/status.ts'
import { cancel, hold, release, releaseBelow, retry, type Waive } from '../queue/steer.ts'
import { graphOf } from '../store/edges.ts'
import { graphAhead } from '../store/edges-ahead.ts'
import { explain, isStorageTrouble } from '../store/explain-error.ts'
import type { ReadDb, WriteDb } from '../store/handles.ts'
import type { JobRow } from '../store/job-row.ts'
import { getJobRow, patchJob } from '../store/jobs.ts'
import { toJob } from '../store/job-view.ts'
import { conflictOf } from '../store/merging.ts'
import { ANEW, leaveConflicts, noteForgiven, stopRuns } from './by-person.ts'
import type { Core } from './core.ts'
import { listAlso } from './describe.ts'
import { preview } from './preview.ts'
import { dependencyOutcomes, takeSteps } from './settle-store.ts'

/** What can be done with many jobs at once. */
export type ManyMove = 'cancel' | 'hold' | 'release' | 'retry'

/** Many jobs and what is wanted of them. `rows` are read anew where they are moved; `name` says which they are. `dependents`: those below are held, released or revived with them. */
export interface Many { name: string; rows(db: ReadDb): JobRow[]; move: ManyMove; dependents: boolean; cancelled: Outcome }

const isAlive = (state: JobState): boolean => state === 'starting' || state === 'running' || state === 'waiting'

type Steps = Iterable<Step | Waive | null>
interface Walk { db: ReadDb; many: Omit<Many, 'name' | 'rows'>; graph: GraphReader; outcomeFor: DependencyOutcome; /** Told of each job the move is for, before it moves; true: it is moved by other means. */ meet(row: JobRow, state: JobState): boolean }

/**
 * Every job the move is for, each as it stands when its turn comes. Cancelled and held from the last to the first, so that none is moved on
 * by an edge because of the one before it; released and run again from the first to the last, as they will run.
 */
function* moveAll(rows: readonly JobRow[], walk: Walk): Generator<Step | Waive | null, void, void> {
  const states = new Map(rows.map((row) => [row.seq, row.state]))
  const { many: { move }, meet } = walk
  const forwards = move === 'release' || move === 'retry'
  for (const row of forwards ? rows : rows.toReversed()) {
    const state = states.get(row.seq)!
    const steps = stepsFor(row, state, walk)
    if (steps === null || meet(row, state)) {
      yield null
      continue
    }
    for (const step of steps) {
      if (step !== null && 'move' in step && states.has(step.job)) states.set(step.job, step.move.to.state)
      yield step
    }
  }
}

function stepsFor(row: JobRow, state: JobState, walk: Walk): Steps | null {
  const { many: { move, dependents, cancelled }, graph, outcomeFor } = walk
  const job = { job: row.seq, state, heldBy: null }
  switch (move) {
    case 'cancel': return state === 'finished' ? null : cancel(graph, job, cancelled, outcomeFor)
    case 'hold': return state === 'blocked' || state === 'queued' ? hold(graph, job, dependents) : null
    // A conflict is resolved one by one.
    case 'release': return state === 'held' && conflictOf(row) === null ? releaseWith(row.seq, walk) : null
    case 'retry': {
      if (state !== 'finished') return null
      const { kind } = decide(graph.edgesInto(row.seq))
      return kind === 'cancel' || kind === 'hold' ? null : retry(graph, row.seq, dependents, outcomeFor)
    }
  }
}

function* releaseWith(job: number, { db, many, graph, outcomeFor }: Walk): Generator<Step | Waive | null, void, void> {
  yield* release(graph, job, outcomeFor)
  if (many.dependents) yield* leaveConflicts(db, releaseBelow(graph, job, outcomeFor))
}

/** What became of them, or would. `met`: those the move is for. */
export interface ManyMoved { met: readonly number[]; taken: readonly Step[] }

/** Moves many jobs in one transaction, or says what that would do. */
export async function moveMany(core: Core, many: Many, dryRun: boolean): Promise<ManyMoved> {
  const foreseen = await foresee(core.store.read, many)
  if (dryRun) return foreseen
  const { met, alive, taken } = await moveStored(core, many).catch((error: unknown) => { throw many.move === 'cancel' ? cancelledUnstored(core, many, error) : error })
  await stopRuns(core, alive)
  core.wake()
  // A run that is being stopped settles its dependents itself, when it ends.
  return { met, taken: alive.length > 0 ? foreseen.taken : taken }
}

/** In words: `changed` are those the move is for, `also` what moves because of them. */
export async function tellMoved(read: ReadDb, { met, taken }: ManyMoved, dryRun: boolean): Promise<Moved> {
  const changed = met.map((seq) => toJob(read, getJobRow(read, seq)!, false))
  const own = new Set(changed.map((job) => job.id))
  return { dryRun, changed, also: (await listAlso(read, 0, taken)).filter((each) => !own.has(each.id)) }
}

/** One transaction. `met`: the jobs the move is for; `alive`: those of them whose runs have to be stopped. */
async function moveStored({ store, now }: Core, many: Many): Promise<{ met: number[]; alive: number[]; taken: Step[] }> {
  const met: number[] = []
  const alive: number[] = []
  const taken = await store.writer.steps(function* (db) {
    const meet: Walk['meet'] = (row, state) => {
      met.push(row.seq)
      prepare(db, many.move, row, now())
      if (many.move !== 'cancel' || !isAlive(state)) return false
      alive.push(row.seq)
      return true
    }
    return yield* takeSteps(db, moveAll(many.rows(db), { db, many, graph: graphOf(db), outcomeFor: dependencyOutcomes(db), meet }), now())
  })
  return { met, alive, taken }
}

/** A cancel that cannot be stored stops what runs of them all the same; so that nothing more of it starts in its place, it is stored when there is room. */
function cancelledUnstored(core: Core, many: Many, error: unknown): unknown {
  if (!isStorageTrouble(error)) return error
  const lives = many.rows(core.store.read).flatMap(({ seq }) => core.live.get(seq) ?? []).filter((live) => live.ending === null)
  if (lives.length === 0) return error
  for (const live of lives) live.stop('person')
  void core.store.owed.keep(`the cancel of ${many.name}`, () => moveStored(core, many))
    .then(({ alive }) => { core.wake(); return stopRuns(core, alive) }, (reason: unknown) => core.report(`that ${many.name} was cancelled could not be stored`, reason))
  const { message } = explain(error, core.home)
  return new Refusal('data-folder', `${message} What runs of ${many.name} is being stopped all the same (${lives.map((live) => live.id).join(', ')}); that it was cancelled is kept in memory until it can be stored.`)
}

async function foresee(read: ReadDb, many: Many): Promise<{ met: number[]; taken: Step[] }> {
  const met: number[] = []
  const rows = many.rows(read)
  const ahead = graphAhead(read)
  const taken = await preview(read, ahead, ({ graph, endOf }) => moveAll(rows, { db: read, many, graph, outcomeFor: dependencyOutcomes(read, { endOf, seen: ahead.seen }), meet: (row) => { met.push(row.seq); return false } }))
  return { met, taken }
}

/** What is written of a job beside its move. */
function prepare(db: WriteDb, move: ManyMove, row: JobRow, now: number): void {
  if (move === 'cancel' && isAlive(row.state)) patchJob(db, row.seq, { cancel_requested: 1 })
  if (move === 'retry') patchJob(db, row.seq, ANEW)
  if (move === 'release') noteForgiven(db, row, now)
}
