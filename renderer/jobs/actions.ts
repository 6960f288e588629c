import type { CallInput, Moved } from '../../contract/api.ts'
import type { Job } from '../../contract/job.ts'
import { call } from '../state/sync.ts'
import { useStore } from '../state/store.ts'
import { clearSelected, openOverlay } from '../state/view.ts'
import { notify } from '../ui/notices.tsx'
import { moveWords } from '../words/queue.ts'
import { canCancel, canHold, canRelease, canRetry } from './allowed.ts'

/** What a call moves at most. */
const MOST = 10_000

export type Move = CallInput<'jobs.move'>['move']
export interface MoveHow { withDependents?: boolean; dryRun?: boolean }
/** What moved, or would; `refused`: why some or all of it did not, each reason once; `notes`: what else is to be known before. */
export type Moves = Pick<Moved, 'changed' | 'also'> & { refused: readonly string[]; notes: readonly string[] }

/** Moves jobs together, or says what that would do; a refusal does not stop the rest. */
export async function moveJobs(jobs: readonly Job[], move: Move, how: MoveHow): Promise<Moves> {
  const [changed, also, refused, notes]: [Job[], Moved['also'], Set<string>, string[]] = [[], [], new Set(), []]
  for (let at = 0; at < jobs.length; at += MOST) {
    const answer = await call('jobs.move', { ids: jobs.slice(at, at + MOST).map((job) => job.id), move, ...how })
    if (!answer.ok) refused.add(answer.message)
    else {
      changed.push(...answer.value.changed)
      also.push(...answer.value.also)
      for (const { message } of answer.value.refused) refused.add(message)
      for (const note of answer.value.notes ?? []) notes.push(note)
    }
  }
  return { changed, also, refused: [...refused], notes }
}

/** Reasons shown at once: more of them would cover the window. */
const MOST_REASONS = 3

async function run(jobs: readonly Job[], move: Move, how: MoveHow, say: (what: string, also: number) => string): Promise<void> {
  const { changed, also, refused } = await moveJobs(jobs, move, how)
  clearSelected()
  if (changed.length > 0) notify(say(moveWords.what(changed.map((job) => job.title)), new Set(also.map((other) => other.id)).size))
  for (const message of refused.slice(0, MOST_REASONS)) notify(message, 'error')
}

/** Asks first, with all that would go too. */
export function askCancel(jobs: readonly Job[]): void {
  const ids = jobs.filter(canCancel).map((job) => job.id)
  if (ids.length > 0) openOverlay('cancel', { ids })
}

export const cancelNow = (jobs: readonly Job[]): Promise<void> => run(jobs.filter(canCancel), 'cancel', {}, moveWords.done.cancelled)
export const hold = (jobs: readonly Job[], withDependents = false): Promise<void> => run(jobs.filter(canHold), 'hold', { withDependents }, moveWords.done.held)
export const release = (jobs: readonly Job[], withDependents = false): Promise<void> => run(jobs.filter(canRelease), 'release', { withDependents }, moveWords.done.released)
export const retryNow = (jobs: readonly Job[], withDependents: boolean): Promise<void> => run(jobs.filter(canRetry), 'retry', { withDependents }, moveWords.done.retried)

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
