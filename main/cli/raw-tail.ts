import type { DispatchEvent } from '../../contract/event.ts'
import type { Job } from '../../contract/job.ts'
import type { Caller } from './client.ts'

/** The steps of reading the exact bytes of a run, and of the runs after it when no run was asked for. */
export function createRawTail(wish: { id: string; run?: number | undefined }, write: (bytes: Buffer) => void): {
  catchUp(caller: Caller): Promise<boolean>
  hear(event: DispatchEvent, caller: Caller): Promise<boolean>
} {
  let run = wish.run
  let offset = 0
  const drain = async (caller: Caller) => {
    for (;;) {
      const page = await caller.call('jobs.raw', { id: wish.id, offset, run })
      // Without --run the newest is shown; which one that is must not change in the middle of it.
      run = page.run
      const bytes = Buffer.from(page.base64, 'base64')
      if (bytes.length > 0) write(bytes)
      offset = page.offset + bytes.length
      if (page.next === null || page.next < offset || (page.next === offset && bytes.length === 0)) return
      offset = page.next
    }
  }
  const follow = async (job: Job, caller: Caller): Promise<boolean> => {
    if (job.run > 0) await drain(caller)
    while (wish.run === undefined && run !== undefined && run < job.run) {
      run += 1
      offset = 0
      await drain(caller)
    }
    return job.state === 'finished' || (wish.run !== undefined && job.run > wish.run)
  }
  return {
    catchUp: async (caller) => follow(await caller.call('jobs.get', { id: wish.id }), caller),
    hear: async (event, caller) => {
      if (event.kind === 'job.changed' && event.job.id === wish.id) return follow(event.job, caller)
      if (event.kind === 'log.appended' && event.jobId === wish.id) await drain(caller)
      return false
    },
  }
}
