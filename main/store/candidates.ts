import { AGEING_STEP_MS } from '../../contract/priority.ts'
import { fitsBeside, type Touches } from '../queue/overlap.ts'
import type { Candidate } from '../queue/ready.ts'
import { jobChanged } from './events.ts'
import { sql, type ReadDb, type WriteDb } from './handles.ts'
import { toTouches } from './job-row.ts'

/** From when on a queued job could start, and how urgent that makes it: the words of index job_queue, without which it does not serve. */
const SINCE = 'max(coalesce(queued_at, created_at), not_before)'
const URGENCY = `${SINCE} - priority * ${AGEING_STEP_MS}`
/** Where a job works in place, and what it touches there; both NULL in a worktree of its own. */
const IN_PLACE = `CASE isolation WHEN 'none' THEN repository END AS repositoryLock, CASE isolation WHEN 'none' THEN touches END AS touches`

/** What queued jobs have to keep clear of. `repositories`: what those touch that work in place there. */
export interface Busy { now: number; conversations: Iterable<string>; repositories: ReadonlyMap<string, readonly Touches[]> }
type CandidateRow = Omit<Candidate, 'touches'> & { touches: string | null }

/**
 * Queued jobs of one profile in the order they would start: the first so many that nobody's conversation or work in place stands in the way of, however many others are between them.
 * Served by index job_queue. Who would have to be alone where somebody is, SQLite passes over; only globs are compared here.
 */
export function listCandidates(db: ReadDb, profile: string, { now, conversations, repositories }: Busy, limit: number): Candidate[] {
  const rows = sql(db, `SELECT seq AS job, profile, priority, ${SINCE} AS since, not_before AS notBefore, conversation, ${IN_PLACE}
    FROM job WHERE state = 'queued' AND profile = ? AND not_before <= ? AND conversation NOT IN (SELECT value FROM json_each(?))
    AND NOT (isolation = 'none' AND (repository IN (SELECT value FROM json_each(?)) OR (touches IS NULL AND repository IN (SELECT value FROM json_each(?)))))
    ORDER BY ${URGENCY}, seq`)
  const closed = [...repositories].flatMap(([repository, there]) => (there.includes(null) ? [repository] : []))
  const fits = new Map<string, boolean>()
  const isFree = ({ repositoryLock, touches }: CandidateRow): boolean => {
    const there = repositoryLock === null ? undefined : repositories.get(repositoryLock)
    if (there === undefined) return true
    // Many jobs of one plan say the same.
    const said = `${repositoryLock}\0${touches}`
    const known = fits.get(said)
    if (known !== undefined) return known
    const free = fitsBeside(toTouches({ touches }), there)
    fits.set(said, free)
    return free
  }
  const found: Candidate[] = []
  for (const row of rows.iterate(profile, now, JSON.stringify([...conversations]), JSON.stringify(closed), JSON.stringify([...repositories.keys()])) as Iterable<CandidateRow>) {
    if (!isFree(row)) continue
    found.push({ ...row, touches: toTouches(row) })
    if (found.length >= limit) break
  }
  return found
}

/** The next time a queued job becomes due, or null. Says `> 0` although `now` is more: only so does index job_due serve it. */
export function nextDueAt(db: ReadDb, now: number): number | null {
  return sql(db, `SELECT MIN(not_before) FROM job WHERE state = 'queued' AND not_before > 0 AND not_before > ?`).pluck().get(now) as number | null
}

/** Profiles that have queued jobs. */
export function profilesWithQueue(db: ReadDb): string[] {
  return sql(db, `SELECT name FROM profile WHERE EXISTS (SELECT 1 FROM job WHERE state = 'queued' AND job.profile = profile.name)`).pluck().all() as string[]
}

/** Live jobs and what they occupy. */
export function listOccupied(db: ReadDb): { job: number; profile: string; state: 'starting' | 'running' | 'waiting'; conversation: string; repositoryLock: string | null; touches: Touches }[] {
  const rows = sql(db, `SELECT seq AS job, profile, state, conversation, ${IN_PLACE} FROM job WHERE state IN ('starting', 'running', 'waiting')`).all() as (Omit<ReturnType<typeof listOccupied>[number], 'touches'> & Pick<CandidateRow, 'touches'>)[]
  return rows.map((row) => ({ ...row, touches: toTouches(row) }))
}

/** Queued jobs in place that are told of who begins or ends in their repository, because what they wait for is another job then: more than anybody looks at. */
const MOST_TOLD = 50

/** Somebody begins or ends to work in place in a repository. */
export function placeChanged(db: WriteDb, repository: string): void {
  const waiting = sql(db, `SELECT seq FROM job WHERE state = 'queued' AND isolation = 'none' AND repository = ? ORDER BY seq LIMIT ${MOST_TOLD}`).pluck().all(repository) as number[]
  for (const seq of waiting) jobChanged(db, seq)
}

/** Queued jobs by profile. */
export function countQueued(db: ReadDb): Map<string, number> {
  const rows = sql(db, `SELECT profile, COUNT(*) AS n FROM job WHERE state = 'queued' GROUP BY profile`).all() as { profile: string; n: number }[]
  return new Map(rows.map((row) => [row.profile, row.n]))
}
