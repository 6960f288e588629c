import { memo } from 'react'
import type { Job } from '../../contract/job.ts'
import { formatMoney } from '../../contract/formats.ts'
import { describeState, stateMark } from '../../contract/words.ts'
import { scheduleWords } from '../words/schedules.ts'
import { useCapacity } from './capacity.ts'
import { repositoryName, timeOf } from './names.ts'
import { StateMark } from './state-mark.tsx'
import { TONE_TEXT } from './tone.ts'

/** Why a job is where it is, coloured when a person may want to do something about it. */
const LOUD = new Set(['held', 'waiting'])

interface JobLineProps { job: Job; now: number; compact?: boolean; inPipeline?: boolean; inSchedule?: boolean }

/** A job, the same everywhere: title, time; where and as whom, why, cost. On two lines, or (`compact`) on one. `inPipeline`, `inSchedule`: the place already says of which it is. */
export const JobLine = memo(function JobLine({ job, now, compact = false, inPipeline = false, inSchedule = false }: JobLineProps) {
  const mark = stateMark(job)
  const time = timeOf(job, now)
  const capacity = useCapacity()
  const why = describeState(job, now, capacity)
  const loud = LOUD.has(job.state) || job.outcome?.kind === 'failed' || job.outcome?.kind === 'lost'
  const title = <span dir="auto" className={`-my-0.5 min-w-0 truncate py-0.5 text-left font-medium ${compact ? 'flex-[3_1_0]' : 'flex-1'} ${job.outcome?.kind === 'cancelled' ? 'text-soft' : 'text-ink'}`}>{job.title}</span>
  const reason = why !== '' && <span className={loud ? TONE_TEXT[mark.tone] : ''}>{why.replaceAll('`', '')}</span>
  const place = <>{repositoryName(job.repository)} · {job.profile}</>
  const pipeline = `${job.pipelineTitle === null || inPipeline ? '' : ` · ${job.pipelineTitle}`}${job.schedule === undefined || inSchedule ? '' : ` · ${scheduleWords.bySchedule}`}`
  const about = `${why === '' ? job.repository : why}${pipeline}`
  const cost = job.costUsd > 0 && <span className="shrink-0 tabular">{formatMoney(job.costUsd)}</span>
  const age = <span className="shrink-0 text-soft tabular" title={time.title}>{time.text}</span>
  if (compact) {
    return (
      <span className="flex min-w-0 flex-1 items-baseline gap-2 text-soft">
        {title}<span className="sr-only">{mark.word}</span>
        <span className="min-w-0 flex-[2_1_0] truncate text-right" title={about}>{reason && (loud || job.state !== 'finished') ? reason : place}</span>{cost}{age}
      </span>
    )
  }
  return (
    <span className="flex min-w-0 flex-1 flex-col leading-[18px]">
      <span className="flex items-baseline gap-2">{title}<span className="sr-only">{mark.word}</span>{age}</span>
      <span className="flex items-baseline gap-2 text-soft">
        <span className="flex min-w-0 flex-1 gap-1" title={about}>
          {/* A long name of a folder leaves room for why. */}
          <span className={`truncate ${reason ? 'max-w-1/2 shrink-0' : 'min-w-0'}`}>{place}</span>
          <span className="min-w-0 flex-1 truncate">{reason && <>· {reason}</>}<bdi>{pipeline}</bdi></span>
        </span>
        {cost}
      </span>
    </span>
  )
})

/** A job as one short line: mark and title. */
export function JobName({ job }: { job: Pick<Job, 'id' | 'title' | 'state' | 'outcome'> }) {
  return <span className="inline-flex max-w-full min-w-0 items-center gap-1.5"><StateMark job={job} named /><span dir="auto" className="truncate">{job.title}</span></span>
}
