import { expect, test } from 'vitest'
import type { WriteDb } from './handles.ts'
import type { Store } from './open.ts'
import { addJob, tempStore } from './testing.ts'

/** What the schema itself refuses, whatever code would write it. */
async function refused(store: Store, statement: string): Promise<string> {
  return store.writer.write((db: WriteDb) => db.exec(statement)).then(() => 'taken', (error: Error) => error.message)
}

async function withJob(): Promise<Store> {
  const store = await tempStore()
  await store.writer.write((db) => { addJob(db); addJob(db) })
  return store
}

test.each<[constraint: string, change: string]>([
  ['job_id', `id = 'x123456789'`],
  ['job_id', `id = 'j1234'`],
  ['job_state', `state = 'asleep'`],
  ['job_held', `state = 'held'`],
  ['job_held', `held_by = 'person'`],
  ['job_held', `state = 'held', held_by = 'nobody'`],
  ['job_held', `state = 'held', held_by = 'parent'`],
  ['job_held', `state = 'held', held_by = 'person', held_parent = 2`],
  ['job_waiting', `state = 'waiting'`],
  ['job_waiting', `waiting = '{}'`],
  ['job_outcome', `state = 'finished', ended_at = 1`],
  ['job_outcome', `outcome = 'failed', reason = 'killed', message = ''`],
  ['job_outcome', `state = 'finished', ended_at = 1, outcome = 'failed', reason = 'killed'`],
  ['job_reason', `state = 'finished', ended_at = 1, outcome = 'succeeded', reason = 'killed', message = ''`],
  ['job_reason', `state = 'finished', ended_at = 1, outcome = 'failed', reason = 'ok', message = ''`],
  ['job_ended', `ended_at = 1`],
  ['job_ended', `state = 'finished', outcome = 'failed', reason = 'killed', message = ''`],
  ['job_cause', `state = 'finished', ended_at = 1, outcome = 'failed', reason = 'killed', message = '', cause = 2, root_cause = 2`],
  ['job_cause', `state = 'finished', ended_at = 1, outcome = 'cancelled', reason = 'dependency-failed', message = '', cause = 2`],
  ['job_flags', `resume = 2`],
  ['job_flags', `cancel_requested = -1`],
  ['job_context', `context = 'some'`],
  ['job_isolation', `isolation = 'much'`],
])('job refuses by %s: %s', async (constraint, change) => {
  const store = await withJob()
  expect(await refused(store, `UPDATE job SET ${change} WHERE seq = 1`)).toContain(`CHECK constraint failed: ${constraint}`)
})

test.each([
  ['text where a number belongs', `UPDATE job SET priority = 'high' WHERE seq = 1`, 'cannot store TEXT'],
  ['a number where JSON belongs', `INSERT INTO profile_version (name, version, spec, created_at) VALUES ('default', 2, 'not json', 0)`, 'profile_version_spec'],
  ['nothing where something is needed', `UPDATE job SET prompt = NULL WHERE seq = 1`, 'NOT NULL'],
  ['the same id twice', `UPDATE job SET id = (SELECT id FROM job WHERE seq = 2) WHERE seq = 1`, 'UNIQUE'],
  ['one idempotency key twice', `UPDATE job SET idempotency_key = 'k'`, 'UNIQUE'],
  ['a conversation that is not there', `UPDATE job SET conversation = 'cnowhere00' WHERE seq = 1`, 'FOREIGN KEY'],
  ['a profile version that is not there', `UPDATE job SET profile_version = 99 WHERE seq = 1`, 'FOREIGN KEY'],
  ['a job that others hang on gone', `INSERT INTO edge (child, parent, position, condition, otherwise) VALUES (2, 1, 0, 'success', 'hold'); DELETE FROM job WHERE seq = 1`, 'FOREIGN KEY'],
  ['an edge to itself', `INSERT INTO edge (child, parent, position, condition, otherwise) VALUES (1, 1, 0, 'success', 'hold')`, 'edge_self'],
  ['an edge that waits for something else', `INSERT INTO edge (child, parent, position, condition, otherwise) VALUES (2, 1, 0, 'luck', 'hold')`, 'edge_condition'],
  ['an edge with another way out', `INSERT INTO edge (child, parent, position, condition, otherwise) VALUES (2, 1, 0, 'done', 'pray')`, 'edge_otherwise'],
  ['run 0', `INSERT INTO run (job, number, started_at) VALUES (1, 0, 0)`, 'run_number'],
  ['an answer without a time', `INSERT INTO approval (id, job, run, tool, input, suggestions, question, state, asked_at, expires_at) VALUES ('a', 1, 1, 'Bash', '{}', '[]', '?', 'allowed', 0, 0)`, 'approval_answered'],
  ['a lease of nobody', `UPDATE conversation SET lease = 'l'`, 'conversation_lease'],
])('the schema refuses %s', async (_, statement, words) => {
  const store = await withJob()
  expect(await refused(store, statement)).toContain(words)
})

test('the read handle cannot write', async () => {
  const store = await withJob()
  expect(() => store.read.exec('DELETE FROM job')).toThrow(/readonly/)
  expect(store.read.prepare('SELECT COUNT(*) FROM job').pluck().get()).toBe(2)
})
