import type { Approval } from '../../contract/approval.ts'
import { describeGrant, toQuestion } from '../../contract/call-words.ts'
import { failure, type Result } from '../../contract/errors.ts'
import { answerApproval, getApproval, insertApproval } from '../store/approvals.ts'
import type { WriteDb } from '../store/handles.ts'
import { newId } from '../store/ids.ts'
import type { Store } from '../store/open.ts'
import { toHookAnswer, type Decision, type PermissionRequest } from './hook.ts'

/** The run a question comes from. */
export interface Asker { job: number; run: number; repository: string; askTimeoutMs: number; note(text: string, data: Record<string, unknown>): void }

/** Questions that are open now, each with Claude's request hanging on it. */
export interface Approvals {
  /** Asks; resolves with the hook's answer body. `gone` aborts when Claude hangs up. */
  ask(asker: Asker, request: PermissionRequest, gone: AbortSignal): Promise<Record<string, unknown>>
  /** Answers one open question. The first answer counts. */
  answer(id: string, decision: Decision): Promise<Result<Approval>>
  /** No timer outlives the engine. */
  stop(): void
}

interface Parts {
  store: Store
  now(): number
  /** Puts the job's state in step, inside the transaction. */
  follow(db: WriteDb, job: number, now: number): void
  /** After the commit. */
  followed(job: number): void
}

type Ending = { state: 'allowed' | 'denied' | 'expired' | 'withdrawn'; decision: Decision }

export function createApprovals(parts: Parts): Approvals {
  const open = new Map<string, (ending: Ending) => Promise<boolean>>()
  const timers = new Set<NodeJS.Timeout>()
  /** What is refused for the rest of a job without asking, and with which words: as long as this engine lives. */
  const refused = new Map<string, string>()

  async function ask(asker: Asker, request: PermissionRequest, gone: AbortSignal): Promise<Record<string, unknown>> {
    const question = toQuestion(request.tool_name, request.tool_input, asker.repository)
    const same = JSON.stringify([asker.job, request.tool_name, request.tool_input])
    const before = refused.get(same)
    if (before !== undefined) {
      asker.note(`Refused as before: ${question}`, { tool: request.tool_name, input: request.tool_input, state: 'denied' })
      return toHookAnswer({ allow: false, message: before }, request)
    }
    const id = newId('a')
    const askedAt = parts.now()
    const grant = describeGrant(request.tool_name, request.permission_suggestions)
    await parts.store.writer.write((db) => {
      insertApproval(db, { id, job: asker.job, run: asker.run, tool: request.tool_name, input: request.tool_input, suggestions: request.permission_suggestions, question, askedAt, expiresAt: askedAt + asker.askTimeoutMs })
      parts.follow(db, asker.job, askedAt)
    })
    asker.note(`Claude asks: ${question}`, { approval: id, tool: request.tool_name, input: request.tool_input })
    parts.followed(asker.job)
    const decision = await new Promise<Decision>((resolve) => {
      const end = async (ending: Ending): Promise<boolean> => {
        if (!open.delete(id)) return false
        clearTimeout(timer)
        timers.delete(timer)
        const message = ending.decision.allow ? (ending.decision.always ? `For the rest of this job: ${grant}.` : null) : ending.decision.message
        const answered = await parts.store.writer.write((db) => {
          const first = answerApproval(db, id, { state: ending.state, message, now: parts.now() })
          if (first) parts.follow(db, asker.job, parts.now())
          return first
        })
        // Else the end of the run was first and has said so: nothing is written to a log after its end.
        if (answered) asker.note(`${describe(ending)}${ending.decision.allow && ending.decision.always ? `: ${grant}` : ''}`, { approval: id, state: ending.state })
        if (answered && !ending.decision.allow && ending.decision.always) refused.set(same, ending.decision.message)
        parts.followed(asker.job)
        resolve(ending.decision)
        return answered
      }
      const timer = setTimeout(() => { void end({ state: 'expired', decision: { allow: false, message: `Nobody answered within ${Math.round(asker.askTimeoutMs / 1000)} s, so this was refused. Go on without it, or say what you could not do.` } }) }, asker.askTimeoutMs)
      timers.add(timer)
      open.set(id, end)
      const leave = (): void => { void end({ state: 'withdrawn', decision: { allow: false, message: 'The run ended before anybody answered.' } }) }
      if (gone.aborted) leave()
      else gone.addEventListener('abort', leave, { once: true })
    })
    return toHookAnswer(decision, request)
  }

  async function answer(id: string, decision: Decision): Promise<Result<Approval>> {
    const end = open.get(id)
    const answered = end !== undefined && (await end({ state: decision.allow ? 'allowed' : 'denied', decision }))
    // Somebody else's answer may be on its way to the disk: what is read next is what they said.
    if (!answered) await parts.store.writer.append(() => null)
    const approval = getApproval(parts.store.read, id)
    if (!approval) return failure('not-found', `There is no approval ${id}.`)
    return answered ? { ok: true, value: approval } : failure('wrong-state', `Expected an open question, but ${id} was ${approval.state} already.`, { state: approval.state })
  }

  return { ask, answer, stop: () => { open.clear(); for (const timer of timers) clearTimeout(timer); timers.clear() } }
}

function describe(ending: Ending): string {
  switch (ending.state) {
    case 'allowed': return ending.decision.allow && ending.decision.always ? 'Allowed in this job' : 'Allowed once'
    case 'denied': return ending.decision.allow ? 'Denied' : `Denied${ending.decision.always ? ' in this job' : ''}: ${ending.decision.message}`
    case 'expired': return 'Refused: nobody answered in time'
    case 'withdrawn': return 'Withdrawn: the run ended first'
  }
}
