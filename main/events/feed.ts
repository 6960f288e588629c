import { assertNever } from '../../contract/assert.ts'
import type { DispatchEvent, EventKind, SequencedEvent } from '../../contract/event.ts'
import type { Job } from '../../contract/job.ts'
import { getApproval } from '../store/approvals.ts'
import { firstEventSeq, lastEventSeq, listEvents, type EventRow } from '../store/events.ts'
import { sql, type ReadDb } from '../store/handles.ts'
import { getJobRow } from '../store/jobs.ts'
import { toJob } from '../store/job-view.ts'

/** Where events are read from. A reader has a cursor of its own: a slow one falls behind and never holds anybody up. */
export interface EventFeed {
  /** Delivers every event after `after` (null: from now on), in order, once each; waits for each delivery before the next. */
  subscribe(after: number | null, deliver: (batch: SequencedEvent[]) => Promise<void> | void): { stop(): void }
  /** Something was committed. */
  notify(): void
}

/** Events read at a time: small enough that filling them in takes a few ms. */
const BATCH = 100

export function createFeed(db: ReadDb): EventFeed {
  const pokes = new Set<() => void>()

  function subscribe(after: number | null, deliver: (batch: SequencedEvent[]) => Promise<void> | void) {
    const newest = lastEventSeq(db)
    // A cursor ahead of us belongs to another data folder's past: nothing it knows can be trusted.
    let cursor = after ?? newest
    let resync = after !== null && (after > newest || after + 1 < firstEventSeq(db))
    let stopped = false
    let running = false
    let again = false

    async function run(): Promise<void> {
      if (running) { again = true; return }
      running = true
      do {
        again = false
        if (resync) {
          resync = false
          cursor = newest
          await deliver([{ seq: newest, event: { kind: 'engine.changed', what: 'resync', profile: null } }])
        }
        for (let rows = listEvents(db, cursor, BATCH); rows.length > 0 && !stopped; rows = listEvents(db, cursor, BATCH)) {
          cursor = rows.at(-1)!.seq
          await deliver(fill(db, rows))
          await new Promise(setImmediate)
          if (stopped) break
        }
      } while (again && !stopped)
      running = false
    }
    const poke = () => { run().catch(stop) }
    const stop = () => { stopped = true; pokes.delete(poke) }
    pokes.add(poke)
    setImmediate(poke)
    return { stop }
  }

  return { subscribe, notify: () => { for (const poke of pokes) poke() } }
}

/** Rows as events. A job named several times in a batch is read once: each event carries its newest state. */
function fill(db: ReadDb, rows: readonly EventRow[]): SequencedEvent[] {
  const jobs = new Map<number, Job | null>()
  const jobOf = (seq: number): Job | null => {
    if (!jobs.has(seq)) {
      const row = getJobRow(db, seq)
      jobs.set(seq, row ? toJob(db, row, false) : null)
    }
    return jobs.get(seq)!
  }
  return rows.flatMap((row) => {
    const event = toEvent(db, row, jobOf)
    return event ? [{ seq: row.seq, event }] : []
  })
}

function toEvent(db: ReadDb, row: EventRow, jobOf: (seq: number) => Job | null): DispatchEvent | null {
  const kind = row.kind as EventKind
  switch (kind) {
    case 'job.changed': {
      const job = jobOf(row.job!)
      return job && { kind, job }
    }
    case 'log.appended': {
      const id = sql(db, 'SELECT id FROM job WHERE seq = ?').pluck().get(row.job!) as string | undefined
      return id === undefined ? null : { kind, jobId: id, run: row.run!, fromSeq: row.from_seq!, toSeq: row.to_seq! }
    }
    case 'approval.asked':
    case 'approval.answered': {
      const approval = getApproval(db, row.subject!)
      return approval ? { kind, approval } : null
    }
    case 'profile.changed': return { kind, name: row.subject! }
    case 'schedule.changed': return { kind, id: row.subject! }
    case 'quota.changed': return { kind, profile: row.subject! }
    case 'engine.changed': {
      const [what, profile] = (row.subject ?? '').split(' ')
      return { kind, what: what as 'started', profile: profile ?? null }
    }
    default: return assertNever(kind, 'event kind')
  }
}
