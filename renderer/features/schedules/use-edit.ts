import { useEffect, useRef, useState, type RefObject } from 'react'
import { describeNext } from '../../../contract/schedule-words.ts'
import type { Result } from '../../../contract/errors.ts'
import type { Schedule } from '../../../contract/schedule.ts'
import { fromSchedule, type Draft } from '../../job-form/draft.ts'
import { toScheduleEdit } from '../../job-form/read-schedule.ts'
import { expectedOf } from '../../job-form/merge.ts'
import { isOvertaken, useClash, type ClashState } from '../../job-form/use-clash.ts'
import { focusFault, useForm, type OwnForm } from '../../job-form/use-form.ts'
import { loadSchedules } from '../../state/schedules.ts'
import { useReadOnly } from '../../state/store.ts'
import { call } from '../../state/sync.ts'
import { closeOverlay } from '../../state/view.ts'
import { notify } from '../../ui/notices.tsx'
import { scheduleWords as words } from '../../words/schedules.ts'
import { unsavedSchedules } from './unsaved.ts'

/** The changes of one schedule, laid over it as it was when they were begun. `wasKept`: they are from before. */
export interface ScheduleForm extends OwnForm { changed: boolean; wasKept: boolean; busy: boolean; clash: ClashState; element: RefObject<HTMLFormElement | null>; save(): void; discard(): void }

export function useScheduleEdit(schedule: Schedule): ScheduleForm {
  const [kept] = useState(() => unsavedSchedules.read(schedule.id))
  const [base, setBase] = useState(kept?.base ?? schedule)
  const form = useForm(() => kept?.draft ?? fromSchedule(base))
  const { draft } = form
  const clash = useClash(form)
  const [busy, setBusy] = useState(false)
  const [restarted, setRestarted] = useState(false)
  const readOnly = useReadOnly()
  const element = useRef<HTMLFormElement>(null)
  const { edit, faults } = toScheduleEdit(draft, base, base.title)
  const changed = Object.keys(edit).length + Object.keys(faults).length > 0
  useEffect(() => {
    if (changed) unsavedSchedules.keep({ base, draft })
    else unsavedSchedules.drop(base.id)
  }, [draft, base, changed])
  const save = async (): Promise<void> => {
    if (Object.keys(faults).length > 0) { form.fail(faults); return focusFault(element.current) }
    if (busy || readOnly || clash.clash) return
    if (!changed) return closeOverlay()
    setBusy(true)
    const answer = await saveSchedule(draft, base)
    setBusy(false)
    if (!answer.ok && isOvertaken(answer)) return overtaken()
    if (!answer.ok) {
      form.refuse(answer.code === 'no-engine' ? { ...answer, message: words.offline } : answer)
      return focusFault(element.current)
    }
    close(answer.value)
  }
  /** Somebody else has saved it meanwhile: both are laid over one another, and saved where they do not meet. */
  const overtaken = async (): Promise<void> => {
    const theirs = await call('schedules.get', { id: base.id })
    if (!theirs.ok) return form.refuse(theirs)
    setBase(theirs.value)
    const merged = clash.meet({ base: fromSchedule(base), mine: draft, theirs: fromSchedule(theirs.value) })
    if (merged === null) return
    const answer = await saveSchedule(merged, theirs.value)
    if (answer.ok) close(answer.value)
    else form.refuse(answer)
  }
  const close = (saved: Schedule): void => {
    unsavedSchedules.drop(base.id)
    void loadSchedules()
    closeOverlay()
    notify(words.saved(saved.title, describeNext(saved, Date.now())))
  }
  const discard = (): void => { unsavedSchedules.drop(base.id); setBase(schedule); setRestarted(true); clash.forget(); form.restart(fromSchedule(schedule)) }
  return { ...form, changed, wasKept: kept !== undefined && !restarted, busy, clash, element, save: () => void save(), discard }
}

/** Saves what differs from the schedule as it was, if that is still as it was. */
async function saveSchedule(draft: Draft, base: Schedule): Promise<Result<Schedule>> {
  const { titleOf } = await import('../../../contract/job.ts')
  const { edit } = toScheduleEdit(draft, base, titleOf(draft.prompt))
  const { job, ...times } = edit
  return call('schedules.edit', { id: base.id, ...edit, expected: { ...expectedOf(times, base), ...(job === undefined ? {} : { job: expectedOf(job, base.job) }) } })
}
