import { CalendarClock } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { describeCatchUp, describeLast, describeNext, formatInZone, OVERLAP_WORDS } from '../../../contract/schedule-words.ts'
import type { Schedule } from '../../../contract/schedule.ts'
import { repositoryName } from '../../jobs/names.ts'
import { toHash } from '../../state/route.ts'
import { useReadOnly } from '../../state/store.ts'
import { call } from '../../state/sync.ts'
import { openOverlay } from '../../state/view.ts'
import { Button } from '../../ui/button.tsx'
import { CopyLine } from '../../ui/copy-line.tsx'
import { Empty, Loading } from '../../ui/empty.tsx'
import { notify } from '../../ui/notices.tsx'
import { useNow } from '../../ui/use-now.ts'
import { scheduleWords as words } from '../../words/schedules.ts'
import { useSchedules } from './use-schedules.ts'

/** Every schedule, the nearest time first. */
export function SchedulesScreen() {
  const { schedules, trouble, read } = useSchedules()
  if (schedules === null) return trouble === null ? <Loading what={words.loading} /> : <Empty icon={<CalendarClock size={28} />} title={words.failed} action={<Button onClick={() => void read()}>{words.again}</Button>}>{trouble}</Empty>
  if (schedules.length === 0) return <Empty icon={<CalendarClock size={28} />} title={words.emptyTitle} action={<CopyLine text={words.emptyCommand} />}>{words.emptyHint}</Empty>
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-y-auto">
      <div className="mx-auto flex w-full max-w-[92ch] flex-1 flex-col gap-4 p-4 pb-12 medium:px-8">
        <h1 className="text-title font-semibold">{words.title} <span className="text-base font-normal text-soft tabular">{schedules.length}</span></h1>
        {trouble !== null && <p role="alert" className="rounded-md bg-tint-red px-3 py-2">{words.failed}: {trouble}</p>}
        <ul className="flex flex-col divide-y divide-line border-y border-line">{schedules.map((schedule) => <ScheduleRow key={schedule.id} schedule={schedule} />)}</ul>
      </div>
    </div>
  )
}

function ScheduleRow({ schedule }: { schedule: Schedule }) {
  const now = useNow()
  const { last, zone, job } = schedule
  return (
    <li className="flex flex-col gap-2 py-4">
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-64">
          <h2 dir="auto" title={schedule.title} className="truncate text-left font-medium">{schedule.title}</h2>
          <p className={schedule.nextAt === null ? 'text-amber' : 'text-soft'}>{describeNext(schedule, now)}</p>
        </div>
        <Actions schedule={schedule} />
      </div>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 medium:grid-cols-[7rem_minmax(0,1fr)]">
        <Fact name={words.every}><code>{schedule.every}</code> <span className="text-soft">{zone}</span></Fact>
        {schedule.upcoming.length > 1 && <Fact name={schedule.paused ? words.wouldBe : words.afterwards}><span className="flex flex-wrap gap-x-4 tabular">{schedule.upcoming.slice(schedule.paused ? 0 : 1).map((at) => <span key={at} className="whitespace-nowrap">{formatInZone(at, zone)}</span>)}</span></Fact>}
        {last && <Fact name={words.last}><span className={last.result === 'refused' || last.result === 'missed' ? 'text-amber' : ''}>{describeLast(schedule)}</span>{last.job !== null && <> <a href={toHash('job', [last.job])} className="whitespace-nowrap text-accent underline-offset-2 hover:underline">{words.lastJob}</a></>}</Fact>}
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

function Actions({ schedule: { id, title, paused } }: { schedule: Schedule }) {
  const [busy, setBusy] = useState(false)
  const disabled = useReadOnly() || busy
  const act = async <Value,>(request: Promise<{ ok: true; value: Value } | { ok: false; message: string }>, said: (value: Value) => string | null): Promise<void> => {
    setBusy(true)
    const answer = await request
    setBusy(false)
    const text = answer.ok ? said(answer.value) : answer.message
    if (text !== null) notify(text, answer.ok ? 'plain' : 'error')
  }
  return (
    <div className="flex w-full gap-1 medium:w-auto">
      <Button className="flex-1 medium:flex-none" disabled={disabled} onClick={() => void act(call('schedules.run', { id }), (job) => words.submitted(job.id))}>{words.run}</Button>
      <Button className="flex-1 medium:flex-none" disabled={disabled} onClick={() => void act(call('schedules.edit', { id, paused: !paused }), () => null)}>{paused ? words.resume : words.pause}</Button>
      <Button look="quiet" className="flex-1 medium:flex-none" disabled={disabled} onClick={() => openOverlay('schedule-remove', { id, title })}>{words.remove}</Button>
    </div>
  )
}
