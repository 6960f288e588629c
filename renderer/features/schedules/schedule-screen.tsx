import { CalendarClock, ChevronLeft, Copy } from 'lucide-react'
import type { ReactNode } from 'react'
import { describeNext, formatDue } from '../../../contract/schedule-words.ts'
import type { Schedule } from '../../../contract/schedule.ts'
import { formatUntil } from '../../../contract/formats.ts'
import { JobLine } from '../../jobs/job-line.tsx'
import { StateMark } from '../../jobs/state-mark.tsx'
import { toHash } from '../../state/route.ts'
import { go } from '../../state/view.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { copy } from '../../ui/copy.ts'
import { Empty, Loading } from '../../ui/empty.tsx'
import { useNow } from '../../ui/use-now.ts'
import { scheduleWords as words } from '../../words/schedules.ts'
import { Actions } from './actions.tsx'
import { Rules, Template } from './facts.tsx'
import { Pattern } from './schedules-screen.tsx'
import { useJobsOf, useWholeSchedule } from './use-schedule.ts'

/** One schedule: its next times, its jobs, its rules, and what it submits. */
export function ScheduleScreen({ path: [id = ''] }: { path: readonly string[] }) {
  return <One key={id} id={id} />
}

function One({ id }: { id: string }) {
  const schedule = useWholeSchedule(id)
  if (schedule === undefined) return <Loading what={words.loadingOne} />
  if (schedule === null) return <Empty icon={<CalendarClock size={28} />} title={words.goneTitle} action={<Button onClick={() => go('schedules')}>{words.back}</Button>} />
  return (
    <article aria-label={schedule.title} className="flex min-h-0 flex-1 flex-col">
      <Header schedule={schedule} />
      <div className="flex min-h-0 flex-1 flex-col gap-6 overflow-y-auto border-t border-line px-4 py-4">
        <Times schedule={schedule} />
        <Jobs id={id} />
        <Section title={words.rules}><Rules schedule={schedule} /></Section>
        <Section title={words.spec}><Template schedule={schedule} /></Section>
      </div>
    </article>
  )
}

function Header({ schedule }: { schedule: Schedule }) {
  const now = useNow()
  const { id, title, paused } = schedule
  return (
    <header className="flex shrink-0 flex-col gap-2 px-4 pt-3 pb-3">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-2">
        <IconButton label={words.back} className="-ml-2" onClick={() => go('schedules')}><ChevronLeft size={18} aria-hidden="true" /></IconButton>
        <h2 dir="auto" className="min-w-0 flex-1 basis-48 text-left text-title font-semibold [overflow-wrap:anywhere]">{title}</h2>
        <Actions schedule={schedule} keys />
      </div>
      <p className="flex flex-wrap items-center gap-x-2 text-soft">
        <Pattern every={schedule.every} /><span aria-hidden="true" className="max-medium:hidden">·</span><span className={paused ? 'text-amber' : ''}>{describeNext(schedule, now)}</span>
        <span className="inline-flex items-center gap-1"><code>{id}</code><IconButton label={words.copyId} onClick={() => void copy(id, id)}><Copy size={13} aria-hidden="true" /></IconButton></span>
      </p>
      {paused && <p className="rounded-md bg-tint-amber px-3 py-2">{words.pausedNote}</p>}
    </header>
  )
}

function Section({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return <section aria-label={title} className="flex max-w-[92ch] flex-col gap-2"><div className="flex items-center gap-4"><h3 className="flex-1 font-semibold text-soft">{title}</h3>{aside}</div>{children}</section>
}

function Times({ schedule: { upcoming, zone, paused } }: { schedule: Schedule }) {
  const now = useNow(10_000)
  if (upcoming.length === 0) return null
  return (
    <Section title={paused ? words.timesPaused : words.times}>
      <ol className={`grid grid-cols-[auto_1fr] gap-x-4 gap-y-0.5 tabular ${paused ? 'text-soft' : ''}`}>
        {upcoming.map((at) => <li key={at} className="contents"><span>{formatDue(at, zone)}</span><span className="text-soft">{formatUntil(at, now)}</span></li>)}
      </ol>
    </Section>
  )
}

/** What it has submitted, the newest first. */
function Jobs({ id }: { id: string }) {
  const { jobs, loading, older } = useJobsOf(id)
  const now = useNow()
  const inList = <a href={toHash('jobs', [], { schedule: id })} className="inline-flex min-h-11 items-center text-accent underline-offset-2 hover:underline medium:min-h-6">{words.inList}</a>
  return (
    <Section title={words.jobs} aside={jobs.length > 0 && inList}>
      {jobs.length === 0 ? <p className="text-soft">{loading ? words.loadingOne : words.noJobs}</p> : (
        <ul className="-mx-2.5 flex flex-col">
          {jobs.map((job) => <li key={job.id} className="[content-visibility:auto] [contain-intrinsic-height:44px]"><a href={toHash('job', [job.id])} className="flex h-11 items-center gap-2.5 rounded-md px-2.5 -outline-offset-2! hover:bg-hover"><StateMark job={job} /><JobLine job={job} now={now} inSchedule /></a></li>)}
        </ul>
      )}
      {older && <div><Button look="quiet" onClick={older}>{words.older}</Button></div>}
    </Section>
  )
}
