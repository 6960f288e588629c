import { setTimeout as pause } from 'node:timers/promises'
import type { Job } from '../../contract/job.ts'
import { formatDuration } from '../../contract/formats.ts'
import { isHeldByPerson } from '../../contract/words.ts'
import type { Caller } from './client.ts'
import { findNoEngine } from './connect.ts'
import type { Context } from './context.ts'
import { plainLine } from './plain.ts'
import { exitOf, worstExit } from './outcome.ts'
import { watch } from './watch.ts'

/** How a wait ends: with the first job that is over, or with all of them. */
export interface WaitOptions { any: boolean; timeoutMs: number | null; report: (job: Job) => void }

const EXIT_TIMED_OUT = 124

/**
 * Waits until jobs are finished; one that a person holds counts as over, and so does one that nothing living can move: it waits for held jobs
 * only, or is held for a parent that nobody tries again. Returns the exit code.
 */
export async function waitFor(context: Context, ids: readonly string[], options: WaitOptions): Promise<number> {
  const { connection } = context
  const until = options.timeoutMs === null ? undefined : Date.now() + options.timeoutMs
  const first = new Map<string, Job>()
  for (const id of new Set(ids)) {
    const job = await connection.call('jobs.get', { id })
    first.set(job.id, job)
  }
  const { pending, over, take, dropStuck } = createRound(context, [...first.keys()], options)
  for (const job of first.values()) if (take(job)) return exitFor(over, options.any)
  const watched = watch(connection, {
    what: 'wait for a job',
    ...(until === undefined ? {} : { until }),
    catchUp: async (caller) => await catchUp(caller, [...pending], take) || dropStuck(caller, null),
    hear: async (event, caller) => event.kind === 'job.changed' && (take(event.job) || (isStill(event.job) && await dropStuck(caller, event.job.id))),
  })
  const done = await (until === undefined ? watched : Promise.race([watched, timesUp(until, watched)]))
  if (done) return exitFor(over, options.any)
  await reportTimeout(context, [...pending], options.timeoutMs ?? 0)
  return EXIT_TIMED_OUT
}

interface Round {
  pending: ReadonlySet<string>
  over: ReadonlyMap<string, Job>
  /** Takes in how a job stands now. Like `dropStuck`, true once there is nothing left to wait for. */
  take(job: Job): boolean
  /** Ends those that nothing living can move any more. `changed`: the job that has just come to a standstill; null: look at all. */
  dropStuck(caller: Caller, changed: string | null): Promise<boolean>
}

function createRound(context: Context, ids: readonly string[], options: WaitOptions): Round {
  const pending = new Set(ids)
  const over = new Map<string, Job>()
  /** Of those pending, the ones that wait for parents, with the living job each still hopes for: only its standstill makes it worth asking again. */
  const blocked = new Map<string, { job: Job; hopes: string | null }>()
  let content = false
  const end = (job: Job): boolean => {
    pending.delete(job.id)
    blocked.delete(job.id)
    over.set(job.id, job)
    options.report(job)
    return content = pending.size === 0 || (options.any && job.state === 'finished')
  }
  return {
    pending,
    over,
    take: (job) => {
      if (!pending.has(job.id)) return content
      if (job.state === 'finished' || (job.state === 'held' && (isHeldByPerson(job) || job.conflict !== undefined))) return end(job)
      if (job.state === 'blocked' || job.state === 'held') blocked.set(job.id, { job, hopes: blocked.get(job.id)?.hopes ?? null })
      else blocked.delete(job.id)
      return content
    },
    dropStuck: async (caller, changed) => {
      for (const [id, { job, hopes }] of blocked) {
        if (hopes !== null && changed !== null && hopes !== changed) continue
        const { living, held } = await caller.call('jobs.blockers', { id })
        blocked.set(id, { job, hopes: living })
        if (living !== null || held.length === 0) continue
        // What the last event told of it may be older than what stands in its way.
        const now = await caller.call('jobs.get', { id })
        if (now.state === 'blocked') context.note(plainLine(`${id} waits for what only a person moves: ${held.map((each) => each.why).join('; ')}`))
        if (end(now)) return true
      }
      return content
    },
  }
}

/** Nothing more comes of it for now. */
const isStill = (job: Job): boolean => job.state === 'finished' || job.state === 'held' || job.state === 'blocked'

async function catchUp(caller: Caller, ids: readonly string[], take: (job: Job) => boolean): Promise<boolean> {
  for (const id of ids) if (take(await caller.call('jobs.get', { id }))) return true
  return false
}

/** The watch ends by itself at `until`, unless an engine that hangs keeps it: half a second later nobody waits for it any more. */
function timesUp(until: number, watched: Promise<boolean>): Promise<false> {
  return new Promise((settle) => {
    const timer = setTimeout(() => settle(false), Math.min(Math.max(0, until - Date.now()) + 500, 2 ** 31 - 1))
    watched.then(() => clearTimeout(timer), () => clearTimeout(timer))
  })
}

/** An engine that does not answer within a second is one that hangs, and there. */
function isDeserted(context: Context): Promise<boolean> {
  return Promise.race([findNoEngine(context.connection), pause(1000, false, { ref: false })])
}

function exitFor(over: ReadonlyMap<string, Job>, any: boolean): number {
  const jobs = [...over.values()]
  const counted = any && jobs.some((job) => job.state === 'finished') ? jobs.filter((job) => job.state === 'finished') : jobs
  return worstExit(counted.map(exitOf))
}

async function reportTimeout(context: Context, pending: readonly string[], timeoutMs: number): Promise<void> {
  const shown = `${pending.slice(0, 3).join(', ')}${pending.length > 3 ? ` and ${pending.length - 3} more` : ''}`
  const message = `expected to be finished within ${formatDuration(timeoutMs)}, found ${shown} still unfinished: ${await isDeserted(context) ? 'no engine runs, so nothing moves; start the desktop app or `dispatch serve`' : 'wait longer, or look with `dispatch show`'}`
  context.stderr.write(context.json ? `${JSON.stringify({ error: { code: 'timed-out', message, details: { pending } } })}\n` : `dispatch: ${message}\n`)
}
