import Database from 'better-sqlite3'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { listCandidates } from './candidates.ts'
import { freshSchema } from './fresh-schema.ts'
import type { ReadDb } from './handles.ts'
import { toJob } from './job-view.ts'
import { getJobRow } from './jobs.ts'
import { dumpSchema, listMigrations, migrate, migrationsFolder } from './migrate.ts'
import { DATABASE } from './explain-error.ts'
import { openStore } from './open.ts'
import { getSchedule, toSchedule } from './schedules.ts'
import { tempFolder } from './testing.ts'

const memory = (): Database.Database => new Database(':memory:')
const NEWEST = listMigrations().length
const hashOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex')

test('the schema snapshot is that of the migrations (npm run schema writes it anew)', () => {
  expect(freshSchema()).toBe(readFileSync(join(migrationsFolder(), 'schema.sql'), 'utf8'))
})

test('a fresh file becomes the newest version, and migrating again changes nothing', () => {
  const db = memory()
  expect(migrate(db)).toEqual({ ok: true, value: { from: 0, to: NEWEST } })
  const schema = dumpSchema(db)
  expect(migrate(db)).toEqual({ ok: true, value: { from: NEWEST, to: NEWEST } })
  expect(dumpSchema(db)).toBe(schema)
})

test('only what is missing is applied, in order', () => {
  const db = memory()
  const first = { version: 1, sql: 'CREATE TABLE one (x) ; INSERT INTO one VALUES (1);' }
  migrate(db, [first])
  migrate(db, [first, { version: 2, sql: 'CREATE TABLE two AS SELECT x + 1 AS x FROM one;' }])
  expect(db.prepare('SELECT x FROM two').pluck().all()).toEqual([2])
  expect(db.prepare('SELECT COUNT(*) FROM one').pluck().get()).toBe(1)
})

test('a migration that fails half-way leaves no trace, and those before it stand', () => {
  const db = memory()
  const broken = [{ version: 1, sql: 'CREATE TABLE one (x);' }, { version: 2, sql: 'CREATE TABLE two (x); INSERT INTO one VALUES (1); INSERT INTO nowhere VALUES (1);' }]
  expect(() => migrate(db, broken)).toThrow(/nowhere/)
  expect(db.pragma('user_version', { simple: true })).toBe(1)
  expect(db.prepare(`SELECT name FROM sqlite_schema`).pluck().all()).toEqual(['one'])
  expect(db.prepare('SELECT COUNT(*) FROM one').pluck().get()).toBe(0)
  expect(migrate(db, [broken[0]!, { version: 2, sql: 'CREATE TABLE two (x);' }]).ok).toBe(true)
})

test.each(['wal', 'delete'])('a file of a newer version (journal mode %s) is refused and stays as it is, byte for byte', (mode) => {
  const home = tempFolder()
  const file = join(home, DATABASE)
  const newer = new Database(file)
  newer.pragma(`journal_mode = ${mode}`)
  newer.exec('CREATE TABLE from_the_future (x)')
  newer.pragma(`user_version = ${NEWEST + 3}`)
  newer.close()
  const before = hashOf(file)
  expect(openStore(home)).toMatchObject({ ok: false, code: 'newer-data', message: expect.stringMatching(/newer Dispatch .*Update this program/), details: { found: NEWEST + 3, known: NEWEST } })
  expect(hashOf(file)).toBe(before)
})

test('migrations are numbered without gaps, and each file is a version', () => {
  const migrations = listMigrations()
  expect(migrations.map((each) => each.version)).toEqual(migrations.map((_, index) => index + 1))
})

test('jobs of a data folder from before jobs said what they touch do not say it, and their schedules neither', () => {
  const db = memory()
  const all = listMigrations()
  migrate(db, all.slice(0, 14))
  db.exec(`INSERT INTO profile (name, version) VALUES ('default', 1);
    INSERT INTO profile_version (name, version, spec, created_at) VALUES ('default', 1, '{}', 0);
    INSERT INTO conversation (id, profile, repository, created_at) VALUES ('c000000001', 'default', '/code', 5);
    INSERT INTO job (id, state, title, repository, profile, profile_version, priority, labels, context, conversation, isolation, retry_max, retry_backoff_ms, not_before, submitted_from, device, created_at, prompt)
      VALUES ('j000000001', 'queued', 'A job', '/code', 'default', 1, 0, '{}', 'branch', 'c000000001', 'none', 0, 1000, 0, 'cli', 'local', 5, 'Do it');
    INSERT INTO schedule (id, every, zone, catch_up_ms, overlap, job, paused, submitted_from, created_at) VALUES ('s000000001', '@daily', 'UTC', 0, 'skip', '{"prompt":"x","repository":"/code"}', 1, 'cli', 5)`)
  migrate(db, all)
  const read = db as unknown as ReadDb
  expect(listCandidates(read, 'default', { now: 9, conversations: [], repositories: new Map() }, 9)).toMatchObject([{ repositoryLock: '/code', touches: null }])
  expect(toJob(read, getJobRow(read, 1)!, true)).not.toHaveProperty('touches')
  expect(toSchedule(getSchedule(read, 's000000001')!, 9, true).job.touches).toEqual([])
  expect(() => db.exec(`UPDATE job SET touches = 'src'`)).toThrow(/job_touches/)
})
