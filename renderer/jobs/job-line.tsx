import { memo } from 'react'
import type { Job } from '../../contract/job.ts'
import { describeState, formatMoney, stateMark } from '../../contract/words.ts'
import { repositoryName, timeOf } from './names.ts'
import { StateMark } from './state-mark.tsx'
import { TONE_TEXT } from './tone.ts'

/** Why a job is where it is, coloured when a person may want to do something about it. */
const LOUD = new Set(['held', 'waiting'])

/** The two lines of a job, the same everywhere: mark, title, time; where and as whom, why, cost. */
export const JobLine = memo(function JobLine({ job, now }: { job: Job; now: number }) {
  const mark = stateMark(job)
  const time = timeOf(job, now)
  const why = describeState(job, now)
  const loud = LOUD.has(job.state) || job.outcome?.kind === 'failed' || job.outcome?.kind === 'lost'
  return (
    <span className="flex min-w-0 flex-1 flex-col leading-[18px]">
      <span className="flex items-baseline gap-2">
        <span className={`min-w-0 flex-1 truncate font-medium ${job.outcome?.kind === 'cancelled' ? 'text-soft' : 'text-ink'}`}>{job.title}</span>
        <span className="sr-only">{mark.word}</span>
        <span className="shrink-0 text-soft tabular" title={time.title}>{time.text}</span>
      </span>
      <span className="flex items-baseline gap-2 text-soft">
        <span className="min-w-0 flex-1 truncate" title={why === '' ? job.repository : why}>
          {repositoryName(job.repository)} · {job.profile}
          {why !== '' && <> · <span className={loud ? TONE_TEXT[mark.tone] : ''}>{why.replaceAll('`', '')}</span></>}
        </span>
        {job.costUsd > 0 && <span className="shrink-0 tabular">{formatMoney(job.costUsd)}</span>}
      </span>
    </span>
  )
})

/** A job as one short line: mark and title. */
export function JobName({ job }: { job: Pick<Job, 'id' | 'title' | 'state' | 'outcome'> }) {
  return <span className="inline-flex max-w-full min-w-0 items-center gap-1.5"><StateMark job={job} named /><span className="truncate">{job.title}</span></span>
}
