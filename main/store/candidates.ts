import { AGEING_STEP_MS } from '../../contract/priority.ts'
import type { Candidate } from '../queue/ready.ts'
import { sql, type ReadDb } from './handles.ts'

/** From when on a queued job could start, and how urgent that makes it: the words of index job_queue, without which it does not serve. */
const SINCE = 'max(coalesce(queued_at, created_at), not_before)'
const URGENCY = `${SINCE} - priority * ${AGEING_STEP_MS}`

/** Queued jobs of one profile in the order they would start, without those whose conversation or repository is busy. Served by index job_queue. */
export function listCandidates(db: ReadDb, profile: string, busy: { now: number; conversations: readonly string[]; repositories: readonly string[] }, limit: number): Candidate[] {
  const rows = sql(db, `SELECT seq AS job, profile, priority, ${SINCE} AS since, not_before AS notBefore, conversation, CASE isolation WHEN 'none' THEN repository END AS repositoryLock
    FROM job WHERE state = 'queued' AND profile = ? AND not_before <= ?
    AND conversation NOT IN (SELECT value FROM json_each(?)) AND NOT (isolation = 'none' AND repository IN (SELECT value FROM json_each(?)))
    ORDER BY ${URGENCY}, seq LIMIT ?`)
  return rows.all(profile, busy.now, JSON.stringify(busy.conversations), JSON.stringify(busy.repositories), limit) as Candidate[]
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
export function listOccupied(db: ReadDb): { job: number; profile: string; state: 'starting' | 'running' | 'waiting'; conversation: string; repositoryLock: string | null }[] {
  return sql(db, `SELECT seq AS job, profile, state, conversation, CASE isolation WHEN 'none' THEN repository END AS repositoryLock FROM job WHERE state IN ('starting', 'running', 'waiting')`).all() as ReturnType<typeof listOccupied>
}

/** Queued jobs by profile. */
export function countQueued(db: ReadDb): Map<string, number> {
  const rows = sql(db, `SELECT profile, COUNT(*) AS n FROM job WHERE state = 'queued' GROUP BY profile`).all() as { profile: string; n: number }[]
  return new Map(rows.map((row) => [row.profile, row.n]))
}
