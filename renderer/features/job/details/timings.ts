import type { Job } from '../../../../contract/job.ts'

/** A stretch of a job's life. `run` 0: it waited. */
export interface Span { kind: 'waited' | 'ran'; run: number; from: number; to: number }

/** From submission to the end (or now): when it waited and when it ran. */
export function toSpans(job: Pick<Job, 'createdAt' | 'runs' | 'endedAt' | 'state'>, now: number): Span[] {
  const spans: Span[] = []
  let at = job.createdAt
  for (const run of job.runs) {
    if (run.startedAt > at) spans.push({ kind: 'waited', run: 0, from: at, to: run.startedAt })
    const to = run.endedAt ?? (job.state === 'finished' ? (job.endedAt ?? run.startedAt) : now)
    spans.push({ kind: 'ran', run: run.number, from: run.startedAt, to: Math.max(run.startedAt, to) })
    at = Math.max(at, to)
  }
  const end = job.state === 'finished' ? (job.endedAt ?? at) : now
  const alive = job.runs.at(-1)?.endedAt === null && job.state !== 'finished'
  if (!alive && end > at) spans.push({ kind: 'waited', run: 0, from: at, to: end })
  return spans
}
