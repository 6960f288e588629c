import type { JobFilter } from '../../contract/api.ts'
import type { Job } from '../../contract/job.ts'
import { sql, type ReadDb } from './handles.ts'
import type { JobRow } from './job-row.ts'
import { toJob } from './job-view.ts'

const LIVE_STATES = new Set(['blocked', 'held', 'queued', 'starting', 'running', 'waiting'])

/** The WHERE of a filter. Each condition is written so that the narrowest index serves it. */
function conditions(filter: JobFilter): { where: string[]; values: unknown[] } {
  const where: string[] = []
  const values: unknown[] = []
  const add = (text: string, ...more: unknown[]) => { where.push(text); values.push(...more) }
  if (filter.state === 'unfinished') add(`state <> 'finished'`)
  else if (filter.state === 'finished') add(`state = 'finished'`)
  else if (filter.state !== undefined && LIVE_STATES.has(filter.state)) add(`state = ? AND state <> 'finished'`, filter.state)
  else if (filter.state === 'succeeded') add(`outcome = 'succeeded'`)
  else if (filter.state !== undefined) add(`outcome = ? AND outcome IN ('failed', 'cancelled', 'lost')`, filter.state)
  if (filter.profile !== undefined) add('profile = ?', filter.profile)
  if (filter.repository !== undefined) add('repository = ?', filter.repository)
  if (filter.pipeline !== undefined) add('pipeline = ?', filter.pipeline)
  if (filter.conversation !== undefined) add('conversation = ?', filter.conversation)
  if (filter.label !== undefined) {
    const at = filter.label.indexOf('=')
    add(`EXISTS (SELECT 1 FROM json_each(labels) WHERE key = ? AND value = ?)`, filter.label.slice(0, at), filter.label.slice(at + 1))
  }
  if (filter.search !== undefined && filter.search.trim() !== '') {
    const pattern = `%${filter.search.trim().replace(/[\\%_]/g, '\\$&')}%`
    add(`(title LIKE ? ESCAPE '\\' OR substr(prompt, 1, 4000) LIKE ? ESCAPE '\\' OR id LIKE ? ESCAPE '\\')`, pattern, pattern, `${pattern.slice(1)}`)
  }
  if (filter.cursor !== undefined) add('seq < ?', Number.parseInt(filter.cursor, 36) || 0)
  return { where, values }
}

/** Jobs, newest first, a page at a time; `next` is the cursor of the following page. */
export function listJobs(db: ReadDb, filter: JobFilter): { jobs: Job[]; next: string | null; total: number | null } {
  const { where, values } = conditions(filter)
  const rows = sql(db, `SELECT * FROM job ${where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''} ORDER BY seq DESC LIMIT ?`).all(...values, filter.limit + 1) as JobRow[]
  const page = rows.slice(0, filter.limit)
  return { jobs: page.map((row) => toJob(db, row, false)), next: rows.length > filter.limit ? page.at(-1)!.seq.toString(36) : null, total: null }
}
