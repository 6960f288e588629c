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

interface JobLineProps { job: Job; now: number; compact?: boolean; inPipeline?: boolean; inSchedule?: boolean; inRepository?: boolean; inProfile?: boolean }

/** A job, the same everywhere: title, time; where and as whom, why, cost. On two lines, or (`compact`) on one. `inPipeline` and so on: the place already says of which it is, or all around are of the same; the room is for why. */
export const JobLine = memo(function JobLine({ job, now, compact = false, inPipeline = false, inSchedule = false, inRepository = false, inProfile = false }: JobLineProps) {
  const mark = stateMark(job)
  const time = timeOf(job, now)
  const capacity = useCapacity()
  const why = describeState(job, now, capacity)
  const loud = LOUD.has(job.state) || job.outcome?.kind === 'failed' || job.outcome?.kind === 'lost'
  const title = <span dir="auto" className={`-my-0.5 min-w-0 truncate py-0.5 text-left font-medium ${compact ? 'flex-[3_1_0]' : 'flex-1'} ${job.outcome?.kind === 'cancelled' ? 'text-soft' : 'text-ink'}`}>{job.title}</span>
  const reason = why !== '' && <span className={loud ? TONE_TEXT[mark.tone] : ''}>{toShort(why)}</span>
  const place = toPlace(job, why !== '', inRepository, inProfile)
  const pipeline = `${job.pipelineTitle === null || inPipeline ? '' : ` · ${job.pipelineTitle}`}${job.schedule === undefined || inSchedule ? '' : ` · ${scheduleWords.bySchedule}`}`
  const about = `${why === '' ? job.repository : why}${pipeline}`
  const cost = job.costUsd > 0 && <span className="shrink-0 tabular">{formatMoney(job.costUsd)}</span>
  const age = <span className="shrink-0 text-soft tabular" title={time.title}>{time.text}</span>
  if (compact) {
    return (
      <span className="flex min-w-0 flex-1 items-baseline gap-2 text-soft">
        {title}<span className="sr-only">{mark.word}</span>
        <span className="min-w-0 flex-[2_1_0] truncate text-right" title={about}>{reason && (loud || job.state !== 'finished' || place === '') ? reason : place}</span>{cost}{age}
      </span>
    )
  }
  return (
    <span className="flex min-w-0 flex-1 flex-col leading-[18px]">
      <span className="flex items-baseline gap-2">{title}<span className="sr-only">{mark.word}</span>{age}</span>
      <span className="flex items-baseline gap-2 text-soft">
        <span className="flex min-w-0 flex-1 gap-1" title={about}>
          {/* A long name of a folder leaves room for why. */}
          {place !== '' && <span className={`truncate ${reason ? 'max-w-1/2 shrink-0' : 'min-w-0'}`}>{place}</span>}
          <span className="min-w-0 flex-1 truncate">{reason && <>{place !== '' && '· '}{reason}</>}<bdi>{pipeline}</bdi></span>
        </span>
        {cost}
      </span>
    </span>
  )
})

/** Where and as whom, as far as it tells jobs apart; all of it where nothing else is said. */
export function toPlace(job: Pick<Job, 'repository' | 'profile'>, hasReason: boolean, inRepository: boolean, inProfile: boolean): string {
  const all = [repositoryName(job.repository), job.profile]
  const telling = all.filter((_, at) => !(at === 0 ? inRepository : inProfile))
  return (hasReason || telling.length > 0 ? telling : all).join(' · ')
}

/** A sentence about a job as a line has room for it: jobs it names go by their titles alone. */
export const toShort = (why: string): string => why.replaceAll(/\bj[0-9a-z]{9} (?=‘)/g, '').replaceAll('`', '')

/** A job as one short line: mark and title. */
export function JobName({ job }: { job: Pick<Job, 'id' | 'title' | 'state' | 'outcome'> }) {
  return <span className="inline-flex max-w-full min-w-0 items-center gap-1.5"><StateMark job={job} named /><span dir="auto" className="truncate">{job.title}</span></span>
}
