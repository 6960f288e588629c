import type { CallArgs, Moved, MovedMany } from '../../contract/api.ts'
import { Refusal } from '../../contract/errors.ts'
import type { ReadDb } from '../store/handles.ts'
import type { JobRow } from '../store/job-row.ts'
import { getJobRow } from '../store/jobs.ts'
import { byPerson, sayForgiven, sayHeldFor } from './by-person.ts'
import { cancelJob, holdJob, releaseJob, retryJob } from './commands.ts'
import type { Core } from './core.ts'
import { moveMany, tellMoved, type ManyMove } from './many-moves.ts'

const CANCELLED = byPerson('Cancelled by a person.')

/** How they are moved: as the call says. */
type How = Pick<CallArgs<'jobs.move'>, 'move' | 'withDependents' | 'dryRun'>

/** Moves many jobs in one transaction, or says what that would do. Those that cannot be moved with the rest are tried each by itself, and what is refused is told. */
export async function moveJobs(core: Core, jobs: readonly JobRow[], how: How): Promise<MovedMany> {
  const { move, withDependents: dependents, dryRun } = how
  const { read } = core.store
  const seqs = [...new Set(jobs.map((row) => row.seq))].toSorted((a, b) => a - b)
  const rows = (db: ReadDb): JobRow[] => seqs.map((seq) => getJobRow(db, seq)!)
  const { met, taken } = await moveMany(core, { name: `${seqs.length} jobs`, rows, move, dependents, cancelled: CANCELLED }, dryRun)
  // One that moved because of another that is meant is meant all the same.
  const own = new Set(seqs)
  const changed = new Set([...met, ...taken.flatMap(({ job }) => (own.has(job) ? [job] : []))])
  const answers: Moved[] = [await tellMoved(read, { met: [...changed], taken }, dryRun)]
  const refused: MovedMany['refused'] = []
  for (const seq of seqs) {
    if (changed.has(seq)) continue
    const row = getJobRow(read, seq)!
    await moveOne(core, row, how).then((moved) => answers.push(moved), (error: unknown) => {
      if (!(error instanceof Refusal) || error.code === 'data-folder') throw error
      refused.push({ id: row.id, message: error.message })
    })
  }
  const notes = dryRun ? [...notesOn(read, move, [...changed]), ...answers.flatMap((each) => each.notes ?? [])] : []
  return { dryRun, changed: answers.flatMap((each) => each.changed), also: answers.flatMap((each) => each.also), refused, ...(notes.length === 0 ? {} : { notes }) }
}

/** Of more jobs nobody reads what else is to be known. */
const MOST_NOTED = 20

/** What each of them alone would say beforehand. */
function notesOn(read: ReadDb, move: ManyMove, jobs: readonly number[]): string[] {
  if (jobs.length > MOST_NOTED || (move !== 'release' && move !== 'retry')) return []
  return jobs.flatMap((seq) => (move === 'release' ? sayForgiven : sayHeldFor)(read, getJobRow(read, seq)!))
}

function moveOne(core: Core, row: JobRow, { move, withDependents, dryRun }: How): Promise<Moved> {
  const one: Record<ManyMove, () => Promise<Moved>> = {
    cancel: () => cancelJob(core, row, dryRun), hold: () => holdJob(core, row, { dryRun, withDependents }),
    release: () => releaseJob(core, row, { dryRun, withDependents }), retry: () => retryJob(core, row, withDependents, dryRun),
  }
  return one[move]()
}
