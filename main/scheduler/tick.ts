import { availableParallelism } from 'node:os'
import { ownZone, windowsAt, type Window } from '../../contract/window-times.ts'
import type { Touches } from '../queue/overlap.ts'
import { ready, type Candidate, type Capacity } from '../queue/ready.ts'
import { claimed } from '../queue/transition.ts'
import { listCandidates, listOccupied, nextDueAt, placeChanged, profilesWithQueue } from '../store/candidates.ts'
import { isTaken, listLeased } from '../store/conversations.ts'
import type { ReadDb } from '../store/handles.ts'
import { getJobRow, moveJob, patchJob } from '../store/jobs.ts'
import { fromTouches, type JobRow } from '../store/job-row.ts'
import { listSlots } from '../store/profiles.ts'
import { insertRun } from '../store/runs.ts'
import { nextScheduleAt } from '../store/schedules.ts'
import { getSetting } from '../store/settings.ts'
import type { Core } from './core.ts'
import { fireDue } from './due.ts'
import { landingIn } from './land-into.ts'

/** Runs at once over all profiles unless set: each Claude needs about 215 MB and most of a core while it starts. */
const DEFAULT_SLOTS = Math.max(4, availableParallelism())
/** Candidates read per profile and round: slots are at most 64. */
const CANDIDATES = 64
/** While something is due later, the clock is looked at no more seldom: a timer does not count the time a machine sleeps, and the clock may be set. */
const LONGEST_TIMER_MS = 10 * 60_000
/** How soon to look again for the end of a take-over that keeps a job waiting. */
const LEASE_LOOK_MS = 5000
/** How soon to look again at a schedule whose time has come and could not be stored. */
const LATE_LOOK_MS = 60_000

const earliest = (...times: (number | null)[]): number | null => times.reduce((a, b) => (a === null ? b : b === null ? a : Math.min(a, b)), null)

/** Most profiles have no windows, and asking for this machine's zone takes longer than all the rest of a tick. */
const isClosed = (windows: readonly Window[], now: number): boolean => windows.length > 0 && !windowsAt(windows, now, ownZone()).open

/** What is free and what is busy now. `live`: the runs of this engine, of which some may stand aside. */
export function capacityOf(db: ReadDb, now: number, live?: Core['live']): Capacity & { total: number; used: Map<string, number>; leased: boolean; busyRepositories: Map<string, Touches[]> } {
  const occupied = listOccupied(db)
  const leased = listLeased(db)
  const used = new Map<string, number>()
  // Waiting jobs use no slot: a question nobody answers must not keep other work from starting.
  for (const job of occupied) if (job.state !== 'waiting' && !live?.get(job.job)?.aside) used.set(job.profile, (used.get(job.profile) ?? 0) + 1)
  const total = Number(getSetting(db, 'slots') ?? DEFAULT_SLOTS)
  const sum = [...used.values()].reduce((a, b) => a + b, 0)
  return {
    paused: getSetting(db, 'paused') === '1', total, used, leased: leased.length > 0, slots: Math.max(0, total - sum),
    profiles: new Map(listSlots(db).map((profile) => [profile.name, { slots: profile.slots - (used.get(profile.name) ?? 0), paused: profile.paused, closed: isClosed(profile.windows, now) }])),
    busyConversations: new Set([...occupied.map((job) => job.conversation), ...leased.map((conversation) => conversation.id)]),
    busyRepositories: toBusy(occupied),
  }
}

function toBusy(occupied: ReturnType<typeof listOccupied>): Map<string, Touches[]> {
  const busy = new Map<string, Touches[]>()
  for (const { repositoryLock: repository, touches } of occupied) if (repository !== null) busy.set(repository, [...(busy.get(repository) ?? []), touches])
  return busy
}

const isFree = (profile: { slots: number; closed?: boolean } | undefined): boolean => profile !== undefined && profile.slots > 0 && !profile.closed

