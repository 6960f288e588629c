import { median } from '../queue/forecast.ts'
import { sql, type ReadDb } from './handles.ts'

/** Earlier pipelines of the same title that are looked at, and jobs of them in all: enough for a median, and a moment's work. */
const MOST_PIPELINES = 10
const MOST_JOBS = 20_000
/** Of what succeeded in one repository with one profile, so many of the newest; pairs of those in one pipeline beyond so many stay without. */
const MOST_RECENT = 200
const MOST_PAIRS = 50
/** The newest so many make an estimate: what took long a year ago says little. */
const COUNTED = 5

/** What tells which past jobs are like a job. */
export interface Kind { alias: string | null; title: string; repository: string; profile: string }
interface Past { alias: string | null; title: string; ms: number }

const toKey = (...parts: (string | null)[]): string => JSON.stringify(parts)

/**
 * How long jobs like these took from their start to their end, by the median of the newest that succeeded: first the same alias of pipelines with the same title,
 * then the same alias or title in the same repository with the same profile, then whatever there was of those two. Null: nothing like it has succeeded.
 */
export function estimatesOf(db: ReadDb, pipeline: { id: string; title: string }, kinds: readonly Kind[]): (kind: Kind) => number | null {
  const again = readAgain(db, pipeline)
  const pairs = new Map<string, { named: Map<string, number[]>; all: number[] }>()
  for (const { repository, profile } of kinds) {
    const key = toKey(repository, profile)
    if (!pairs.has(key) && pairs.size < MOST_PAIRS) pairs.set(key, readPair(db, repository, profile))
  }
  return ({ alias, title, repository, profile }) => {
    const pair = pairs.get(toKey(repository, profile))
    return median((alias === null ? undefined : again.get(toKey(repository, alias))) ?? pair?.named.get(toKey('alias', alias)) ?? pair?.named.get(toKey('title', title)) ?? pair?.all ?? [])
  }
}

/** By repository and alias, in pipelines of the same title. */
function readAgain(db: ReadDb, pipeline: { id: string; title: string }): Map<string, number[]> {
  const times = new Map<string, number[]>()
  const earlier = sql(db, `SELECT id FROM pipeline WHERE title = ? AND id <> ? ORDER BY created_at DESC LIMIT ${MOST_PIPELINES}`).pluck().all(pipeline.title, pipeline.id) as string[]
  let left = MOST_JOBS
  for (const id of earlier) {
    const jobs = sql(db, `SELECT alias, repository, ended_at - started_at AS ms FROM job WHERE pipeline = ? AND outcome = 'succeeded' AND alias IS NOT NULL AND started_at IS NOT NULL ORDER BY seq LIMIT ?`).all(id, left) as { alias: string; repository: string; ms: number }[]
    for (const { alias, repository, ms } of jobs) count(times, toKey(repository, alias), ms)
    left -= jobs.length
  }
  return times
}

function readPair(db: ReadDb, repository: string, profile: string): { named: Map<string, number[]>; all: number[] } {
  const rows = sql(db, `SELECT alias, title, ended_at - started_at AS ms FROM job WHERE repository = ? AND profile = ? AND outcome = 'succeeded' AND started_at IS NOT NULL ORDER BY seq DESC LIMIT ${MOST_RECENT}`).all(repository, profile) as Past[]
  const named = new Map<string, number[]>()
  for (const { alias, title, ms } of rows) {
    if (alias !== null) count(named, toKey('alias', alias), ms)
    count(named, toKey('title', title), ms)
  }
  return { named, all: rows.slice(0, COUNTED).map((row) => row.ms) }
}

function count(times: Map<string, number[]>, key: string, ms: number): void {
  const known = times.get(key)
  if (known === undefined) times.set(key, [ms])
  else if (known.length < COUNTED) known.push(ms)
}
