import Database from 'better-sqlite3'
import { beforeAll, expect, test } from 'vitest'
import { JobFilter } from '../../contract/api.ts'
import { listApprovals, listOpenOf } from './approvals.ts'
import { countQueued, listCandidates, listOccupied, nextDueAt, placeChanged, profilesWithQueue } from './candidates.ts'
import { listConflicts } from './conflicts.ts'
import { estimatesOf } from './durations.ts'
import { graphOf } from './edges.ts'
import { listEvents } from './events.ts'
import type { ReadDb, WriteDb } from './handles.ts'
import { resolveId } from './ids.ts'
import { listJobs } from './job-list.ts'
import { countJobs, getJobByKey, getJobRow, getJobRowById, listLive } from './jobs.ts'
import { lastLogSeq, readEntries, readRaw } from './logs.ts'
import { migrate } from './migrate.ts'
import { getPipeline, listPipelines, toPipeline } from './pipelines.ts'
import { planAhead } from './plan-ahead.ts'
import { getProfile } from './profiles.ts'
import { listOpenRuns } from './runs.ts'
import { getScheduleByKey, listDueSchedules, listOpenJobs, nextScheduleAt } from './schedules.ts'
import { spentByProfile, spentToday } from './usage.ts'

/** Each query as it was really executed, its values in place. */
const executed: string[] = []
let db: ReadDb
beforeAll(() => {
  const opened = new Database(':memory:', { verbose: (text) => { executed.push(String(text)) } })
  migrate(opened)
  db = opened as unknown as ReadDb
})

/** The plans of what a function asks, one line a step. */
function plansOf(run: () => unknown): string[] {
  executed.length = 0
  run()
  const queries = [...executed]
  expect(queries.length).toBeGreaterThan(0)
  return queries.flatMap((query) => (db.prepare(`EXPLAIN QUERY PLAN ${query}`).all() as { detail: string }[]).map((row) => row.detail))
}

const list = (filter: Partial<JobFilter>) => () => listJobs(db, JobFilter.parse(filter))
const nothingBusy = { now: 1, conversations: [], repositories: new Map() }

