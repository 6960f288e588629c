import { ArrowLeft, CalendarClock, ChevronDown, ChevronUp, Copy, GitBranch, Layers, Pencil } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import type { Job } from '../../../contract/job.ts'
import { formatMoney } from '../../../contract/formats.ts'
import { describeState, stateMark } from '../../../contract/words.ts'
import { hasStarted } from '../../jobs/allowed.ts'
import { useCapacity } from '../../jobs/capacity.ts'
import { repositoryName, timeOf } from '../../jobs/names.ts'
import { StateMark } from '../../jobs/state-mark.tsx'
import { TONE_TEXT } from '../../jobs/tone.ts'
import { toHash } from '../../state/route.ts'
import { go, openOverlay, toQuery, useView } from '../../state/view.ts'
import { IconButton } from '../../ui/button.tsx'
import { copy } from '../../ui/copy.ts'
import { useLayout, useLow } from '../../ui/use-media.ts'
import { useNow } from '../../ui/use-now.ts'
import { editWords } from '../../words/edit.ts'
import { jobWords } from '../../words/job.ts'
import { scheduleWords } from '../../words/schedules.ts'
import { Actions, ActionSheet, FirstAction } from './actions.tsx'
import { Facts, Reason } from './reason.tsx'

/** What this job is, where it stands, why, the three facts, and what can be done about it. */
export function JobHeader({ job }: { job: Job }) {
  const now = useNow()
  const layout = useLayout()
  const low = useLow()
  const mark = stateMark(job)
  if (low) return <LowHeader key={job.id} job={job} now={now} />
  if (layout === 'narrow') return <NarrowHeader job={job} now={now} />
  return (
    <header className="flex shrink-0 flex-col gap-2 px-4 pt-3 pb-2">
      <div className="flex items-start gap-2">
        {layout !== 'wide' && <Back />}
        <div className="min-w-0 flex-1">
          <h2 className="text-title font-semibold [overflow-wrap:anywhere]">{job.title}</h2>
          <div className="mt-1 flex flex-wrap items-center gap-x-2 gap-y-1 text-soft">
            <span className={`inline-flex items-center gap-1.5 font-medium ${TONE_TEXT[mark.tone]}`}><StateMark job={job} />{mark.word}</span>
            <span className="tabular" title={timeOf(job, now).title}>{timeOf(job, now).text}</span>
            <span aria-hidden="true">·</span><span title={job.repository}>{repositoryName(job.repository)}</span>
            <span aria-hidden="true">·</span><span>{job.profile}</span>
            {job.pipeline !== null && <><span aria-hidden="true">·</span><a href={toHash('pipeline', [job.pipeline])} title={jobWords.toPipeline} className="inline-flex min-w-0 items-center gap-1 hover:text-ink hover:underline"><Layers size={12} aria-hidden="true" className="shrink-0" /><span dir="auto" className="truncate">{job.pipelineTitle}</span></a></>}
            {job.schedule !== undefined && <><span aria-hidden="true">·</span><a href={toHash('schedule', [job.schedule])} title={scheduleWords.bySchedules} className="inline-flex items-center gap-1 hover:text-ink hover:underline"><CalendarClock size={12} aria-hidden="true" className="shrink-0" />{scheduleWords.bySchedule}</a></>}
            {job.costUsd > 0 && <><span aria-hidden="true">·</span><span className="tabular">{formatMoney(job.costUsd)}</span></>}
            {hasStarted(job) && <IconButton label={editWords.rename} className="-my-3 medium:my-0 medium:size-5!" onClick={() => openOverlay('edit', { id: job.id })}><Pencil size={12} aria-hidden="true" /></IconButton>}
            <CopyText text={job.id} label={jobWords.copyId} icon={<Copy size={12} aria-hidden="true" />} />
            {job.branch !== null && <CopyText text={job.branch} label={jobWords.copyBranch} icon={<GitBranch size={12} aria-hidden="true" />} />}
          </div>
        </div>
        <Actions job={job} />
      </div>
      <Reason job={job} now={now} />
      <Facts job={job} />
    </header>
  )
}

