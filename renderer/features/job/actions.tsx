import { CalendarClock, Copy, FileText, GitBranch, Layers, Pencil } from 'lucide-react'
import type { Job } from '../../../contract/job.ts'
import { askCancel, hold, release, retry } from '../../jobs/actions.ts'
import { canCancel, canHold, canLand, canRelease, canRetry, hasStarted, isVerified } from '../../jobs/allowed.ts'
import { useReadOnly, useStore } from '../../state/store.ts'
import { go, openOverlay } from '../../state/view.ts'
import { Button } from '../../ui/button.tsx'
import { copy } from '../../ui/copy.ts'
import { useKeptFocus } from '../../ui/use-kept-focus.ts'
import { Sheet } from '../../ui/sheet.tsx'
import { editWords } from '../../words/edit.ts'
import { jobWords } from '../../words/job.ts'
import { landWords } from '../../words/land.ts'
import { planWords } from '../../words/plan.ts'
import { moveWords } from '../../words/queue.ts'
import { scheduleWords } from '../../words/schedules.ts'

/** One thing that can be done about a job. `primary`: what is most likely wanted. */
interface Action { label: string; shortcut?: string; primary: boolean; /** Also while the engine is away. */ always?: true; run(): void }

/** What can be done about a job, what is wanted most first. */
function useActions(job: Job): Action[] {
  const question = useStore((store) => { for (const approval of store.world.approvals.values()) if (approval.job === job.id) return approval.id })
  const hasFallen = (job.outcome?.kind === 'failed' && job.outcome.reason !== 'not-landed') || job.outcome?.kind === 'lost'
  const all: (Action | false)[] = [
    question !== undefined && { label: jobWords.answer, primary: true, always: true, run: () => go('inbox', [question]) },
    canRelease(job) && { label: moveWords.release, shortcut: 'u', primary: true, run: () => void release([job]) },
    canHold(job) && { label: moveWords.hold, shortcut: 'h', primary: false, run: () => void hold([job]) },
    !hasStarted(job) && { label: editWords.button, shortcut: 'e', primary: false, run: () => openOverlay('edit', { id: job.id }) },
    canLand(job) && { label: landWords.land, shortcut: 'shift+l', primary: isVerified(job), run: () => openOverlay('land', { id: job.id }) },
    canRetry(job) && { label: moveWords.retry, shortcut: 'r', primary: hasFallen, run: () => retry([job]) },
    canCancel(job) && { label: moveWords.cancel, shortcut: 'c', primary: false, run: () => askCancel([job]) },
  ]
  return all.filter((action) => action !== false)
}

/** All of them, side by side. */
export function Actions({ job }: { job: Job }) {
  const readOnly = useReadOnly()
  const kept = useKeptFocus<HTMLDivElement>()
  return (
    <div {...kept} tabIndex={-1} className="flex flex-wrap justify-end gap-2 outline-none">
      {useActions(job).map(({ label, shortcut, primary, always, run }) => <Button key={label} look={primary ? 'primary' : 'plain'} shortcut={shortcut} disabled={readOnly && !always} onClick={run}>{label}</Button>)}
    </div>
  )
}

/** On a phone: the one that is wanted most. */
export function FirstAction({ job }: { job: Job }) {
  const readOnly = useReadOnly()
  const kept = useKeptFocus<HTMLDivElement>()
  const first = useActions(job).find(({ primary }) => primary)
  return <div {...kept} tabIndex={-1} className="flex shrink-0 outline-none">{first && <Button key={first.label} look="primary" disabled={readOnly && !first.always} onClick={first.run}>{first.label}</Button>}</div>
}

const LINE = 'w-full justify-start! border-0!'

/** On a phone: the others, and what else belongs to the job. */
export function ActionSheet({ job }: { job: Job }) {
  const readOnly = useReadOnly()
  const actions = useActions(job)
  const first = actions.find(({ primary }) => primary)
  const { pipeline, pipelineTitle, schedule, branch, id } = job
  return (
    <Sheet label={jobWords.actions}>
      {actions.filter((action) => action !== first).map(({ label, run }) => <Button key={label} className={LINE} disabled={readOnly} onClick={run}>{label}</Button>)}
      {hasStarted(job) && <Button className={LINE} disabled={readOnly} icon={<Pencil size={14} aria-hidden="true" />} onClick={() => openOverlay('edit', { id })}>{editWords.rename}</Button>}
      {pipeline !== null && <Button className={LINE} icon={<Layers size={14} aria-hidden="true" className="shrink-0" />} onClick={() => go('pipeline', [pipeline])}>{jobWords.details.pipeline}<span dir="auto" className="truncate text-soft">{pipelineTitle}</span></Button>}
      {schedule !== undefined && <Button className={LINE} icon={<CalendarClock size={14} aria-hidden="true" />} onClick={() => go('schedule', [schedule])}>{scheduleWords.bySchedule}</Button>}
      <Button className={LINE} icon={<FileText size={14} aria-hidden="true" />} onClick={() => openOverlay('plan-export', { id })}>{planWords.file.export}</Button>
      {[id, branch].map((text, at) => text !== null && (
        <Button key={text} className={LINE} icon={at === 0 ? <Copy size={14} aria-hidden="true" /> : <GitBranch size={14} aria-hidden="true" />} onClick={() => void copy(text, text)}>
          {at === 0 ? jobWords.copyId : jobWords.copyBranch}<span className="truncate font-mono text-[12px] text-soft">{text}</span>
        </Button>
      ))}
    </Sheet>
  )
}
