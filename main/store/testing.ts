import Database from 'better-sqlite3'
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Status } from '../queue/status.ts'
import { insertConversation } from './conversations.ts'
import type { ReadDb, WriteDb } from './handles.ts'
import { newId } from './ids.ts'
import type { JobRow, NewEdge, NewJob } from './job-row.ts'
import { getJobRow, insertJob } from './jobs.ts'
import { migrate } from './migrate.ts'
import { DATABASE } from './explain-error.ts'
import { openStore, type Store } from './open.ts'
import { createOwed } from './owed.ts'
import { addBuiltIns } from './profiles.ts'
import { createWriter } from './writer.ts'

/** A temporary folder that goes away with its test. */
export function tempFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dispatch-store-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A real store with the built-in profiles, in a folder of its own. */
export async function tempStore(): Promise<Store> {
  const folder = tempFolder()
  const opened = openStore(folder)
  if (!opened.ok) throw new Error(opened.message)
  onTestFinished(() => opened.value.close())
  await opened.value.writer.write((db) => addBuiltIns(db, 0))
  return opened.value
}

/** The same schema and writer without waiting for the disk: for tests of thousands of commits. */
export function openQuickStore(home: string): Store {
  mkdirSync(home, { recursive: true })
  const file = join(home, DATABASE)
  const write = new Database(file)
  write.pragma('journal_mode = WAL')
  write.pragma('synchronous = OFF')
  write.pragma('foreign_keys = ON')
  migrate(write)
  // The writer asks for FULL and NORMAL by turns, and folds the write-ahead log after every cascade; here neither waits, and SQLite folds by itself.
  const pragma = write.pragma.bind(write)
  write.pragma = (text, options) => (/^(synchronous|wal_)/.test(text) ? undefined : pragma(text, options))
  const read = new Database(file, { readonly: true })
  const writer = createWriter(write as WriteDb)
  return { read: read as ReadDb, writer, owed: createOwed(home, writer), file, lookOnly: null, close: () => { read.close(); writer.close() } }
}

/** A job with nothing special about it. */
export function toNewJob(changes: Partial<NewJob> = {}): NewJob {
  return {
    id: newId('j'), title: 'A job', repository: '/code/api', profile: 'default', profile_version: 1, priority: 0, labels: '{}', context: 'branch', conversation: newId('c'), isolation: 'worktree', on_conflict: 'hold', base: null,
    check_command: null, check_timeout_ms: null, check_more: null, land: null, touches: null, retry_max: 0, retry_backoff_ms: 1000, retry_on: null, retry_session: 'fresh', timeout_ms: null, silence_ms: null, max_turns: null, budget_usd: null, model: null, not_before: 0,
    pipeline: null, alias: null, schedule: null, submitted_from: 'api', device: 'test', idempotency_key: null, created_at: 1000, prompt: 'Do it', any_of: 0, ...changes,
  }
}

/** Stores one, in a conversation of its own unless it names one that is there. */
export function addJob(db: WriteDb, changes: Partial<NewJob> = {}, status: Status = { state: 'queued' }, edges: readonly Partial<NewEdge>[] = []): JobRow {
  const job = toNewJob(changes)
  if (changes.conversation === undefined) insertConversation(db, { id: job.conversation, profile: job.profile, repository: job.repository, now: job.created_at })
  const seq = insertJob(db, job, status, edges.map((edge): NewEdge => ({ parent: 1, when: 'success', otherwise: 'cancel', alias: null, ...edge })))
  return getJobRow(db, seq)!
}
