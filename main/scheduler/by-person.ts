import type { Outcome } from '../../contract/job.ts'
import { fateOf, listInTheWay } from '../queue/decide.ts'
import type { Step } from '../queue/settle.ts'
import type { Standing, Waive } from '../queue/steer.ts'
import { graphOf } from '../store/edges.ts'
import type { ReadDb, WriteDb } from '../store/handles.ts'
import type { JobRow } from '../store/job-row.ts'
import { getJobRow, type JobPatch } from '../store/jobs.ts'
import { appendEntries } from '../store/logs.ts'
import { conflictOf } from '../store/merging.ts'
import type { Core } from './core.ts'

// What commands on one job and on a whole pipeline share.

/** How long a cancel waits for the runs it stops: the whole stop ladder and a little. */
const CANCEL_WAIT_MS = 12_000

/** What a job that is run again begins with. */
export const ANEW = { attempts: 0, resume: 0, cancel_requested: 0, merging: null, landing: null, landed: null } satisfies JobPatch

export const byPerson = (message: string): Outcome => ({ kind: 'cancelled', reason: 'by-person', message })

/** How a job ends that makes way for the next one of its schedule. */
export const replacedBy = (id: string): Outcome => ({ kind: 'cancelled', reason: 'replaced', message: `Cancelled to make way for ${id}, the next job of its schedule.` })

export const standing = (row: JobRow): Standing => ({ job: row.seq, state: row.state, heldBy: row.held_by === 'parent' ? { kind: 'parent', job: row.held_parent! } : row.held_by === 'person' ? { kind: 'person' } : null })

/** The parents that are forgiven how they ended, where a job is let go. */
const listForgiven = (db: ReadDb, seq: number): string[] => listInTheWay(graphOf(db).edgesInto(seq)).map((parent) => {
  const { id, title, outcome, reason } = getJobRow(db, parent)!
  return `${id} ‘${title}’ ended ${outcome} (${reason})`
})

/** The log of a job that is let go names the parents whose edges are forgiven. */
export function noteForgiven(db: WriteDb, row: JobRow, now: number): void {
  const notes = listForgiven(db, row.seq).map((parent) => ({ kind: 'note' as const, text: `Released by a person although ${parent}.` }))
  if (notes.length > 0) appendEntries(db, { job: row.seq, run: row.run, now }, notes)
}

/** What a person is told before that. */
export const sayForgiven = (db: ReadDb, row: JobRow): string[] => listForgiven(db, row.seq).map((parent) => `${row.id} would be let go although ${parent}`)

/** A conflict is resolved one by one: releasing what is above lets no such job go. */
export function* leaveConflicts(db: ReadDb, steps: Iterable<Step | Waive | null>): Generator<Step | Waive | null, void, void> {
  for (const step of steps) {
    const conflict = step !== null && 'move' in step && step.from === 'held' && step.move.fact !== 'dependency-failed' && conflictOf(getJobRow(db, step.job)!) !== null
    yield conflict ? null : step
  }
}

/** Jobs named in a sentence before the rest is only counted. */
const JOBS_NAMED = 3

/** What a person is told before a job is run again: what is held for it goes on only once it succeeds. */
export function sayHeldFor(db: ReadDb, row: JobRow): string[] {
  const held: number[] = []
  for (const edge of graphOf(db).edgesFrom(row.seq, 'unfinished')) if (edge.childState === 'held' && edge.childHeldParent === row.seq && !edge.waived && fateOf(edge.when, 'finished', 'succeeded') === 'met') held.push(edge.child)
  if (held.length === 0) return []
  const names = held.slice(0, JOBS_NAMED).map((seq) => getJobRow(db, seq)!).map(({ id, title }) => `${id} ‘${title}’`)
  const more = held.length - names.length
  return [`if it succeeds, what is held for it goes on as far as nothing else holds it: ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`]
}

/** Stops the runs of jobs that were cancelled, and waits until their ends are stored, though not for ever. */
export async function stopRuns(core: Core, jobs: readonly number[]): Promise<void> {
  const lives = jobs.flatMap((seq) => core.live.get(seq) ?? [])
  for (const live of lives) live.stop('person')
  if (lives.length > 0) await Promise.race([Promise.all(lives.map((live) => live.done)), new Promise((resolve) => setTimeout(resolve, CANCEL_WAIT_MS).unref())])
}
