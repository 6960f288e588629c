import { memo, type MouseEvent } from 'react'
import type { Job } from '../../../contract/job.ts'
import { JobLine } from '../../jobs/job-line.tsx'
import { StateMark } from '../../jobs/state-mark.tsx'
import { openJob, toggleSelected, useView } from '../../state/view.ts'
import type { Said } from './rows.ts'
import { reachOf } from './swipe-actions.tsx'

interface JobRowProps { job: Job; now: number; compact: boolean; said: Said; pointed: boolean; selected: boolean; open: boolean; aside: number }

/** A job in the list. `aside`: how far a finger has moved it, in px. */
export const JobRow = memo(function JobRow({ job, now, compact, said, pointed, selected, open, aside }: JobRowProps) {
  const press = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) toggleSelected(job.id)
    else openJob(job.id)
  }
  const mark = (event: MouseEvent): void => { event.stopPropagation(); useView.setState({ cursor: job.id }); toggleSelected(job.id) }
  return (
    <div id={`row-${job.id}`} data-swipe={job.id} data-reach={reachOf(job)} style={aside > 0 ? { transform: `translateX(${-aside}px)` } : undefined} role="option" aria-selected={selected} aria-current={open || undefined} onClick={press} className={`mx-1.5 flex h-full touch-pan-y items-center gap-1 rounded-md pr-2.5 ${open || selected ? 'bg-selected' : pointed ? 'bg-hover' : 'hover:bg-hover'} ${pointed ? 'group-focus-visible/list:row-focus' : ''}`}>
      <span onClick={mark} className="flex h-full w-9 shrink-0 items-center justify-center">
        {selected ? <span aria-hidden="true" className="flex size-4 items-center justify-center rounded bg-fill text-on-fill"><svg width="12" height="12" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="2.2"><path d="m3.5 8.5 3 3 6-7" /></svg></span> : <StateMark job={job} />}
      </span>
      <JobLine job={job} now={now} compact={compact} inPipeline={said.pipeline} inRepository={said.repository} inProfile={said.profile} />
    </div>
  )
})
