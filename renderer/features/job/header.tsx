import { ArrowLeft, CalendarClock, Copy, GitBranch, Layers, Pencil } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Job } from '../../../contract/job.ts'
import { formatClock, formatMoney } from '../../../contract/formats.ts'
import { adviseOutcome, describeState, stateMark } from '../../../contract/words.ts'
import { hasStarted } from '../../jobs/allowed.ts'
import { useCapacity } from '../../jobs/capacity.ts'
import { factsOf } from '../../jobs/facts.ts'
import { repositoryName, timeOf } from '../../jobs/names.ts'
import { StateMark } from '../../jobs/state-mark.tsx'
import { TONE_TEXT, TONE_TINT } from '../../jobs/tone.ts'
import { toHash } from '../../state/route.ts'
import { go, openOverlay, toQuery, useView } from '../../state/view.ts'
import { IconButton } from '../../ui/button.tsx'
import { copy } from '../../ui/copy.ts'
import { InlineCode } from '../../ui/inline-code.tsx'
import { useLayout } from '../../ui/use-media.ts'
import { useNow } from '../../ui/use-now.ts'
import { editWords } from '../../words/edit.ts'
import { jobWords } from '../../words/job.ts'
import { landWords } from '../../words/land.ts'
import { scheduleWords } from '../../words/schedules.ts'
import { Actions, ActionSheet, FirstAction } from './actions.tsx'
import { Steps } from './steps.tsx'

/** What this job is, where it stands, why, the three facts, and what can be done about it. */
export function JobHeader({ job }: { job: Job }) {
  const now = useNow()
  const layout = useLayout()
  const mark = stateMark(job)
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
  const facts = [timeOf(job, now).text, ...(job.costUsd > 0 ? [formatMoney(job.costUsd)] : []), repositoryName(job.repository), job.profile]
  return (
    <header className="flex shrink-0 flex-col gap-1.5 px-4 pt-2 pb-1">
      <div className="flex items-center gap-1">
        <Back />
        <div className="min-w-0 flex-1">
          <h2 className="line-clamp-2 text-head font-semibold [overflow-wrap:anywhere]">{job.title}</h2>
          <p className="truncate text-soft"><span className={`mr-1.5 inline-flex items-center gap-1.5 align-top font-medium ${TONE_TEXT[mark.tone]}`}><StateMark job={job} />{mark.word}</span><span className="tabular">{facts.join(' · ')}</span></p>
        </div>
        <ActionSheet job={job} />
      </div>
      <Reason job={job} now={now} />
      <div className="flex items-center gap-3"><div className="min-w-0 flex-1"><Facts job={job} brief /></div><FirstAction job={job} /></div>
    </header>
  )
}

const Back = () => <IconButton label={jobWords.back} className="-ml-2" onClick={() => go('jobs', [], { query: toQuery(useView.getState().filter) })}><ArrowLeft size={16} /></IconButton>

function CopyText({ text, label, icon }: { text: string; label: string; icon: ReactNode }) {
  return <button type="button" title={`${label}: ${text}`} aria-label={`${label}: ${text}`} onClick={() => void copy(text, text)} className="inline-flex max-w-56 items-center gap-1 rounded px-1 font-mono text-[12px] hover:bg-hover hover:text-ink">{icon}<span className="truncate">{text}</span></button>
}

/** Why it is where it is: the sentence, what to do, and the chain that led here, root cause first. */
function Reason({ job, now }: { job: Job; now: number }) {
  const why = describeState(job, now, useCapacity())
  const advice = adviseOutcome(job)
  if (why === '') return null
  const mark = stateMark(job)
  // The sentence names the chain already when it has one link.
  const chain = job.reasonChain.length > 1 ? job.reasonChain : []
  return (
    <div className={`rounded-md px-3 py-2 ${TONE_TINT[mark.tone]}`}>
      <div className="flex flex-wrap items-baseline gap-x-4">
        <p className="min-w-0 [overflow-wrap:anywhere]"><InlineCode text={why} />{advice !== null && <span className="text-soft"> {advice}</span>}</p>
        <Steps job={job} />
      </div>
      {job.landed && <p className="text-soft">{landWords.landed(job.landed.into, formatClock(job.landed.at, now))}</p>}
      {chain.length > 0 && <ol aria-label={jobWords.because} className="mt-1 list-decimal pl-5 text-soft">{chain.map((reason) => <li key={reason} className="[overflow-wrap:anywhere]">{reason}</li>)}</ol>}
    </div>
  )
}

/** The three facts; in `brief` only those that are known, and without the names they say themselves. */
function Facts({ job, brief = false }: { job: Job; brief?: boolean }) {
  const facts = factsOf(job, job.runs.at(-1)).filter(({ text }) => !brief || text !== jobWords.facts.none)
  return (
    <dl className={`flex flex-wrap gap-y-1 ${brief ? 'gap-x-3' : 'gap-x-5'}`}>
      {facts.map((fact) => (
        <div key={fact.name} className="flex gap-1.5" title={jobWords.factHints[fact.name]}>
          <dt className={brief && fact.name !== 'claimed' ? 'sr-only' : 'text-soft'}>{jobWords.facts[fact.name]}</dt>
          <dd className={`font-medium ${TONE_TEXT[fact.tone]}`}>{fact.text}</dd>
        </div>
      ))}
    </dl>
  )
}
