import { CalendarClock, Plus } from 'lucide-react'
import { useEffect, useMemo, type ReactNode } from 'react'
import { describeCron } from '../../../contract/describe-cron.ts'
import type { Job } from '../../../contract/job.ts'
import { describeCatchUp, describeLast, describeNext, formatInZone, OVERLAP_WORDS } from '../../../contract/schedule-words.ts'
import type { Schedule } from '../../../contract/schedule.ts'
import { stateMark } from '../../../contract/words.ts'
import { repositoryName, timeOf } from '../../jobs/names.ts'
import { StateMark } from '../../jobs/state-mark.tsx'
import { TONE_TEXT } from '../../jobs/tone.ts'
import { toHash } from '../../state/route.ts'
import { followSchedules, loadSchedules, useScheduleStore } from '../../state/schedules.ts'
import { useStore } from '../../state/store.ts'
import { openOverlay } from '../../state/view.ts'
import { Button } from '../../ui/button.tsx'
import { DispatchLine } from '../../jobs/dispatch-line.tsx'
import { Empty, Loading } from '../../ui/empty.tsx'
import { useNow } from '../../ui/use-now.ts'
import { scheduleWords as words } from '../../words/schedules.ts'
import { Actions } from './actions.tsx'
import { newestJobs } from './summary.ts'

/** Every schedule, the nearest time first. */
export function SchedulesScreen() {
  const { known, loaded, trouble } = useScheduleStore()
  const jobs = useStore((store) => store.world.jobs)
  const newest = useMemo(() => newestJobs(jobs.values()), [jobs])
  useEffect(followSchedules, [])
  const add = <Button icon={<Plus size={14} aria-hidden="true" />} onClick={() => openOverlay('composer', { every: words.addPattern })}>{words.add}</Button>
  if (!loaded) return trouble === null ? <Loading what={words.loading} /> : <Empty icon={<CalendarClock size={28} />} title={words.failed} action={<Button onClick={() => void loadSchedules()}>{words.again}</Button>}>{trouble}</Empty>
  if (known.length === 0) return <Empty icon={<CalendarClock size={28} />} title={words.emptyTitle} action={<div className="flex flex-col items-center gap-4"><DispatchLine args={words.emptyCommand} />{add}</div>}>{words.emptyHint}</Empty>
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-y-auto">
      <div className="mx-auto flex w-full max-w-[92ch] flex-1 flex-col gap-4 p-4 pb-12 medium:px-8">
        <h2 className="flex items-center gap-2 text-title font-semibold">{words.title} <span className="flex-1 text-base font-normal text-soft tabular">{known.length}</span><span className="text-base font-normal">{add}</span></h2>
        {trouble !== null && <p role="alert" className="rounded-md bg-tint-red px-3 py-2">{words.failed}: {trouble}</p>}
        <ul className="flex flex-col divide-y divide-line border-y border-line">{known.map((schedule) => <ScheduleRow key={schedule.id} schedule={schedule} newest={newest.get(schedule.id)} />)}</ul>
      </div>
    </div>
  )
}

function ScheduleRow({ schedule, newest }: { schedule: Schedule; newest: Job | undefined }) {
  const now = useNow()
  const { last, zone, job } = schedule
  return (
    <li className="flex flex-col gap-2 py-4">
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-64">
          <h3 dir="auto" title={schedule.title} className="truncate text-left font-medium"><a href={toHash('schedule', [schedule.id])} className="hover:underline">{schedule.title}</a></h3>
          <p className={schedule.nextAt === null ? 'text-amber' : 'text-soft'}>{describeNext(schedule, now)}</p>
        </div>
        <Actions schedule={schedule} />
      </div>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 medium:grid-cols-[7rem_minmax(0,1fr)]">
        <Fact name={words.every}><Pattern every={schedule.every} /> <span className="text-soft">{zone}</span></Fact>
        {schedule.upcoming.length > 1 && <Fact name={schedule.paused ? words.wouldBe : words.afterwards}><span className="flex flex-wrap gap-x-4 tabular">{schedule.upcoming.slice(schedule.paused ? 0 : 1).map((at) => <span key={at} className="whitespace-nowrap">{formatInZone(at, zone)}</span>)}</span></Fact>}
        {last && <Fact name={words.last}><span className={last.result === 'refused' || last.result === 'missed' ? 'text-amber' : ''}>{describeLast(schedule)}</span></Fact>}
        {newest && <Fact name={words.newest}><Newest job={newest} now={now} /></Fact>}
        <Fact name={words.overlap}><span className="block first-letter:uppercase">{OVERLAP_WORDS[schedule.overlap]}</span></Fact>
        <Fact name={words.catchUp}><span className="block first-letter:uppercase">{describeCatchUp(schedule.catchUpMs)}</span></Fact>
        <Fact name={words.repository}><span title={job.repository}>{repositoryName(job.repository)}</span> <span className="text-soft">· {job.profile}</span></Fact>
      </dl>
    </li>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-soft">{name}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </>
  )
}

/** The pattern in words; as it is where there are none. */
export function Pattern({ every }: { every: string }) {
  const plain = describeCron(every)
  return plain === null ? <code>{every}</code> : <span title={every} className="inline-block first-letter:uppercase">{plain}</span>
}

/** The newest job it has submitted, and how it stands. */
function Newest({ job, now }: { job: Job; now: number }) {
  const { word, tone } = stateMark(job)
  return <span className="flex flex-wrap items-center gap-x-1.5"><StateMark job={job} size={14} /><span className={TONE_TEXT[tone]}>{word}</span><span className="text-soft tabular" title={timeOf(job, now).title}>{timeOf(job, now).text}</span> <a href={toHash('job', [job.id])} className="whitespace-nowrap text-accent underline-offset-2 hover:underline">{words.lastJob}</a></span>
}
