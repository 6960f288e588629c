import type { Conversation } from '../../contract/conversation.ts'
import { jobChanged } from './events.ts'
import { sql, type ReadDb, type WriteDb } from './handles.ts'

/** One Claude session: who may write to it is decided by its jobs and its lease. */
export interface ConversationRow { id: string; profile: string; repository: string; session_id: string | null; lease: string | null; lease_pid: number | null; lease_start: string | null; lease_at: number | null; created_at: number }

/** Begins a conversation. */
export function insertConversation(db: WriteDb, conversation: { id: string; profile: string; repository: string; now: number }): void {
  sql(db, 'INSERT INTO conversation (id, profile, repository, created_at) VALUES (?, ?, ?, ?)').run(conversation.id, conversation.profile, conversation.repository, conversation.now)
}

/** One conversation by full id. */
export function getConversation(db: ReadDb, id: string): ConversationRow | undefined {
  return sql(db, 'SELECT * FROM conversation WHERE id = ?').get(id) as ConversationRow | undefined
}

/** The session that holds this conversation's words from now on. */
export function setSession(db: WriteDb, id: string, sessionId: string): void {
  sql(db, 'UPDATE conversation SET session_id = ? WHERE id = ?').run(sessionId, id)
}

const LIVE = "SELECT 1 FROM job WHERE conversation = @id AND state IN ('starting', 'running', 'waiting')"

/** Gives the conversation to a process outside the queue. False when somebody has it already, or a job has begun to write to it. */
export function takeLease(db: WriteDb, id: string, lease: { lease: string; pid: number; start: string; now: number }): boolean {
  const taken = sql(db, `UPDATE conversation SET lease = @lease, lease_pid = @pid, lease_start = @start, lease_at = @now WHERE id = @id AND lease IS NULL AND NOT EXISTS (${LIVE})`).run({ id, ...lease }).changes === 1
  if (taken) newestChanged(db, id)
  return taken
}

/** Whether the conversation of a job is in a person's hands. */
export function isTaken(db: ReadDb, job: number): boolean {
  return sql(db, 'SELECT 1 FROM job JOIN conversation ON conversation.id = job.conversation WHERE job.seq = ? AND conversation.lease IS NOT NULL').get(job) !== undefined
}

/** Views learn of a take-over by the newest job of the conversation. */
function newestChanged(db: WriteDb, id: string): void {
  const newest = sql(db, 'SELECT seq FROM job WHERE conversation = ? ORDER BY seq DESC LIMIT 1').pluck().get(id) as number | undefined
  if (newest !== undefined) jobChanged(db, newest)
}

/** Takes it back. Without a lease named: whoever has it. */
export function dropLease(db: WriteDb, id: string, lease: string | null): boolean {
  const dropped = sql(db, 'UPDATE conversation SET lease = NULL, lease_pid = NULL, lease_start = NULL, lease_at = NULL WHERE id = @id AND lease IS NOT NULL AND (@lease IS NULL OR lease = @lease)').run({ id, lease }).changes === 1
  if (dropped) newestChanged(db, id)
  return dropped
}

/** Conversations somebody has open outside the queue. */
export function listLeased(db: ReadDb): ConversationRow[] {
  return sql(db, 'SELECT * FROM conversation WHERE lease IS NOT NULL').all() as ConversationRow[]
}

/** The jobs of a conversation, oldest first. */
export function listConversationJobs(db: ReadDb, id: string): { seq: number; id: string; state: string; branch: string | null; head_commit: string | null; worktree: string | null }[] {
  return sql(db, 'SELECT seq, id, state, branch, head_commit, worktree FROM job WHERE conversation = ? ORDER BY seq').all(id) as ReturnType<typeof listConversationJobs>
}

/** A conversation as it comes back. */
export function toConversation(db: ReadDb, row: ConversationRow): Conversation {
  return {
    id: row.id, profile: row.profile, repository: row.repository, sessionId: row.session_id, jobs: listConversationJobs(db, row.id).map((job) => job.id),
    takenOverBy: row.lease_pid === null ? null : { pid: row.lease_pid, since: row.lease_at! }, createdAt: row.created_at,
  }
}
