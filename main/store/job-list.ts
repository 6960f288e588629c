import type { JobFilter } from '../../contract/api.ts'
import { isIdPrefix } from '../../contract/id.ts'
import type { Job } from '../../contract/job.ts'
import { sql, type ReadDb } from './handles.ts'
import type { JobRow } from './job-row.ts'
import { toJob } from './job-view.ts'

const LIVE_STATES = new Set(['blocked', 'held', 'queued', 'starting', 'running', 'waiting'])

/** What jobs are asked for. `alias`: another name their repository may have been stored by. */
type Wanted = JobFilter & { alias?: string }

/** The WHERE of a filter. Each condition is written so that the narrowest index serves it. */
function conditions(filter: Wanted): { where: string[]; values: unknown[] } {
  const where: string[] = []
  const values: unknown[] = []
  const add = (text: string, ...more: unknown[]) => { where.push(text); values.push(...more) }
  if (filter.state === 'unfinished') add(`state <> 'finished'`)
  else if (filter.state === 'finished') add(`state = 'finished'`)
  else if (filter.state !== undefined && LIVE_STATES.has(filter.state)) add(`state = ? AND state <> 'finished'`, filter.state)
  else if (filter.state === 'succeeded') add(`outcome = 'succeeded'`)
  else if (filter.state !== undefined) add(`outcome = ? AND outcome IN ('failed', 'cancelled', 'lost')`, filter.state)
  if (filter.profile !== undefined) add('profile = ?', filter.profile)
  if (filter.repository !== undefined) add('repository IN (?, ?)', filter.repository, filter.alias ?? filter.repository)
  if (filter.pipeline !== undefined) add('pipeline = ?', filter.pipeline)
  if (filter.conversation !== undefined) add('conversation = ?', filter.conversation)
  if (filter.schedule !== undefined) add('schedule IS NOT NULL AND schedule = ?', filter.schedule)
  if (filter.label !== undefined) {
    const at = filter.label.indexOf('=')
    add(`EXISTS (SELECT 1 FROM json_each(labels) WHERE key = ? AND value = ?)`, filter.label.slice(0, at), filter.label.slice(at + 1))
  }
  if (filter.cursor !== undefined) add('seq < ?', Number.parseInt(filter.cursor, 36))
  return { where, values }
}

/** Jobs, newest first, a page at a time; `next` is the cursor of the following page. */
export function listJobs(db: ReadDb, filter: Wanted): { jobs: Job[]; next: string | null; total: number | null } {
  const { where, values } = conditions(filter)
  const search = filter.search?.trim() ?? ''
  const rows = (search === '' ? selectJobs(db, { from: 'job', order: 'seq', where, values, limit: filter.limit + 1 }) : searchJobs(db, search, { where, values, limit: filter.limit + 1 }))
  const page = rows.slice(0, filter.limit)
  return { jobs: page.map((row) => toJob(db, row, false)), next: rows.length > filter.limit ? page.at(-1)!.seq.toString(36) : null, total: null }
}

interface Selection { from: string; order: string; where: string[]; values: unknown[]; limit: number }

function selectJobs(db: ReadDb, { from, order, where, values, limit }: Selection): JobRow[] {
  return sql(db, `SELECT job.* FROM ${from} ${where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''} ORDER BY ${order} DESC LIMIT ?`).all(...values, limit) as JobRow[]
}

/** By id prefix, else by text: three letters or more through the index, fewer by looking at titles. */
function searchJobs(db: ReadDb, search: string, { where, values, limit }: Pick<Selection, 'where' | 'values' | 'limit'>): JobRow[] {
  if (isIdPrefix('j', search.toLowerCase())) {
    const byId = selectJobs(db, { from: 'job', order: 'seq', where: [...where, 'id >= ? AND id < ?'], values: [...values, search.toLowerCase(), `${search.toLowerCase()}~`], limit })
    if (byId.length > 0) return byId
  }
  // The trigram index knows nothing shorter than three letters.
  if (Array.from(search).length < 3) return selectJobs(db, { from: 'job', order: 'seq', where: [...where, `title LIKE ? ESCAPE '\\'`], values: [...values, `%${search.replace(/[\\%_]/g, '\\$&')}%`], limit })
  return selectJobs(db, { from: 'job_text JOIN job ON job.seq = job_text.rowid', order: 'job_text.rowid', where: ['job_text MATCH ?', ...where], values: [`"${search.replaceAll('"', '""')}"`, ...values], limit })
}
