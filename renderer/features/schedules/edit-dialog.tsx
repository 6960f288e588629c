import { useEffect, useState, type KeyboardEvent } from 'react'
import type { Schedule } from '../../../contract/schedule.ts'
import { ClashNote } from '../../job-form/clash-note.tsx'
import { CheckFields } from '../../job-form/check-fields.tsx'
import { FormSection, FormText, LandFields, NameFields, TouchesField } from '../../job-form/fields.tsx'
import { LimitFields } from '../../job-form/limit-fields.tsx'
import { ProfileField, PromptField } from '../../job-form/main-fields.tsx'
import { RepeatField } from '../../job-form/repeat-field.tsx'
import { useReadOnly } from '../../state/store.ts'
import { call } from '../../state/sync.ts'
import { closeOverlay } from '../../state/view.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Loading } from '../../ui/empty.tsx'
import { scheduleWords as words } from '../../words/schedules.ts'
import { useScheduleEdit } from './use-edit.ts'

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
  const form = useScheduleEdit(schedule)
  const { changed } = form
  const { clash, keep, take } = form.clash
  const readOnly = useReadOnly()
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return
    event.preventDefault()
    form.save()
  }
  return (
    <Dialog
      title={words.editTitle} onClose={closeOverlay} width="medium:w-160" top
      footer={<>
        <span role="status" className="mr-auto hidden text-soft medium:inline">{changed ? words.later : words.unchanged}</span>
        {changed && <Button look="quiet" onClick={form.discard}>{words.discard}</Button>}
        <Button look="primary" shortcut="mod+enter" className="flex-1 medium:flex-none" disabled={form.busy || readOnly || !changed || clash !== null} onClick={form.save}>{form.busy ? words.saving : words.save}</Button>
      </>}
    >
      <form ref={form.element} noValidate className="flex flex-col gap-4 p-4" onKeyDown={onKeyDown} onSubmit={(event) => event.preventDefault()}>
        {form.errors.form && <p role="alert" className="rounded-md bg-tint-red px-3 py-2">{form.errors.form}</p>}
        {clash && <ClashNote {...clash} onKeep={keep} onTake={take} />}
        {form.wasKept && changed && <p role="status" className="rounded-md bg-tint-amber px-3 py-2">{words.kept}</p>}
        <PromptField form={form} />
        <RepeatField form={form} />
        <ProfileField form={form} />
        <CheckFields form={form} />
        <LandFields form={form} />
        <FormSection title={words.name}><NameFields form={form} /><FormText form={form} name="priority" inputMode="numeric" placeholder="0" /></FormSection>
        <LimitFields form={form} />
        <TouchesField form={form} alone />
      </form>
    </Dialog>
  )
}
