import type { Moved } from '../../contract/api.ts'
import type { Job } from '../../contract/job.ts'
import { moveWords } from '../words/queue.ts'
import { JobName } from './job-line.tsx'

/** A job that would move although nobody named it. */
export type Also = Moved['also'][number]

/** Names shown before the rest is only counted. */
const SHOWN = 8
/** The reason's code after a state: why is said in words, in the hint. */
const CODE = / \([a-z-]+\)$/

/** The jobs that are meant. */
export function JobNames({ jobs, label }: { jobs: readonly Job[]; label?: string }) {
  return (
    <ul aria-label={label} className="flex flex-col gap-1">
      {jobs.slice(0, SHOWN).map((job) => <li key={job.id} className="flex min-w-0"><JobName job={job} /></li>)}
      {jobs.length > SHOWN && <li className="text-soft">{moveWords.more(jobs.length - SHOWN)}</li>}
    </ul>
  )
}

/** What else would move, from where to where, and why. */
export function AlsoList({ also, title }: { also: readonly Also[]; title: string }) {
  return (
    <div aria-live="polite" className="flex flex-col gap-1 rounded-md bg-tint-amber p-3">
      <p className="font-medium">{title}</p>
      <ul className="flex flex-col gap-0.5">
        {also.slice(0, SHOWN).map((other) => <li key={other.id} title={other.why} className="flex gap-2"><span className="min-w-0 flex-1 truncate">{other.title}</span><span className="shrink-0 text-soft">{other.from} → {other.to.replace(CODE, '')}</span></li>)}
        {also.length > SHOWN && <li className="text-soft">{moveWords.more(also.length - SHOWN)}</li>}
      </ul>
    </div>
  )
}
