import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import type { Outcome } from '../../contract/job.ts'
import { Pipeline } from '../../contract/pipeline.ts'
import { sql, type ReadDb } from './handles.ts'
import { getJobRow } from './jobs.ts'
import { toJob } from './job-view.ts'
import { listMigrations, migrate } from './migrate.ts'
import { getPipeline, insertPipeline, listPipelines, toPipeline } from './pipelines.ts'
import { addJob, tempStore } from './testing.ts'

const good: Outcome = { kind: 'succeeded', reason: 'ok', message: '' }
const bad: Outcome = { kind: 'failed', reason: 'killed', message: '' }

test('a pipeline is counted from its jobs; it ends with the last of them', async () => {
  const { writer, read } = await tempStore()
  const open = await writer.write((db) => {
    insertPipeline(db, { id: 'p000000001', title: 'release 2.4', created_at: 5 })
    for (const [outcome, costUsd, startedAt] of [[good, 0.5, 20], [good, 0.25, 10], [bad, 0, null]] as const) {
      const { seq } = addJob(db, { pipeline: 'p000000001' }, { state: 'finished', outcome, cause: null })
      sql(db, 'UPDATE job SET cost_usd = ?, started_at = ? WHERE seq = ?').run(costUsd, startedAt, seq)
    }
    addJob(db)
    return addJob(db, { pipeline: 'p000000001' }).seq
  })
  const figures = () => toPipeline(read, getPipeline(read, 'p000000001')!)
  expect(Pipeline.parse(figures())).toEqual({ id: 'p000000001', title: 'release 2.4', createdAt: 5, total: 4, counts: { succeeded: 2, failed: 1, queued: 1 }, costUsd: 0.75, startedAt: 10, endedAt: null })
  expect(toJob(read, getJobRow(read, open)!, false)).toMatchObject({ pipeline: 'p000000001', pipelineTitle: 'release 2.4' })
})

test('pages of pipelines, newest first, without a gap or a repeat, also among those of one moment', async () => {
  const { writer, read } = await tempStore()
  await writer.write((db) => { for (let at = 0; at < 25; at++) insertPipeline(db, { id: `p0000000${String(at).padStart(2, '0')}`, title: `${at}`, created_at: Math.floor(at / 10) }) })
  const titles: string[] = []
  for (let cursor: string | undefined; ;) {
    const { rows, next } = listPipelines(read, { limit: 7, cursor })
    titles.push(...rows.map((row) => row.title))
    if (next === null) break
    cursor = next
  }
  expect(titles).toEqual(Array.from({ length: 25 }, (_, at) => String(24 - at)))
})

test('pipelines of an older data folder keep their names', () => {
  const db = new Database(':memory:')
  const all = listMigrations()
  migrate(db, all.slice(0, 1))
  // As that version wrote it: today's code knows columns the old file lacks.
  db.exec(`INSERT INTO profile (name, version) VALUES ('default', 1);
    INSERT INTO profile_version (name, version, spec, created_at) VALUES ('default', 1, '{}', 0);
    INSERT INTO conversation (id, profile, repository, created_at) VALUES ('c000000001', 'default', '/code', 5);
    INSERT INTO pipeline (id, title, created_at) VALUES ('p000000001', 'old', 5);
    INSERT INTO job (id, state, title, repository, profile, profile_version, priority, labels, context, conversation, isolation, retry_max, retry_backoff_ms, not_before, submitted_from, device, created_at, prompt, pipeline, alias)
      VALUES ('j000000001', 'queued', 'A job', '/code', 'default', 1, 0, '{}', 'branch', 'c000000001', 'worktree', 0, 1000, 0, 'cli', 'local', 5, 'Do it', 'p000000001', 'a')`)
  migrate(db, all)
  const read = db as unknown as ReadDb
  expect(listPipelines(read, { limit: 10 }).rows.map((row) => toPipeline(read, row))).toMatchObject([{ title: 'old', total: 1, counts: { queued: 1 } }])
})
