import type { Job } from '../../../../contract/job.ts'

/** A stretch of a job's life: it waited for other jobs or a person (`blocked`), for a slot or its time (`queued`), between two attempts or for what it needs (`waited`), or it ran. `run` 0: none. */
export interface Span { kind: 'blocked' | 'queued' | 'waited' | 'ran'; run: number; from: number; to: number }

/** A shorter wait is the time the engine takes, and no wait. */
const LEAST_WAIT_MS = 100

/** From submission to the end (or now): when it waited, for what, and when it ran. */
export function toSpans(job: Pick<Job, 'createdAt' | 'queuedAt' | 'runs' | 'endedAt' | 'state'>, now: number): Span[] {
  const spans: Span[] = []
  let at = job.createdAt
  for (const run of job.runs) {
    if (run.startedAt > at) spans.push(...toWaits(job, at, run.startedAt))
    const to = run.endedAt ?? (job.state === 'finished' ? (job.endedAt ?? run.startedAt) : now)
    spans.push({ kind: 'ran', run: run.number, from: run.startedAt, to: Math.max(run.startedAt, to) })
    at = Math.max(at, to)
  }
  const end = job.state === 'finished' ? (job.endedAt ?? at) : now
  const alive = job.runs.at(-1)?.endedAt === null && job.state !== 'finished'
  if (!alive && end > at) spans.push(...toWaits(job, at, end))
  return spans
}

/** One wait, or two where it is known when the job became ready: before that it waited for others, after it for a slot. Only the latest such moment is known. */
function toWaits({ createdAt, queuedAt, state }: Pick<Job, 'createdAt' | 'queuedAt' | 'state'>, from: number, to: number): Span[] {
  if (queuedAt !== null && queuedAt >= from && queuedAt < to) {
    return [...wait(from === createdAt ? 'blocked' : 'waited', from, queuedAt), ...wait('queued', queuedAt, to)]
  }
  return wait(from === createdAt && queuedAt === null && state !== 'queued' ? 'blocked' : 'waited', from, to)
}

const wait = (kind: Span['kind'], from: number, to: number): Span[] => (to - from < LEAST_WAIT_MS ? [] : [{ kind, run: 0, from, to }])
