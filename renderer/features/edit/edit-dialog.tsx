import { useEffect, useState, type KeyboardEvent } from 'react'
import type { Job } from '../../../contract/job.ts'
import { stateMark } from '../../../contract/words.ts'
import { AfterField } from '../../job-form/after-field.tsx'
import { ClashNote } from '../../job-form/clash-note.tsx'
import { CheckFields } from '../../job-form/check-fields.tsx'
import { LandFields, NameFields, OrderFields, TouchesField } from '../../job-form/fields.tsx'
import { LimitFields } from '../../job-form/limit-fields.tsx'
import { ProfileField, PromptField } from '../../job-form/main-fields.tsx'
import { canAdjust, hasStarted } from '../../jobs/allowed.ts'
import { call } from '../../state/sync.ts'
import { useJob, useReadOnly, useStore } from '../../state/store.ts'
import { closeOverlay } from '../../state/view.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Loading } from '../../ui/empty.tsx'
import { editWords as words } from '../../words/edit.ts'
import { useEdit } from './use-edit.ts'

/** Changes a job. Its prompt may be longer than what lists carry: then all of it is read first. */
export function EditDialog({ id }: { id: string }) {
  const known = useJob(id)
  const [whole, setWhole] = useState<Job | null>(known && !known.promptCut ? known : null)
  const [trouble, setTrouble] = useState<string | null>(null)
  useEffect(() => {
    if (whole) return
    let wanted = true
    void call('jobs.get', { id }).then((answer) => {
      if (!wanted) return
      if (answer.ok) setWhole(answer.value)
      else setTrouble(answer.message)
    })
    return () => { wanted = false }
  // oxlint-disable-next-line react/exhaustive-effect-dependencies, react-hooks/exhaustive-deps -- read once: what is typed must not be overtaken
  }, [id])
  if (whole) return <Form job={whole} />
  return <Dialog title={words.title} onClose={closeOverlay} width="medium:w-160" top>{trouble === null ? <Loading what={words.loading} /> : <p role="alert" className="p-4">{trouble}</p>}</Dialog>
}

function Form({ job }: { job: Job }) {
  const form = useEdit(job)
  const { base, errors, changed } = form
  const { clash, keep, take } = form.clash
  const latest = useJob(job.id)
  const readOnly = useReadOnly()
  const started = hasStarted(base)
  const adjusts = canAdjust(base)
  const meanwhile = !started && latest !== undefined && hasStarted(latest)
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return
    event.preventDefault()
    form.save()
  }
  const told = adjusts ? words.ended : started ? words.started : meanwhile && !errors.form ? (latest.state === 'finished' ? words.endedMeanwhile(stateMark(latest).word, canAdjust(latest)) : words.startedMeanwhile) : form.wasKept && changed > 0 ? words.kept : null
  return (
    <Dialog
      title={words.title} onClose={closeOverlay} width="medium:w-160" top
      footer={<>
        <span role="status" className="mr-auto hidden text-soft medium:inline">{changed === 0 ? words.unchanged : words.changed(changed)}</span>
        {changed > 0 && <Button look="quiet" onClick={form.discard}>{words.discard}</Button>}
        <Button look="primary" shortcut="mod+enter" className="flex-1 medium:flex-none" disabled={form.busy || readOnly || changed === 0 || clash !== null} onClick={form.save}>{form.busy ? words.saving : words.save}</Button>
      </>}
    >
      <form ref={form.element} noValidate className="flex flex-col gap-4 p-4" onKeyDown={onKeyDown} onSubmit={(event) => event.preventDefault()}>
        {errors.form && <p role="alert" className="rounded-md bg-tint-red px-3 py-2">{errors.form}</p>}
        {clash && <ClashNote {...clash} onKeep={keep} onTake={take} />}
        {told !== null && <p role="status" className="rounded-md bg-tint-amber px-3 py-2">{told}</p>}
        {started && <div className="grid gap-4 medium:grid-cols-2"><NameFields form={form} focus /></div>}
        {adjusts && <><NewestProfile job={latest ?? base} /><CheckFields form={form} /><LandFields form={form} /><LimitFields form={form} /><TouchesField form={form} alone /></>}
        {!started && (
          <>
            <PromptField form={form} />
            <ProfileField form={form} />
            <CheckFields form={form} />
            <AfterField form={form} job={base} />
            {base.isolation === 'worktree' && <LandFields form={form} />}
            <OrderFields form={form} />
            <LimitFields form={form} />
            <TouchesField form={form} alone />
          </>
        )}
      </form>
    </Dialog>
  )
}

/** A job keeps the version of its profile it was submitted with; one that failed for want of a right may take the version that grants it. */
function NewestProfile({ job }: { job: Job }) {
  const newest = useStore((store) => store.profiles.find((each) => each.name === job.profile)?.version ?? 0)
  const readOnly = useReadOnly()
  const [refused, setRefused] = useState<string | null>(null)
  if (newest <= job.profileVersion) return null
  const take = async (): Promise<void> => {
    const answer = await call('jobs.edit', { id: job.id, profile: job.profile })
    setRefused(answer.ok ? null : answer.message)
  }
  return (
    <div className="flex flex-wrap items-center gap-2">
      <span className="min-w-0 flex-1">{words.olderProfile(job.profile, job.profileVersion, newest)}</span>
      <Button disabled={readOnly} onClick={() => void take()}>{words.takeNewest}</Button>
      {refused !== null && <p role="alert" className="w-full text-red">{refused}</p>}
    </div>
  )
}
