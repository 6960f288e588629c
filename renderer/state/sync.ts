import type { CallInput, CallName, CallResult } from '../../contract/api.ts'
import type { Status } from '../../contract/engine.ts'
import type { Result } from '../../contract/errors.ts'
import type { SequencedEvent } from '../../contract/event.ts'
import type { Job } from '../../contract/job.ts'
import type { Client } from '../api/client.ts'
import { toWaitMs } from '../api/back-off.ts'
import { apply } from './apply.ts'
import { useStore, type Store } from './store.ts'
import { addJobs, EMPTY_WORLD } from './world.ts'

/** Finished jobs read at first and with each further page. */
const FINISHED_PAGE = 200
/** The first page of unfinished jobs is small, so that something is on the screen soon; the rest comes in the largest pages the engine gives. */
const FIRST_PAGE = 200
const NEXT_PAGE = 1000
/** A page in the background gets no frames; events are laid in this often instead. */
const HIDDEN_MS = 250

let client: Client

/** Makes a call of the engine; refusals are values. */
export const call = <Name extends CallName>(name: Name, args: CallInput<Name>): Promise<Result<CallResult<Name>>> => client.call(name, args)

/** Starts to keep the store in step with the engine, for as long as the page lives. */
export function startSync(carrier: Client): void {
  client = carrier
  void load()
  useStore.subscribe((now, before) => {
    if (now.world.needsReload && !before.world.needsReload) void load()
    if (now.world.changed.profiles !== before.world.changed.profiles) void loadProfiles()
    if (now.world.changed.engine !== before.world.changed.engine || now.world.changed.profiles !== before.world.changed.profiles || (now.connection === 'live' && before.connection !== 'live')) void loadStatus()
  })
}

let stop: (() => void) | null = null
let loading = false
/** Loads begun so far. */
let loads = 0

/** Reads everything: where the events stand first, then the pages, so that an event during the load is laid over them and none is missed. */
async function load(attempt = 0): Promise<void> {
  if (loading) return
  loading = true
  const mine = ++loads
  stop?.()
  const status = await call('engine.status', {})
  const [unfinished, finished, approvals, profiles] = status.ok
    ? await Promise.all([call('jobs.list', { state: 'unfinished', limit: FIRST_PAGE }), call('jobs.list', { state: 'finished', limit: FINISHED_PAGE }), call('approvals.list', {}), call('profiles.list', {})])
    : [status, status, status, status]
  loading = false
  const failed = [status, unfinished, finished, approvals, profiles].find((each) => !each.ok)
  if (failed && !failed.ok) {
    useStore.setState({ connection: failed.code === 'unauthorized' ? 'refused' : 'offline', trouble: failed.message })
    setTimeout(() => void load(attempt + 1), toWaitMs(attempt, Math.random()))
    return
  }
  if (!status.ok || !unfinished.ok || !finished.ok || !approvals.ok || !profiles.ok) return
  const { changed } = useStore.getState().world
  const world = addJobs({ ...EMPTY_WORLD, changed, seq: status.value.eventSeq, approvals: new Map(approvals.value.approvals.map((each) => [each.id, each])) }, [...unfinished.value.jobs, ...finished.value.jobs])
  useStore.setState({ world, status: status.value, profiles: profiles.value.profiles, next: finished.value.next, loaded: true, reading: toReading(status.value, unfinished.value), trouble: null })
  listen(status.value.eventSeq)
  await loadUnfinished(unfinished.value.next, mine)
}

/** An engine that is away meanwhile is waited for: its events tell of what changes, not of what was never read. A load that begins anew reads all of it itself. */
async function loadUnfinished(from: string | null, mine: number): Promise<void> {
  let attempt = 0
  for (let cursor = from; cursor !== null;) {
    const page = await call('jobs.list', { state: 'unfinished', limit: NEXT_PAGE, cursor })
    if (mine !== loads) return
    if (!page.ok) await new Promise((resolve) => setTimeout(resolve, toWaitMs(attempt++, Math.random())))
    else {
      attempt = 0
      const { jobs, next } = page.value
      // In one step: who waits for the last of them sees them all.
      useStore.setState(({ world, reading }) => ({ world: addJobs(world, jobs), reading: next === null || reading === null ? null : { have: reading.have + jobs.length, of: Math.max(reading.of, reading.have + jobs.length) } }))
      cursor = next
    }
  }
}

/** How far the reading of unfinished jobs has come with the first page. */
function toReading({ jobs }: Status, first: CallResult<'jobs.list'>): Store['reading'] {
  if (first.next === null) return null
  const of = Object.entries(jobs).reduce((sum, [state, count]) => (state === 'finished' ? sum : sum + count), 0)
  return { have: first.jobs.length, of: Math.max(of, first.jobs.length) }
}

/** Events are gathered until the next frame: a thousand of them cost one pass. */
function listen(after: number): void {
  let waiting: SequencedEvent[] = []
  let due = false
  const flush = (): void => {
    due = false
    const events = waiting
    waiting = []
    useStore.setState((store) => ({ world: apply(store.world, events) }))
  }
  stop = client.subscribe(after, (events) => {
    waiting.push(...events)
    if (due) return
    due = true
    if (document.visibilityState === 'visible') requestAnimationFrame(flush)
    else setTimeout(flush, HIDDEN_MS)
  }, (connection) => useStore.setState({ connection }))
}

async function loadStatus(): Promise<void> {
  const status = await call('engine.status', {})
  if (status.ok) useStore.setState({ status: status.value })
}

async function loadProfiles(): Promise<void> {
  const answer = await call('profiles.list', {})
  if (answer.ok) useStore.setState({ profiles: answer.value.profiles })
}

/** Adds jobs somebody read to what is known. */
export const learn = (jobs: readonly Job[]): void => useStore.setState((store) => ({ world: addJobs(store.world, jobs) }))

let older: { cursor: string; page: Promise<string | null> } | null = null

/** Reads the next page of finished jobs; what failed is said in words, or null. A page that is on its way is waited for, not asked for again. */
export function loadOlder(): Promise<string | null> {
  const cursor = useStore.getState().next
  if (cursor === null) return Promise.resolve(null)
  if (older?.cursor === cursor) return older.page
  const page = readOlder(cursor).finally(() => { if (older?.page === page) older = null })
  older = { cursor, page }
  return page
}

async function readOlder(cursor: string): Promise<string | null> {
  const page = await call('jobs.list', { state: 'finished', limit: FINISHED_PAGE, cursor })
  if (useStore.getState().next !== cursor) return null
  if (!page.ok) return page.message
  learn(page.value.jobs)
  useStore.setState({ next: page.value.next })
  return null
}
