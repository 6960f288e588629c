import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { describeNext } from '../../../contract/schedule-words.ts'
import type { Schedule } from '../../../contract/schedule.ts'
import { fromSchedule } from '../../job-form/draft.ts'
import { CheckFields } from '../../job-form/check-fields.tsx'
import { FormSection, FormText, LandFields, NameFields } from '../../job-form/fields.tsx'
import { LimitFields } from '../../job-form/limit-fields.tsx'
import { ProfileField, PromptField } from '../../job-form/main-fields.tsx'
import { toScheduleEdit } from '../../job-form/read-schedule.ts'
import { RepeatField } from '../../job-form/repeat-field.tsx'
import { focusFault, useForm } from '../../job-form/use-form.ts'
import { loadSchedules } from '../../state/schedules.ts'
import { useReadOnly } from '../../state/store.ts'
import { call } from '../../state/sync.ts'
import { closeOverlay } from '../../state/view.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Loading } from '../../ui/empty.tsx'
import { notify } from '../../ui/notices.tsx'
import { scheduleWords as words } from '../../words/schedules.ts'

/** Changes a schedule: when it comes, and what is submitted from then on. */
export function EditScheduleDialog({ id }: { id: string }) {
  const [whole, setWhole] = useState<Schedule | null>(null)
  const [trouble, setTrouble] = useState<string | null>(null)
  useEffect(() => {
    let wanted = true
    void call('schedules.get', { id }).then((answer) => {
      if (!wanted) return
      if (answer.ok) setWhole(answer.value)
      else setTrouble(answer.message)
    })
    return () => { wanted = false }
  }, [id])
  if (whole) return <Form schedule={whole} />
  return <Dialog title={words.editTitle} onClose={closeOverlay} width="medium:w-160" top>{trouble === null ? <Loading what={words.loadingOne} /> : <p role="alert" className="p-4">{trouble}</p>}</Dialog>
}

function Form({ schedule }: { schedule: Schedule }) {
  const form = useForm(() => fromSchedule(schedule))
  const [busy, setBusy] = useState(false)
  const readOnly = useReadOnly()
  const element = useRef<HTMLFormElement>(null)
  const { edit, faults } = toScheduleEdit(form.draft, schedule, schedule.title)
  const changed = Object.keys(edit).length + Object.keys(faults).length > 0
  const save = async (): Promise<void> => {
    if (Object.keys(faults).length > 0) { form.fail(faults); return focusFault(element.current) }
    if (busy || readOnly) return
    if (!changed) return closeOverlay()
    setBusy(true)
    const { titleOf } = await import('../../../contract/job.ts')
    const answer = await call('schedules.edit', { id: schedule.id, ...toScheduleEdit(form.draft, schedule, titleOf(form.draft.prompt)).edit })
    setBusy(false)
    if (!answer.ok) {
      form.refuse(answer.code === 'no-engine' ? { ...answer, message: words.offline } : answer)
      return focusFault(element.current)
    }
    void loadSchedules()
    closeOverlay()
    notify(words.saved(answer.value.title, describeNext(answer.value, Date.now())))
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return
    event.preventDefault()
    void save()
  }
  return (
    <Dialog
      title={words.editTitle} onClose={closeOverlay} width="medium:w-160" top
      footer={<>
        <span role="status" className="mr-auto hidden text-soft medium:inline">{changed ? words.later : words.unchanged}</span>
        <Button look="primary" shortcut="mod+enter" className="flex-1 medium:flex-none" disabled={busy || readOnly || !changed} onClick={() => void save()}>{busy ? words.saving : words.save}</Button>
      </>}
    >
      <form ref={element} noValidate className="flex flex-col gap-4 p-4" onKeyDown={onKeyDown} onSubmit={(event) => event.preventDefault()}>
        {form.errors.form && <p role="alert" className="rounded-md bg-tint-red px-3 py-2">{form.errors.form}</p>}
        <PromptField form={form} />
        <RepeatField form={form} />
        <ProfileField form={form} />
        <CheckFields form={form} />
        <LandFields form={form} />
        <FormSection title={words.name}><NameFields form={form} /><FormText form={form} name="priority" inputMode="numeric" placeholder="0" /></FormSection>
        <LimitFields form={form} />
      </form>
    </Dialog>
  )
}
