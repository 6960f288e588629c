import type { DispatchEvent } from '../../contract/event.ts'
import type { Job } from '../../contract/job.ts'
import type { LogEntry } from '../../contract/log.ts'
import type { Caller } from './client.ts'

/** What of a job's log is wanted. */
export interface LogWish { id: string; run?: number | undefined; after: number; grep?: string | undefined }

/** Reads a log from a position to what is there now, handing over each entry once, in order. Returns the new position. */
export async function drainLog(caller: Caller, wish: LogWish, print: (entry: LogEntry) => void): Promise<number> {
  let after = wish.after
  for (;;) {
    const page = await caller.call('jobs.log', { id: wish.id, after, limit: 1000, run: wish.run, grep: wish.grep })
    for (const entry of page.entries) {
      if (entry.seq <= after) continue
      print(entry)
      after = entry.seq
    }
    if (page.next === null) return after
    // Never stand still, even if a server does.
    after = Math.max(after, page.next)
    if (page.entries.length === 0 && page.next <= wish.after) return after
    wish = { ...wish, after }
  }
}

/** The steps of following one job: its log as it grows, until it is finished (or held, when `endHeld`). */
export function createTail(wish: LogWish, options: { print: (entry: LogEntry) => void; endHeld: boolean }): {
  catchUp(caller: Caller): Promise<boolean>
  hear(event: DispatchEvent, caller: Caller): Promise<boolean>
  job(): Job | null
} {
  let position = wish.after
  let job: Job | null = null
  const drain = async (caller: Caller) => {
    position = await drainLog(caller, { ...wish, after: position }, options.print)
  }
  const ended = () => job !== null && (job.state === 'finished' || (options.endHeld && job.state === 'held'))
  return {
    job: () => job,
    async catchUp(caller) {
      // The state first: what a finished job logged is stored before it is finished.
      job = await caller.call('jobs.get', { id: wish.id })
      wish = { ...wish, id: job.id }
      await drain(caller)
      return ended()
    },
    async hear(event, caller) {
      if (event.kind === 'log.appended' && event.jobId === wish.id && event.toSeq > position) {
        await drain(caller)
        // Entries a filter hid were read too: not again.
        position = Math.max(position, event.toSeq)
      }
      if (event.kind !== 'job.changed' || event.job.id !== wish.id) return false
      job = event.job
      if (!ended()) return false
      await drain(caller)
      return true
    },
  }
}
