import type { Approval, ApprovalState } from '../../contract/approval.ts'
import { describeGrant } from '../../contract/call-words.ts'
import { noted } from './events.ts'
import { sql, type ReadDb, type WriteDb } from './handles.ts'

interface Row { id: string; job: number; run: number; tool: string; input: string; suggestions: string; question: string; state: ApprovalState; asked_at: number; expires_at: number; answered_at: number | null; message: string | null; job_id: string; title: string; repository: string; profile: string }
const SELECT = 'SELECT a.*, j.id AS job_id, j.title, j.repository, j.profile FROM approval a JOIN job j ON j.seq = a.job'

const toApproval = (row: Row): Approval => ({
  id: row.id, job: row.job_id, jobTitle: row.title, run: row.run, repository: row.repository, profile: row.profile, tool: row.tool,
  input: JSON.parse(row.input) as Record<string, unknown>, question: row.question, state: row.state,
  askedAt: row.asked_at, expiresAt: row.expires_at, answeredAt: row.answered_at, message: row.message, grant: describeGrant(row.tool, JSON.parse(row.suggestions) as Record<string, unknown>[]),
})

/** A question as asked. `suggestions` are Claude's own proposals for a lasting permission, kept for "always". */
export interface NewApproval { id: string; job: number; run: number; tool: string; input: Record<string, unknown>; suggestions: unknown[]; question: string; askedAt: number; expiresAt: number }

/** Stores a question. */
export function insertApproval(db: WriteDb, approval: NewApproval): void {
  sql(db, `INSERT INTO approval (id, job, run, tool, input, suggestions, question, state, asked_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, 'asked', ?, ?)`).run(
    approval.id, approval.job, approval.run, approval.tool, JSON.stringify(approval.input), JSON.stringify(approval.suggestions), approval.question, approval.askedAt, approval.expiresAt)
  noted(db, 'approval.asked', approval.id)
}

/** Answers an open question. False when it was answered before: the first answer counts. */
export function answerApproval(db: WriteDb, id: string, answer: { state: Exclude<ApprovalState, 'asked'>; message: string | null; now: number }): boolean {
  const answered = sql(db, `UPDATE approval SET state = ?, message = ?, answered_at = ? WHERE id = ? AND state = 'asked'`).run(answer.state, answer.message, answer.now, id).changes === 1
  if (answered) noted(db, 'approval.answered', id)
  return answered
}

/** One question by full id. */
export function getApproval(db: ReadDb, id: string): Approval | undefined {
  const row = sql(db, `${SELECT} WHERE a.id = ?`).get(id) as Row | undefined
  return row && toApproval(row)
}

/** Open questions, oldest first; or the newest 200 of all. */
export function listApprovals(db: ReadDb, all: boolean): Approval[] {
  const rows = all ? sql(db, `${SELECT} ORDER BY a.asked_at DESC LIMIT 200`).all() : sql(db, `${SELECT} WHERE a.state = 'asked' ORDER BY a.asked_at`).all()
  return (rows as Row[]).map(toApproval)
}

/** Open questions of one job, oldest first. */
export function listOpenOf(db: ReadDb, job: number): Approval[] {
  return (sql(db, `${SELECT} WHERE a.job = ? AND a.state = 'asked' ORDER BY a.asked_at`).all(job) as Row[]).map(toApproval)
}

/** Number of open questions. */
export function countOpen(db: ReadDb): number {
  return sql(db, `SELECT COUNT(*) FROM approval WHERE state = 'asked'`).pluck().get() as number
}
