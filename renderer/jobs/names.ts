import type { Job } from '../../contract/job.ts'
import { formatAge, formatClock, formatDuration, formatShort } from '../../contract/formats.ts'

/** A repository in one word: its folder's name. */
export function repositoryName(path: string): string {
  return path.replace(/[\\/]+$/, '').split(/[\\/]/).at(-1) || path
}

/** The time that matters of a job: how long it runs or ran, else how long it has been there. `title` is the absolute time. */
export function timeOf(job: Job, now: number): { text: string; title: string } {
  if (job.state === 'running' || job.state === 'starting' || (job.state === 'waiting' && job.startedAt !== null)) return { text: formatDuration(now - (job.runs.at(-1)?.startedAt ?? job.startedAt ?? now)), title: `since ${formatClock(job.startedAt ?? now, now)}` }
  if (job.state === 'finished') return { text: job.endedAt === null ? '' : formatAge(job.endedAt, now), title: job.endedAt === null ? '' : `${formatClock(job.endedAt, now)}${job.startedAt === null ? '' : `, took ${formatDuration(job.endedAt - job.startedAt)}`}` }
  return { text: formatShort(now - job.createdAt), title: `submitted ${formatClock(job.createdAt, now)}` }
}