// What runs on every submit, every tick, every page: each is served by an index, whatever the number of jobs.
test.each<[string, () => unknown, string[]]>([
  ['candidates', () => listCandidates(db, 'default', nothingBusy, 64), ['SEARCH job USING INDEX job_queue (profile=?)']],
  ['waiting to work in place', () => placeChanged(db as WriteDb, '/r'), ['SEARCH job USING COVERING INDEX job_in_place (repository=?)']],
  ['next due', () => nextDueAt(db, 1), ['SEARCH job USING COVERING INDEX job_due (not_before>?)']],
  ['edges into a child', () => graphOf(db).edgesInto(1), ['SEARCH e USING PRIMARY KEY (child=?)', 'SEARCH p USING INTEGER PRIMARY KEY (rowid=?)']],
  ['edges from a parent', () => graphOf(db).edgesFrom(1), ['SEARCH e USING INDEX edge_by_parent (parent=?)', 'SEARCH c USING INTEGER PRIMARY KEY (rowid=?)']],
  ['live jobs', () => listLive(db), ['USING INDEX job_live']],
  ['occupied', () => listOccupied(db), ['USING INDEX job_live']],
  ['open runs', () => listOpenRuns(db), ['run USING INDEX run_open']],
  ['by id', () => getJobRowById(db, 'j4k9m2p3q0'), ['SEARCH job USING INDEX job_by_id (id=?)']],
  ['by prefix', () => resolveId(db, 'j', 'j4k9'), ['SEARCH job USING COVERING INDEX job_by_id (id>? AND id<?)']],
  ['by row', () => getJobRow(db, 1), ['SEARCH job USING INTEGER PRIMARY KEY (rowid=?)']],
  ['by idempotency key', () => getJobByKey(db, 'local', 'k'), ['SEARCH job USING INDEX job_idempotency (device=? AND idempotency_key=?)']],
  ['events after', () => listEvents(db, 5, 100), ['SEARCH event USING INTEGER PRIMARY KEY (rowid>?)']],
  ['a page of the log', () => readEntries(db, 1, { after: 0, limit: 10 }), ['SEARCH log_entry USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)']],
  ['a page of one run', () => readEntries(db, 1, { run: 2, after: 0, limit: 10, grep: 'x' }), ['SEARCH log_entry USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)']],
  ['the last entry', () => lastLogSeq(db, 1), ['SEARCH log_entry USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)']],
  ['raw bytes', () => readRaw(db, 1, 1, 0), ['SEARCH log_raw USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)']],
  ['the newest jobs', list({}), ['SCAN job']],
  ['the next page', list({ cursor: 'zz' }), ['SEARCH job USING INTEGER PRIMARY KEY (rowid<?)']],
  ['unfinished jobs', list({ state: 'unfinished' }), ['job USING INDEX job_unfinished']],
  ['held jobs', list({ state: 'held' }), ['job USING INDEX job_unfinished']],
  ['failed jobs', list({ state: 'failed' }), ['SEARCH job USING INDEX job_outcome (outcome=?)']],
  ['jobs of a pipeline', list({ pipeline: 'p' }), ['SEARCH job USING INDEX job_by_pipeline (pipeline=?)']],
  ['a pipeline', () => getPipeline(db, 'p'), ['SEARCH pipeline USING PRIMARY KEY (id=?)']],
  ['the newest pipelines', () => listPipelines(db, { limit: 10 }), ['SCAN pipeline USING INDEX pipeline_by_age']],
  ['the next pipelines', () => listPipelines(db, { limit: 10, cursor: 'z.p' }), ['SEARCH pipeline USING INDEX pipeline_by_age']],
  ['what a pipeline counts', () => toPipeline(db, { id: 'p', title: '', created_at: 0 }), ['SEARCH job USING INDEX job_by_pipeline (pipeline=?)']],
  ['what is left of a pipeline', () => [...planAhead(db, { id: 'p', title: 'p' })], ['SEARCH job USING INDEX job_by_pipeline (pipeline=?)', 'SEARCH c USING INDEX job_by_pipeline (pipeline=?)', 'SEARCH e USING PRIMARY KEY (child=?)', 'SEARCH p USING INTEGER PRIMARY KEY (rowid=?)']],
  ['how long jobs took', () => estimatesOf(db, { id: 'p', title: 'p' }, [{ alias: 'a', title: 'A', repository: '/code', profile: 'default' }]), ['SEARCH pipeline USING COVERING INDEX pipeline_by_title (title=?)', 'SEARCH job USING INDEX job_succeeded (repository=? AND profile=?)']],
  ['conflicts of a pipeline', () => listConflicts(db, 'p'), ['SEARCH c USING PRIMARY KEY (pipeline=?)', 'SEARCH a USING INTEGER PRIMARY KEY (rowid=?)']],
  ['jobs of a conversation', list({ conversation: 'c' }), ['SEARCH job USING INDEX job_by_conversation (conversation=?)']],
  ['jobs of a schedule', list({ schedule: 's' }), ['SEARCH job USING INDEX job_by_schedule (schedule=?)']],
  ['open jobs of a schedule', () => listOpenJobs(db, 's'), ['SEARCH job USING INDEX job_open_of_schedule (schedule=?)']],
  ['due schedules', () => listDueSchedules(db, 1), ['SEARCH schedule USING INDEX schedule_due (next_at>? AND next_at<?)']],
  ['a schedule by idempotency key', () => getScheduleByKey(db, 'local', 'k'), ['SEARCH schedule USING INDEX schedule_idempotency (device=? AND idempotency_key=?)']],
  ['next schedule', () => nextScheduleAt(db), ['SEARCH schedule USING COVERING INDEX schedule_due']],
  ['open questions', () => listApprovals(db, false), ['approval_open', 'SEARCH j USING INTEGER PRIMARY KEY (rowid=?)']],
  ['questions of a job', () => listOpenOf(db, 1), ['approval', 'SEARCH j USING INTEGER PRIMARY KEY (rowid=?)']],
  ['a profile', () => getProfile(db, 'default'), ['SEARCH p USING PRIMARY KEY (name=?)', 'SEARCH v USING PRIMARY KEY (name=? AND version=?)']],
])('%s', (name, run, expected) => {
  const plans = plansOf(run)
  for (const step of expected) expect(plans.join('\n')).toContain(step)
  // A sort would read everything before it gives the first row; where only one job's own rows, or the few live ones, are sorted that is fine.
  if (!/edges|fallen|questions|open runs|live jobs|pipeline counts/.test(name)) expect(plans.join('\n')).not.toContain('TEMP B-TREE')
  // Without conditions the newest come from the end of the table itself, and a LIMIT ends it.
  if (name !== 'the newest jobs') expect(plans.filter((step) => /^SCAN (job|j|p|c|edge|e|log_entry|log_raw|event|run)( VIRTUAL| USING INTEGER|$)/.test(step))).toEqual([])
})

test('what was spent is read from the runs that ended since, not from all', () => {
  expect(plansOf(() => spentToday(db, 1e12)).join('\n')).toContain('SEARCH run USING COVERING INDEX run_ended (ended_at>?)')
  const plans = plansOf(() => spentByProfile(db, 1e12)).join('\n')
  expect(plans).toContain('SEARCH r USING COVERING INDEX run_ended (ended_at>?)')
  expect(plans).toContain('SEARCH j USING INTEGER PRIMARY KEY (rowid=?)')
})

test('counting what waits reads the index of what waits, not the history', () => {
  expect(plansOf(() => countQueued(db)).join('\n')).toContain('USING COVERING INDEX job_queue')
  expect(plansOf(() => profilesWithQueue(db)).join('\n')).toContain('USING COVERING INDEX job_queue (profile=?)')
  const counts = plansOf(() => countJobs(db)).join('\n')
  expect(counts).toContain('job_unfinished')
  expect(counts).toContain('SCAN job USING COVERING INDEX')
  expect(counts).toContain('job_outcome')
})
