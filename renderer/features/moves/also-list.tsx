import type { ReactNode } from 'react'
import type { Job } from '../../../contract/job.ts'
import { JobName } from '../../jobs/job-line.tsx'
import { moveWords } from '../../words/queue.ts'
import type { Also } from './use-preview.ts'

/** Names shown before the rest is only counted. */
const SHOWN = 8

/** What else would move, from where to where, and why; `none` when nothing would. */
export function AlsoList({ also, none }: { also: readonly Also[] | null; none: ReactNode }) {
  if (also === null) return <p aria-live="polite" className="text-soft">{moveWords.looking}</p>
  if (also.length === 0) return <p aria-live="polite" className="text-soft">{none}</p>
  return (
    <div aria-live="polite" className="flex flex-col gap-1 rounded-md bg-tint-amber p-3">
      <p className="font-medium">{moveWords.cancelAlso(also.length)}</p>
      <ul className="flex flex-col gap-0.5">
        {also.slice(0, SHOWN).map((other) => <li key={other.id} title={other.why} className="flex gap-2"><span className="min-w-0 flex-1 truncate">{other.title}</span><span className="shrink-0 text-soft">{other.from} → {other.to}</span></li>)}
        {also.length > SHOWN && <li className="text-soft">{moveWords.more(also.length - SHOWN)}</li>}
      </ul>
    </div>
  )
}

/** The jobs that are meant. */
export function JobNames({ jobs }: { jobs: readonly Job[] }) {
  return (
    <ul className="flex flex-col gap-1">
      {jobs.slice(0, SHOWN).map((job) => <li key={job.id} className="flex min-w-0"><JobName job={job} /></li>)}
      {jobs.length > SHOWN && <li className="text-soft">{moveWords.more(jobs.length - SHOWN)}</li>}
    </ul>
  )
}
