import type { Job } from '../../../contract/job.ts'

/** The newest known job of each schedule. */
export function newestJobs(jobs: Iterable<Job>): Map<string, Job> {
  const newest = new Map<string, Job>()
  for (const job of jobs) if (job.schedule !== undefined && job.seq > (newest.get(job.schedule)?.seq ?? 0)) newest.set(job.schedule, job)
  return newest
}

/** The jobs of a schedule, the newest first. */
export function jobsOf(id: string, jobs: Iterable<Job>): Job[] {
  return [...jobs].filter((job) => job.schedule === id).sort((a, b) => b.seq - a.seq)
}
