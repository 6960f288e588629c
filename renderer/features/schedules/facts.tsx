import type { ReactNode } from 'react'
import { describeCatchUp, describeLast, OVERLAP_WORDS } from '../../../contract/schedule-words.ts'
import { describeLand } from '../../../contract/land.ts'
import type { Schedule } from '../../../contract/schedule.ts'
import { formatClock, formatDuration, formatMoney } from '../../../contract/formats.ts'
import { describeRetry } from '../../jobs/retry-words.ts'
import { toHash } from '../../state/route.ts'
import { useNow } from '../../ui/use-now.ts'
import { scheduleWords as words } from '../../words/schedules.ts'

const { facts } = words

/** When, and what happens when its times and its jobs meet. */
export function Rules({ schedule }: { schedule: Schedule }) {
  const now = useNow(60_000)
  return (
    <List>
      <Item name={facts.every} mono>{schedule.every}</Item>
      <Item name={facts.zone}>{schedule.zone}</Item>
      <Item name={facts.overlap} capital>{OVERLAP_WORDS[schedule.overlap]}</Item>
      <Item name={facts.catchUp} capital>{describeCatchUp(schedule.catchUpMs)}</Item>
      {schedule.last !== null && <Item name={facts.last}><span className={schedule.last.result === 'submitted' ? '' : 'text-amber'}>{describeLast(schedule)}</span></Item>}
      <Item name={facts.created}>{formatClock(schedule.createdAt, now)} <span className="text-soft">{facts.from(schedule.submittedFrom)}</span></Item>
    </List>
  )
}

/** What each of its jobs is. */
export function Template({ schedule: { job } }: { schedule: Schedule }) {
  const limits = [job.budgetUsd == null ? null : words.budget(formatMoney(job.budgetUsd)), job.timeoutMs == null ? null : words.time(formatDuration(job.timeoutMs)), job.silenceMs == null ? null : words.silence(formatDuration(job.silenceMs)), job.maxTurns == null ? null : words.turns(job.maxTurns)].filter((each) => each !== null)
  const labels = Object.entries(job.labels).map(([key, value]) => `${key}=${value}`)
  return (
    <>
      <p className="max-h-60 overflow-y-auto rounded-md border border-line bg-sunken px-3 py-2 whitespace-pre-wrap [overflow-wrap:anywhere]" tabIndex={0} role="region" aria-label={words.prompt}>{job.prompt}</p>
      <List>
        <Item name={facts.repository} mono>{job.repository}</Item>
        <Item name={facts.profile}><a href={toHash('profiles', [job.profile])} className="text-accent hover:underline">{job.profile}</a></Item>
        {job.check && <Item name={facts.check} mono>{job.check.command}</Item>}
        {job.land != null && <Item name={facts.land} capital>{describeLand(job.land)}</Item>}
        {job.touches.length > 0 && <Item name={facts.touches} mono>{job.touches.join('\n')}</Item>}
        {limits.length > 0 && <Item name={facts.limits}>{limits.join(', ')}</Item>}
        {job.retry.max > 0 && <Item name={facts.retries} capital>{describeRetry(job.retry)}</Item>}
        {job.model != null && <Item name={facts.model} mono>{job.model}</Item>}
        {job.priority !== 0 && <Item name={facts.priority}>{job.priority}</Item>}
        {labels.length > 0 && <Item name={facts.labels}>{labels.join(', ')}</Item>}
        {job.hold && <Item name={facts.hold}>{facts.holds}</Item>}
      </List>
    </>
  )
}

const List = ({ children }: { children: ReactNode }) => <dl className="grid grid-cols-[minmax(88px,auto)_1fr] gap-x-4 gap-y-1.5">{children}</dl>

function Item({ name, mono = false, capital = false, children }: { name: string; mono?: boolean; capital?: boolean; children: ReactNode }) {
  return <><dt className="text-soft">{name}</dt><dd className={`min-w-0 [overflow-wrap:anywhere] ${mono ? 'font-mono text-[12px] whitespace-pre-wrap' : ''} ${capital ? 'first-letter:uppercase' : ''}`}>{children}</dd></>
}
