import type { JobState, OutcomeKind, Reason } from '../../contract/job.ts'
import { describeBeside } from '../../contract/touches-words.ts'
import { BY_PERSON, describeConflict } from '../../contract/words.ts'
import { listInTheWay } from '../queue/decide.ts'
import { mayMeet, meetings } from '../queue/overlap.ts'
import { conflictOf } from './merging.ts'
import { graphOf } from './edges.ts'
import { sql, type ReadDb } from './handles.ts'
import { toTouches, type JobRow } from './job-row.ts'

interface Link { seq: number; id: string; title: string; state: JobState; outcome: OutcomeKind | null; reason: Reason | null; message: string | null; cause: number | null; held_by: string | null; held_parent: number | null; not_before: number; merging: string | null }

/** Links of a chain that are spelled out next to the job; between them and the root cause the rest is counted. */
const NEAREST = 6

/** What of a job stands in a chain. */
export const toLink = (db: ReadDb, seq: number): Link | undefined =>
  sql(db, 'SELECT seq, id, title, state, outcome, reason, message, cause, held_by, held_parent, not_before, merging FROM job WHERE seq = ?').get(seq) as Link | undefined

/** How a finished job ended, as its dependents are told. */
export function howItEnded(job: Pick<JobRow, 'outcome' | 'reason'>): string {
  switch (job.outcome) {
    case null: return 'ended otherwise'
    case 'succeeded': return 'succeeded'
    case 'cancelled': return job.reason === 'dependency-failed' ? 'was cancelled in its turn' : 'was cancelled'
    case 'lost': return 'was lost'
    case 'failed': return `failed (${job.reason})`
  }
}

/** How a job stands, in one clause. */
export function say(job: Link): string {
  const name = `${job.id} ‘${job.title}’`
  if (job.state === 'finished') {
    if (job.outcome === 'succeeded') return `${name} succeeded`
    if (job.reason === 'dependency-failed') return `${name} was cancelled (dependency-failed)`
    return `${name} ${job.outcome === 'failed' ? 'failed' : job.outcome === 'lost' ? 'was lost' : 'was cancelled'} (${job.reason}): ${job.message}`
  }
  const conflict = conflictOf(job)
  if (conflict !== null) return `${name} is held: ${describeConflict(conflict)}`
  if (job.state === 'held') return `${name} is held${job.held_by === 'person' ? ' by a person' : ''}`
  return `${name} is ${job.state}`
}

/** Why a job waits, is held or was cancelled: root cause first, the nearest job last. Empty when there is nothing to explain. `whole`: also what a blocked parent itself waits for in the end; not for lists, ten thousand rows of which would walk up the same jobs. */
export function reasonChainOf(db: ReadDb, row: JobRow, whole: boolean): string[] {
  if (row.cause !== null) return chainUp(db, row.cause, { root: row.root_cause, told: row.message })
  const conflict = conflictOf(row)
  if (conflict !== null) return [describeConflict(conflict)]
  if (row.state === 'held') return row.held_parent === null ? besidesPerson(db, row.seq) : chainUp(db, row.held_parent, { root: null, told: null })
  if (row.state === 'blocked') return openParents(db, row.seq, whole)
  return row.state === 'queued' && row.isolation === 'none' ? besideOthers(db, row) : []
}

/** What would hold a job, did a person not hold it already: told before that. Empty when nothing would. */
function besidesPerson(db: ReadDb, seq: number): string[] {
  const [parent] = listInTheWay(graphOf(db).edgesInto(seq))
  return parent === undefined ? [] : [...chainUp(db, parent, { root: null, told: null }), BY_PERSON]
}

/** The jobs in place that keep a queued one from starting there: the oldest is named. */
function besideOthers(db: ReadDb, row: JobRow): string[] {
  const there = sql(db, `SELECT id, title, touches FROM job WHERE state IN ('starting', 'running', 'waiting') AND isolation = 'none' AND repository = ? ORDER BY seq`).all(row.repository) as Pick<JobRow, 'id' | 'title' | 'touches'>[]
  const own = toTouches(row)
  const [first, ...more] = there.filter((other) => mayMeet(own, toTouches(other)))
  if (first === undefined) return []
  const others = toTouches(first)
  return [describeBeside(first, others === null ? 'other' : own === null ? 'this' : [...meetings(own, others)], more.length)]
}

/** `told`: what the job was told of its nearest cause when it was cancelled. A cause that was run again since is described by those words, not by how it stands now. */
function chainUp(db: ReadDb, nearest: number, { root, told }: { root: number | null; told: string | null }): string[] {
  const chain: string[] = []
  let next: number | null = nearest
  let words = told
  let last: number | null = null
  while (next !== null && chain.length < NEAREST) {
    const job = toLink(db, next)
    if (!job) break
    if (words !== null && !(job.state === 'finished' && words.endsWith(`${howItEnded(job)}.`))) {
      chain.unshift(`${words.replace(/^Cancelled: /, '').replace(/\.$/, '')}; that job has been run again since`)
      return chain
    }
    chain.unshift(say(job))
    words = job.cause === null ? null : job.message
    last = job.seq
    next = job.cause ?? job.held_parent
  }
  if (next !== null && root !== null && root !== last) {
    if (next !== root) chain.unshift('… and others between')
    const job = toLink(db, root)
    if (job) chain.unshift(say(job))
  }
  return chain
}

function openParents(db: ReadDb, child: number, whole: boolean): string[] {
  const open = sql(db, `SELECT p.seq FROM edge e JOIN job p ON p.seq = e.parent WHERE e.child = ? AND e.waived = 0 AND p.state <> 'finished' ORDER BY e.position LIMIT ${NEAREST}`).pluck().all(child) as number[]
  return open.flatMap((seq) => {
    const job = toLink(db, seq)!
    if (job.state === 'blocked') return [`${say(job)}${whole ? behind(db, seq) : ''}`]
    return job.state === 'held' && job.held_parent !== null ? [...chainUp(db, job.held_parent, { root: null, told: null }), say(job)] : [say(job)]
  })
}

/** Steps up a row of blocked jobs. */
const MOST_STEPS = 50

/** What a blocked job itself waits for in the end, along its first open parents. */
function behind(db: ReadDb, blocked: number): string {
  const above = sql(db, `SELECT p.seq FROM edge e JOIN job p ON p.seq = e.parent WHERE e.child = ? AND e.waived = 0 AND p.state <> 'finished' ORDER BY e.position LIMIT 1`).pluck()
  let at: number | undefined = blocked
  for (let step = 0; step < MOST_STEPS && at !== undefined; step++) {
    at = above.get(at) as number | undefined
    const job = at === undefined ? undefined : toLink(db, at)
    if (job === undefined || job.state === 'blocked') continue
    const name = `${job.id} ‘${job.title}’`
    return ` behind ${name}, which ${say(job).slice(name.length + 1)}`
  }
  return ''
}
