import type { CallResult } from '../../contract/api.ts'
import type { Result } from '../../contract/errors.ts'
import type { Job } from '../../contract/job.ts'
import { call } from '../state/sync.ts'
import { useStore } from '../state/store.ts'
import { clearSelected, openOverlay } from '../state/view.ts'
import { notify } from '../ui/notices.tsx'
import { moveWords } from '../words/queue.ts'
import { canCancel, canHold, canRelease, canRetry } from './allowed.ts'

type Moved = CallResult<'jobs.cancel'>
/** At most this many calls at once: the engine takes them one by one anyway. */
const AT_ONCE = 8

/** Calls for each job; a refusal does not stop the rest. */
export async function callEach<Value>(jobs: readonly Job[], one: (job: Job) => Promise<Result<Value>>): Promise<{ done: Value[]; refused: string[] }> {
  const [done, refused]: [Value[], string[]] = [[], []]
  for (let at = 0; at < jobs.length; at += AT_ONCE) {
    for (const answer of await Promise.all(jobs.slice(at, at + AT_ONCE).map(one))) {
      if (answer.ok) done.push(answer.value)
      else refused.push(answer.message)
    }
  }
  return { done, refused }
}

/** How many other jobs moved, each counted once. */
const countAlso = (moved: readonly Moved[]): number => new Set(moved.flatMap((each) => each.also.map((other) => other.id))).size

async function move(jobs: readonly Job[], one: (job: Job) => Promise<Result<Moved>>, say: (what: string, also: number) => string): Promise<void> {
  const { done, refused } = await callEach(jobs, one)
  clearSelected()
  if (done.length > 0) notify(say(moveWords.what(done.flatMap((each) => each.changed.map((job) => job.title))), countAlso(done)))
  for (const message of new Set(refused)) notify(message, 'error')
}

/** Asks first, with all that would go too. */
export function askCancel(jobs: readonly Job[]): void {
  const ids = jobs.filter(canCancel).map((job) => job.id)
  if (ids.length > 0) openOverlay('cancel', { ids })
}

export const cancelNow = (jobs: readonly Job[]): Promise<void> => move(jobs.filter(canCancel), (job) => call('jobs.cancel', { id: job.id }), moveWords.done.cancelled)
export const hold = (jobs: readonly Job[], withDependents = false): Promise<void> => move(jobs.filter(canHold), (job) => call('jobs.hold', { id: job.id, withDependents }), moveWords.done.held)
export const release = (jobs: readonly Job[], withDependents = false): Promise<void> => move(jobs.filter(canRelease), (job) => call('jobs.release', { id: job.id, withDependents }), moveWords.done.released)
export const retryNow = (jobs: readonly Job[], withDependents: boolean): Promise<void> => move(jobs.filter(canRetry), (job) => call('jobs.retry', { id: job.id, withDependents }), moveWords.done.retried)

/** Retries; asks first when jobs were cancelled because of it, whether they should come along. */
export function retry(jobs: readonly Job[]): void {
  const some = jobs.filter(canRetry)
  if (some.length === 0) return
  const fallen = countFallen(some, useStore.getState().world.jobs)
  if (fallen > 0) openOverlay('retry', { ids: some.map((job) => job.id), fallen })
  else void retryNow(some, false)
}

/** Jobs downstream that were cancelled because of these, as far as they are loaded. */
export function countFallen(jobs: readonly Job[], known: ReadonlyMap<string, Job>): number {
  const seen = new Set<string>()
  const open = jobs.flatMap((job) => job.children)
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const child = known.get(id)
    if (!child || seen.has(id) || child.outcome?.reason !== 'dependency-failed') continue
    seen.add(id)
    open.push(...child.children)
  }
  return seen.size
}
