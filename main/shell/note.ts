import type { Approval } from '../../contract/approval.ts'
import { isBriefWhole, toBriefQuestion } from '../../contract/call-words.ts'
import type { DesktopSettings, NoteKind } from '../../contract/desktop.ts'
import type { Job } from '../../contract/job.ts'
import { formatCount } from '../../contract/formats.ts'
import { describeApproval, describeOutcome, describeState, describeWaiting, isHeldByPerson, stateMark } from '../../contract/words.ts'
import type { Action } from './action.ts'

/** A notification before the platform has it. The same `key` is the same matter: a later one replaces the earlier. */
export interface Note {
  kind: NoteKind
  key: string
  title: string
  body: string
  /** What a click does. */
  open: Action
  /** Buttons, where the platform has them. */
  actions: { label: string; action: Action }[]
}

/** What has just happened: a job came to a new state, or Claude asks. */
export type News = { kind: 'job'; job: Job } | { kind: 'approval'; approval: Approval }

/** What a person should hear of it; null when it is nothing to be called for. */
export function toNote(news: News, now: number): Note | null {
  if (news.kind === 'approval') return toQuestion(news.approval)
  const { job } = news
  const open: Action = { kind: 'open', job: job.id }
  const note = (kind: NoteKind, body: string, key = `job:${job.id}`): Note => ({ kind, key, title: `${stateMark(job).mark} ${job.title}`, body, open, actions: [] })
  if (job.state === 'finished') {
    if (job.outcome?.kind === 'succeeded') return note('succeeded', describeOutcome(job))
    // What a person cancelled, or what fell with another job, is no news of its own.
    return job.outcome?.kind === 'failed' || job.outcome?.kind === 'lost' ? note('failed', describeOutcome(job)) : null
  }
  if (job.state === 'held' && !isHeldByPerson(job)) return note('held', describeState(job, now))
  // All jobs of a profile wait for the same limit: one note says it for all of them.
  if (job.state === 'waiting' && job.waitingFor?.kind === 'quota') return { ...note('limit', describeWaiting(job.waitingFor, now), `limit:${job.profile}:${job.waitingFor.until ?? ''}`), title: `Limit reached: ${job.profile}` }
  return null
}

/** Platforms show about so much of a question; what may have been cut there is allowed only where all of it stands. */
const MOST_SHOWN = 120
/** Opens a question where it is whole. */
export const readAction = (approval: string): Action => ({ kind: 'go', place: `inbox/${approval}` })

function toQuestion(approval: Approval): Note {
  const answer = (label: string, word: 'allow' | 'deny'): Note['actions'][number] => ({ label, action: { kind: 'answer', approval: approval.id, answer: word } })
  return {
    kind: 'approval', key: questionKey(approval.id), title: approval.jobTitle, body: describeApproval({ ...approval, question: toBriefQuestion(approval) }),
    open: { kind: 'open', job: approval.job }, actions: [isBriefWhole(approval, MOST_SHOWN) ? answer('Allow once', 'allow') : { label: 'Read it', action: readAction(approval.id) }, answer('Deny', 'deny')],
  }
}

/** The key of a question's notification: it goes away once the question is answered anywhere. */
export const questionKey = (approval: string): string => `approval:${approval}`

/** More of one kind at once is a crowd, and a crowd is told of in one note. */
const MOST_AT_ONCE = 3
const CROWD: Record<NoteKind, (count: number) => string> = {
  succeeded: (count) => `${formatCount(count, 'job')} succeeded`,
  failed: (count) => `${formatCount(count, 'job')} failed`,
  approval: (count) => `Claude asks ${formatCount(count, 'question')}`,
  held: (count) => `${formatCount(count, 'job')} held`,
  limit: (count) => `${formatCount(count, 'limit')} reached`,
}

/** The notes to show of what came at once: those the person wants, each matter once, crowds as one. Nothing while they look at the window. */
export function pickNotes(notes: readonly Note[], wants: DesktopSettings['notify'], looking: boolean): Note[] {
  if (looking) return []
  const wanted = [...new Map(notes.filter((note) => wants[note.kind]).map((note) => [note.key, note])).values()]
  return [...Map.groupBy(wanted, (note) => note.kind)].flatMap(([kind, same]) => {
    if (same.length <= MOST_AT_ONCE) return same
    return [{ kind, key: `crowd:${kind}`, title: CROWD[kind](same.length), body: `${same.slice(0, 3).map((note) => note.title).join('\n')}\n…`, open: { kind: 'open' } as const, actions: [] }]
  })
}