/** When the first window opens of a profile that has queued jobs and may not start them now, or null. */
function nextOpeningAt(db: ReadDb, now: number): number | null {
  const windowed = listSlots(db).filter((profile) => profile.windows.length > 0)
  if (windowed.length === 0) return null
  const queued = new Set(profilesWithQueue(db))
  return earliest(...windowed.filter(({ name }) => queued.has(name)).map(({ windows }) => {
    const state = windowsAt(windows, now, ownZone())
    return state.open ? null : state.opensAt
  }))
}

/** When something may have to be done although nothing happens before, or null. */
export function nextWakeAt(db: ReadDb, now: number): number | null {
  const scheduled = nextScheduleAt(db)
  return earliest(
    nextDueAt(db, now),
    nextOpeningAt(db, now),
    // One that is still due could not be stored: not at once again.
    scheduled === null || scheduled > now ? scheduled : now + LATE_LOOK_MS,
    listLeased(db).length > 0 && profilesWithQueue(db).length > 0 ? now + LEASE_LOOK_MS : null,
  )
}

/** Submits what schedules have due, then starts whatever may start, again and again until nothing more may; then sets one timer for the next due time. Never polls. */
export function createTicker(core: Core, start: (row: JobRow) => void): { wake(): void; stop(): void; settled(): Promise<void> } {
  let running: Promise<void> | null = null
  let again = false
  let timer: NodeJS.Timeout | null = null

  /** Since it was chosen landing may have begun in its place, or somebody may have changed what it touches there. */
  const isPlaceLost = (db: ReadDb, { job, touches }: Candidate): boolean => {
    const row = getJobRow(db, job)!
    return row.isolation === 'none' && (landingIn(core).has(row.repository) || row.touches !== fromTouches(touches ?? []).touches)
  }

  async function round(): Promise<boolean> {
    const db = core.store.read
    const queued = profilesWithQueue(db)
    if (queued.length === 0) return false
    const now = core.now()
    const capacity = capacityOf(db, now, core.live)
    // Whatever it touches, nothing may begin where a branch is being moved.
    for (const repository of landingIn(core)) capacity.busyRepositories.set(repository, [null])
    if (capacity.paused || capacity.slots <= 0) return false
    const busy = { now, conversations: capacity.busyConversations, repositories: capacity.busyRepositories }
    const candidates = queued.filter((name) => isFree(capacity.profiles.get(name))).flatMap((name) => listCandidates(db, name, busy, CANDIDATES))
    const chosen = ready(candidates, capacity, now)
    if (chosen.length === 0) return false
    const rows = await core.store.writer.write((tx) => chosen.flatMap((candidate) => {
      const { job } = candidate
      // Since it was chosen its conversation may have been taken over, and would have two writers.
      if (isTaken(tx, job) || isPlaceLost(tx, candidate) || !moveJob(tx, job, claimed(), now)) return []
      const row = getJobRow(tx, job)!
      if (row.isolation === 'none') placeChanged(tx, row.repository)
      insertRun(tx, { job, number: row.run + 1, resumed: row.resume === 1 }, now)
      patchJob(tx, job, { run: row.run + 1, attempts: row.resume === 1 ? row.attempts : row.attempts + 1 })
      return [getJobRow(tx, job)!]
    }))
    for (const row of rows) start(row)
    return true
  }

  async function run(): Promise<void> {
    do {
      again = false
      await fireDue(core)
      // On a full disk it waits for room, and then looks anew.
      while (!core.stopping && await core.store.owed.keep('the start of what is queued', round));
    } while (again && !core.stopping)
    arm()
  }

  function arm(): void {
    if (timer) clearTimeout(timer)
    timer = null
    if (core.stopping) return
    const now = core.now()
    const at = nextWakeAt(core.store.read, now)
    // Through the core: that also looks whether a terminal that holds a conversation is still there.
    if (at !== null) timer = setTimeout(() => core.wake(), Math.min(Math.max(0, at - now), LONGEST_TIMER_MS))
  }

  function wake(): void {
    again = true
    if (core.stopping || running) return
    running = run().catch((error: unknown) => { if (!core.stopping) core.report('the queue could not be read', error) }).finally(() => {
      running = null
      if (again && !core.stopping) wake()
    })
  }

  return { wake, stop: () => { if (timer) clearTimeout(timer); timer = null }, settled: () => running ?? Promise.resolve() }
}
