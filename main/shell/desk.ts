import type { Approval } from '../../contract/approval.ts'
import { assertNever } from '../../contract/assert.ts'
import type { Status } from '../../contract/engine.ts'
import type { DispatchEvent } from '../../contract/event.ts'
import type { Job } from '../../contract/job.ts'
import type { LinkState } from './link.ts'
import { toNote, type Note } from './note.ts'

/** What the desktop knows: enough for tray, badge, progress and notifications, and no more. Kept in place, event by event. */
export interface Desk {
  link: LinkState['kind']
  /** Why the engine is not there. */
  trouble: string | null
  status: Status | null
  /** Jobs that are starting, running or waiting. */
  active: Map<string, Job>
  /** The last state seen of each job, so that an event tells what changed. */
  states: Map<string, Job['state']>
  approvals: Map<string, Approval>
  /** Failures nobody has looked at since. */
  failed: Map<string, Job>
  /** Jobs that finished since something last began to move. */
  done: number
  /** Jobs that ended before this moment are no news. */
  since: number
}

export function createDesk(since: number): Desk {
  return { link: 'connecting', trouble: null, status: null, active: new Map(), states: new Map(), approvals: new Map(), failed: new Map(), done: 0, since }
}

const isActive = (job: Job): boolean => job.state === 'starting' || job.state === 'running' || job.state === 'waiting'

/** Lays what was just read over what is known. */
export function loadDesk(desk: Desk, read: { status: Status; jobs: readonly Job[]; approvals: readonly Approval[] }): void {
  desk.status = read.status
  desk.active = new Map(read.jobs.filter(isActive).map((job) => [job.id, job]))
  for (const job of read.jobs) desk.states.set(job.id, job.state)
  desk.approvals = new Map(read.approvals.filter((each) => each.state === 'asked').map((each) => [each.id, each]))
}

/** What an event asks for beyond the desk itself. `stale`: the counts or everything must be read again. */
export interface Applied { note: Note | null; answered: string | null; stale: 'status' | 'all' | null }

const NOTHING: Applied = { note: null, answered: null, stale: null }

/** Lays one event over the desk, and says what a person should hear of it. */
export function applyToDesk(desk: Desk, event: DispatchEvent, now: number): Applied {
  switch (event.kind) {
    case 'job.changed': return { ...NOTHING, note: applyJob(desk, event.job, now), stale: 'status' }
    case 'approval.asked':
      if (event.approval.state !== 'asked' || desk.approvals.has(event.approval.id)) return NOTHING
      desk.approvals.set(event.approval.id, event.approval)
      return { ...NOTHING, note: toNote({ kind: 'approval', approval: event.approval }, now) }
    case 'approval.answered':
      desk.approvals.delete(event.approval.id)
      return { ...NOTHING, answered: event.approval.id }
    case 'engine.changed': return { ...NOTHING, stale: event.what === 'resync' ? 'all' : 'status' }
    case 'profile.changed':
    case 'quota.changed': return { ...NOTHING, stale: 'status' }
    case 'schedule.changed':
    case 'log.appended': return NOTHING
    default: return assertNever(event, 'event')
  }
}

function applyJob(desk: Desk, job: Job, now: number): Note | null {
  const before = desk.states.get(job.id)
  const limitBefore = desk.active.get(job.id)?.waitingFor?.kind === 'quota'
  desk.states.set(job.id, job.state)
  if (isActive(job)) desk.active.set(job.id, job)
  else desk.active.delete(job.id)
  if (job.state !== 'finished') desk.failed.delete(job.id)
  if (job.state === 'finished' ? before === 'finished' || (before === undefined && (job.endedAt ?? 0) < desk.since) : before === job.state && !(job.waitingFor?.kind === 'quota' && !limitBefore)) return null
  if (job.state === 'finished') desk.done++
  const note = toNote({ kind: 'job', job }, now)
  if (note?.kind === 'failed') desk.failed.set(job.id, job)
  return note
}

/** A person has the window before them: what failed is known now. */
export function seeFailures(desk: Desk): void {
  desk.failed.clear()
}

/** How far the jobs since the last quiet moment are, 0 to 1; null when nothing moves. What is held does not move. */
export function progressOf(desk: Desk): number | null {
  const counts = desk.status?.jobs ?? {}
  const left = (counts['queued'] ?? 0) + (counts['blocked'] ?? 0) + desk.active.size
  const moving = [...desk.active.values()].some((job) => job.state !== 'waiting')
  if (!moving) {
    if (left === 0) desk.done = 0
    return null
  }
  return desk.done / (desk.done + left)
}
