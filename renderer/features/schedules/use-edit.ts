import { useEffect, useRef, useState, type RefObject } from 'react'
import { describeNext } from '../../../contract/schedule-words.ts'
import type { Schedule } from '../../../contract/schedule.ts'
import { fromSchedule } from '../../job-form/draft.ts'
import { toScheduleEdit } from '../../job-form/read-schedule.ts'
import { focusFault, useForm, type OwnForm } from '../../job-form/use-form.ts'
import { loadSchedules } from '../../state/schedules.ts'
import { useReadOnly } from '../../state/store.ts'
import { call } from '../../state/sync.ts'
import { closeOverlay } from '../../state/view.ts'
import { notify } from '../../ui/notices.tsx'
import { scheduleWords as words } from '../../words/schedules.ts'
import { unsavedSchedules } from './unsaved.ts'

/** The changes of one schedule, laid over it as it was when they were begun. `wasKept`: they are from before. */
export interface ScheduleForm extends OwnForm { changed: boolean; wasKept: boolean; busy: boolean; element: RefObject<HTMLFormElement | null>; save(): void; discard(): void }

export function useScheduleEdit(schedule: Schedule): ScheduleForm {
  const [kept] = useState(() => unsavedSchedules.read(schedule.id))
  const [base, setBase] = useState(kept?.base ?? schedule)
  const form = useForm(() => kept?.draft ?? fromSchedule(base))
  const { draft } = form
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
    if (busy || readOnly) return
    if (!changed) return closeOverlay()
    setBusy(true)
    const { titleOf } = await import('../../../contract/job.ts')
    const answer = await call('schedules.edit', { id: base.id, ...toScheduleEdit(draft, base, titleOf(draft.prompt)).edit })
    setBusy(false)
    if (!answer.ok) {
      form.refuse(answer.code === 'no-engine' ? { ...answer, message: words.offline } : answer)
      return focusFault(element.current)
    }
    unsavedSchedules.drop(base.id)
    void loadSchedules()
    closeOverlay()
    notify(words.saved(answer.value.title, describeNext(answer.value, Date.now())))
  }
  const discard = (): void => { unsavedSchedules.drop(base.id); setBase(schedule); setRestarted(true); form.restart(fromSchedule(schedule)) }
  return { ...form, changed, wasKept: kept !== undefined && !restarted, busy, element, save: () => void save(), discard }
}
