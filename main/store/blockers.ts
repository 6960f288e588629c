import type { Blockers } from '../../contract/api.ts'
import { say, toLink } from './explain.ts'
import { sql, type ReadDb } from './handles.ts'

/** Held jobs that are named; beyond that a list tells nobody more. */
const MOST_NAMED = 100

/** A job and everything it waits for, through edges that are still open: up to what runs, what may run, and what is held. */
const ABOVE = `WITH RECURSIVE above(seq) AS (SELECT @job UNION
  SELECT e.parent FROM above a JOIN job c ON c.seq = a.seq JOIN edge e ON e.child = a.seq JOIN job p ON p.seq = e.parent
  WHERE c.state IN ('blocked', 'held') AND e.waived = 0 AND p.state <> 'finished')`

/** What stands between a job and its start: something living that may still move it, and the held jobs that only a person moves. */
export function blockersOf(db: ReadDb, job: number): Blockers {
  const living = sql(db, `${ABOVE} SELECT j.id FROM above JOIN job j ON j.seq = above.seq WHERE j.state NOT IN ('blocked', 'held') LIMIT 1`).pluck().get({ job }) as string | undefined
  const held = sql(db, `${ABOVE} SELECT j.seq FROM above JOIN job j ON j.seq = above.seq WHERE j.state = 'held' LIMIT ${MOST_NAMED}`).pluck().all({ job }) as number[]
  return { living: living ?? null, held: held.map((seq) => toLink(db, seq)!).map((link) => ({ id: link.id, title: link.title, why: say(link) })) }
}
