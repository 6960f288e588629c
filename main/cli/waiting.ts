import type { Job } from '../../contract/job.ts'
import { formatDuration } from '../../contract/words.ts'
import type { Caller } from './client.ts'
import type { Context } from './context.ts'
import { exitOf, worstExit } from './outcome.ts'
import { watch } from './watch.ts'

/** How a wait ends: with the first job that is over, or with all of them. */
export interface WaitOptions { any: boolean; timeoutMs: number | null; report: (job: Job) => void }

const EXIT_TIMED_OUT = 124

/** Waits until jobs are finished; a held one counts as over, because only a person moves it. Returns the exit code. */
export async function waitFor(context: Context, ids: readonly string[], options: WaitOptions): Promise<number> {
  const { connection } = context
  const until = options.timeoutMs === null ? undefined : Date.now() + options.timeoutMs
  const pending = new Set<string>()
  const over = new Map<string, Job>()
  let content = false
  const take = (job: Job) => {
    if (!pending.has(job.id) || (job.state !== 'finished' && job.state !== 'held')) return content
    pending.delete(job.id)
    over.set(job.id, job)
    options.report(job)
    content = pending.size === 0 || (options.any && job.state === 'finished')
    return content
  }
  const first = new Map<string, Job>()
  for (const id of new Set(ids)) {
    const job = await connection.call('jobs.get', { id })
    first.set(job.id, job)
  }
  for (const id of first.keys()) pending.add(id)
  for (const job of first.values()) if (take(job)) return exitFor(over, options.any)
  const watched = watch(connection, {
    what: 'wait for a job',
    ...(until === undefined ? {} : { until }),
    catchUp: (caller) => catchUp(caller, [...pending], take),
    hear: async (event) => event.kind === 'job.changed' && take(event.job),
  })
  const done = await (until === undefined ? watched : Promise.race([watched, timesUp(until, watched)]))
  if (done) return exitFor(over, options.any)
  reportTimeout(context, [...pending], options.timeoutMs ?? 0)
  return EXIT_TIMED_OUT
}

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

function exitFor(over: ReadonlyMap<string, Job>, any: boolean): number {
  const jobs = [...over.values()]
  const counted = any && jobs.some((job) => job.state === 'finished') ? jobs.filter((job) => job.state === 'finished') : jobs
  return worstExit(counted.map(exitOf))
}

function reportTimeout(context: Context, pending: readonly string[], timeoutMs: number): void {
  const shown = `${pending.slice(0, 3).join(', ')}${pending.length > 3 ? ` and ${pending.length - 3} more` : ''}`
  const message = `expected to be finished within ${formatDuration(timeoutMs)}, found ${shown} still unfinished: wait longer, or look with \`dispatch show\``
  context.stderr.write(context.json ? `${JSON.stringify({ error: { code: 'timed-out', message, details: { pending } } })}\n` : `dispatch: ${message}\n`)
}