/** On a phone: what it is and where it stands in two lines, why, and what is wanted most; the rest is behind a button. */
function NarrowHeader({ job, now }: { job: Job; now: number }) {
  const mark = stateMark(job)
  return (
    <header className="flex shrink-0 flex-col gap-1.5 px-4 pt-2 pb-1">
      <div className="flex items-center gap-1">
        <Back />
        <div className="min-w-0 flex-1">
          <h2 className="line-clamp-2 text-head font-semibold [overflow-wrap:anywhere]">{job.title}</h2>
          <p className="truncate text-soft"><span className={`mr-1.5 inline-flex items-center gap-1.5 align-top font-medium ${TONE_TEXT[mark.tone]}`}><StateMark job={job} />{mark.word}</span><span className="tabular">{factsInLine(job, now)}</span></p>
        </div>
        <ActionSheet job={job} />
      </div>
      <Reason job={job} now={now} />
      <div className="flex items-center gap-3"><div className="min-w-0 flex-1"><Facts job={job} brief /></div><FirstAction job={job} /></div>
    </header>
  )
}

/** Where the screen is low (a phone on its side, a page at 200 %) the room belongs to the tab: all in a line, and why in another that opens to the rest. */
function LowHeader({ job, now }: { job: Job; now: number }) {
  const [open, setOpen] = useState(false)
  const mark = stateMark(job)
  const why = describeState(job, now, useCapacity())
  return (
    <header className="flex shrink-0 flex-col px-4 py-0.5">
      <div className="flex flex-wrap items-center gap-x-2">
        <Back />
        <StateMark job={job} named />
        <h2 title={job.title} className="min-w-0 flex-1 truncate text-head font-semibold">{job.title}</h2>
        <button type="button" aria-expanded={open} onClick={() => setOpen(!open)} className="flex h-11 max-w-2/5 min-w-0 items-center gap-1 rounded-md px-1 hover:bg-hover max-[559px]:order-last max-[559px]:-mt-2 max-[559px]:max-w-full max-[559px]:basis-full medium:h-9">
          <span className={`min-w-0 truncate ${TONE_TEXT[mark.tone]}`}>{why === '' ? mark.word : why.replaceAll('`', '')}</span>{open ? <ChevronUp size={14} aria-hidden="true" className="shrink-0 text-soft" /> : <ChevronDown size={14} aria-hidden="true" className="shrink-0 text-soft" />}
        </button>
        <FirstAction job={job} />
        <ActionSheet job={job} />
      </div>
      {open && (
        <div className="flex max-h-[40dvh] flex-col gap-1.5 overflow-y-auto pb-2">
          <Reason job={job} now={now} />
          <p className="text-soft tabular">{factsInLine(job, now)}</p>
          <Facts job={job} brief />
        </div>
      )}
    </header>
  )
}

/** Since when, for how much, where and as whom. */
const factsInLine = (job: Job, now: number): string => [timeOf(job, now).text, ...(job.costUsd > 0 ? [formatMoney(job.costUsd)] : []), repositoryName(job.repository), job.profile].join(' · ')

const Back = () => <IconButton label={jobWords.back} className="-ml-2" onClick={() => go('jobs', [], { query: toQuery(useView.getState().filter) })}><ArrowLeft size={16} /></IconButton>

function CopyText({ text, label, icon }: { text: string; label: string; icon: ReactNode }) {
  return <button type="button" title={`${label}: ${text}`} aria-label={`${label}: ${text}`} onClick={() => void copy(text, text)} className="inline-flex max-w-56 items-center gap-1 rounded px-1 font-mono text-[12px] hover:bg-hover hover:text-ink">{icon}<span className="truncate">{text}</span></button>
}
