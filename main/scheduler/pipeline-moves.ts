import type { Moved } from '../../contract/api.ts'
import { Refusal } from '../../contract/errors.ts'
import type { JobState } from '../../contract/job.ts'
import { decide } from '../queue/decide.ts'
import type { DependencyOutcome, Step } from '../queue/settle.ts'
import type { GraphReader } from '../queue/status.ts'
import { cancel, hold, release, retry, type Waive } from '../queue/steer.ts'
import { graphOf } from '../store/edges.ts'
import { graphAhead } from '../store/edges-ahead.ts'
import { explain, isStorageTrouble } from '../store/explain-error.ts'
import { sql, type ReadDb, type WriteDb } from '../store/handles.ts'
import type { JobRow } from '../store/job-row.ts'
import { getJobRow, patchJob } from '../store/jobs.ts'
import { toJob } from '../store/job-view.ts'
import { conflictOf } from '../store/merging.ts'
import { ANEW, byPerson, noteForgiven, stopRuns } from './by-person.ts'
import type { Core } from './core.ts'
import { listAlso } from './describe.ts'
import { preview } from './preview.ts'
import { dependencyOutcomes, takeSteps } from './settle-store.ts'

/** What can be done with a pipeline as a whole. */
export type PipelineMove = 'cancel' | 'hold' | 'release' | 'retry'

const BY_PERSON = byPerson('Cancelled by a person with its pipeline.')

const isAlive = (state: JobState): boolean => state === 'starting' || state === 'running' || state === 'waiting'
const rowsOf = (db: ReadDb, pipeline: string): JobRow[] => (sql(db, 'SELECT seq FROM job WHERE pipeline = ? ORDER BY seq').pluck().all(pipeline) as number[]).map((seq) => getJobRow(db, seq)!)

type Steps = Iterable<Step | Waive | null>
interface Walk { graph: GraphReader; outcomeFor: DependencyOutcome; /** Told of each job the move is for, before it moves; true: it is moved by other means. */ meet(row: JobRow, state: JobState): boolean }

/**
 * Every job of a pipeline the move is for, each as it stands when its turn comes. Cancelled and held from the last to the first, so that none is moved on
 * by an edge because of the one before it; released and run again from the first to the last, as they will run.
 */
function* moveAll(move: PipelineMove, rows: readonly JobRow[], { graph, outcomeFor, meet }: Walk): Generator<Step | Waive | null, void, void> {
  const states = new Map(rows.map((row) => [row.seq, row.state]))
  const forwards = move === 'release' || move === 'retry'
  for (const row of forwards ? rows : rows.toReversed()) {
    const state = states.get(row.seq)!
    const steps = stepsFor(move, row, state, { graph, outcomeFor })
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

function stepsFor(move: PipelineMove, row: JobRow, state: JobState, { graph, outcomeFor }: Pick<Walk, 'graph' | 'outcomeFor'>): Steps | null {
  const job = { job: row.seq, state, heldBy: null }
  switch (move) {
    case 'cancel': return state === 'finished' ? null : cancel(graph, job, BY_PERSON, outcomeFor)
    case 'hold': return state === 'blocked' || state === 'queued' ? hold(graph, job, false) : null
    // A conflict is resolved one by one.
    case 'release': return state === 'held' && conflictOf(row) === null ? release(graph, row.seq, outcomeFor) : null
    case 'retry': {
      if (state !== 'finished' || row.outcome === 'succeeded') return null
      const { kind } = decide(graph.edgesInto(row.seq))
      return kind === 'cancel' || kind === 'hold' ? null : retry(graph, row.seq, true, outcomeFor)
    }
  }
}

/** Moves a whole pipeline in one transaction, or says what that would do. `changed`: its jobs the move is for; `also`: what moves because of them, in it or outside. */
export async function movePipeline(core: Core, pipeline: string, move: PipelineMove, dryRun: boolean): Promise<Moved> {
  const { read } = core.store
  const foreseen = await foresee(read, pipeline, move)
  const answer = async (jobs: readonly number[], steps: readonly Step[]): Promise<Moved> => {
    const changed = jobs.map((seq) => toJob(read, getJobRow(read, seq)!, false))
    const own = new Set(changed.map((job) => job.id))
    return { dryRun, changed, also: (await listAlso(read, 0, steps)).filter((each) => !own.has(each.id)) }
  }
  if (dryRun) return answer(foreseen.met, foreseen.taken)
  const { met, alive, taken } = await moveStored(core, pipeline, move).catch((error: unknown) => { throw move === 'cancel' ? cancelledUnstored(core, pipeline, error) : error })
  await stopRuns(core, alive)
  core.wake()
  // A run that is being stopped settles its dependents itself, when it ends.
  return answer(met, alive.length > 0 ? foreseen.taken : taken)
}

/** One transaction. `met`: the jobs the move is for; `alive`: those of them whose runs have to be stopped. */
async function moveStored({ store, now }: Core, pipeline: string, move: PipelineMove): Promise<{ met: number[]; alive: number[]; taken: Step[] }> {
  const met: number[] = []
  const alive: number[] = []
  const taken = await store.writer.steps(function* (db) {
    const meet: Walk['meet'] = (row, state) => {
      met.push(row.seq)
      prepare(db, move, row, now())
      if (move !== 'cancel' || !isAlive(state)) return false
      alive.push(row.seq)
      return true
    }
    return yield* takeSteps(db, moveAll(move, rowsOf(db, pipeline), { graph: graphOf(db), outcomeFor: dependencyOutcomes(db), meet }), now())
  })
  return { met, alive, taken }
}

/** A cancel that cannot be stored stops what runs of the pipeline all the same; so that nothing more of it starts in its place, it is stored when there is room. */
function cancelledUnstored(core: Core, pipeline: string, error: unknown): unknown {
  if (!isStorageTrouble(error)) return error
  const lives = rowsOf(core.store.read, pipeline).flatMap(({ seq }) => core.live.get(seq) ?? []).filter((live) => live.ending === null)
  if (lives.length === 0) return error
  for (const live of lives) live.stop('person')
  void core.store.owed.keep(`the cancel of ${pipeline}`, () => moveStored(core, pipeline, 'cancel'))
    .then(({ alive }) => { core.wake(); return stopRuns(core, alive) }, (reason: unknown) => core.report(`that ${pipeline} was cancelled could not be stored`, reason))
  const { message } = explain(error, core.home)
  return new Refusal('data-folder', `${message} What runs of ${pipeline} is being stopped all the same (${lives.map((live) => live.id).join(', ')}); that it was cancelled is kept in memory until it can be stored.`)
}

async function foresee(read: ReadDb, pipeline: string, move: PipelineMove): Promise<{ met: number[]; taken: Step[] }> {
  const met: number[] = []
  const rows = rowsOf(read, pipeline)
  const ahead = graphAhead(read)
  const taken = await preview(read, ahead, ({ graph, endOf }) => moveAll(move, rows, { graph, outcomeFor: dependencyOutcomes(read, { endOf, seen: ahead.seen }), meet: (row) => { met.push(row.seq); return false } }))
  return { met, taken }
}

/** What is written of a job beside its move. */
function prepare(db: WriteDb, move: PipelineMove, row: JobRow, now: number): void {
  if (move === 'cancel' && isAlive(row.state)) patchJob(db, row.seq, { cancel_requested: 1 })
  if (move === 'retry') patchJob(db, row.seq, ANEW)
  if (move === 'release') noteForgiven(db, row, now)
}
