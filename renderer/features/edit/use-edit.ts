import { useEffect, useRef, useState, type RefObject } from 'react'
import type { Result } from '../../../contract/errors.ts'
import type { Job } from '../../../contract/job.ts'
import { toDraft, type Draft } from '../../job-form/draft.ts'
import { toEdit } from '../../job-form/read.ts'
import { expectedOf } from '../../job-form/merge.ts'
import { isOvertaken, useClash, type ClashState } from '../../job-form/use-clash.ts'
import { focusFault, useForm, type OwnForm } from '../../job-form/use-form.ts'
import { call } from '../../state/sync.ts'
import { useStore } from '../../state/store.ts'
import { closeOverlay } from '../../state/view.ts'
import { notify } from '../../ui/notices.tsx'
import { editWords as words } from '../../words/edit.ts'
import { unsavedJobs } from './unsaved.ts'

/** The changes of one job: `base` is the job they were begun on, `changed` counts what differs from it. */
export interface Edit extends OwnForm { base: Job; changed: number; wasKept: boolean; busy: boolean; clash: ClashState; element: RefObject<HTMLFormElement | null>; save(): void; discard(): void }

export function useEdit(job: Job): Edit {
  const [kept] = useState(() => unsavedJobs.read(job.id))
  const [base, setBase] = useState(kept?.base ?? job)
  const form = useForm(() => kept?.draft ?? toDraft(base))
  const { draft } = form
  const clash = useClash(form)
  const [busy, setBusy] = useState(false)
  const [restarted, setRestarted] = useState(false)
  const element = useRef<HTMLFormElement>(null)
  const { edit, faults } = toEdit(draft, base, base.title)
  const changed = new Set([...Object.keys(edit), ...Object.keys(faults)]).size
  useEffect(() => {
    if (changed > 0) unsavedJobs.keep({ base, draft })
    else unsavedJobs.drop(base.id)
  }, [draft, base, changed])

  const save = async (): Promise<void> => {
    if (Object.keys(faults).length > 0) { form.fail(faults); return focusFault(element.current) }
    if (busy || clash.clash) return
    if (changed === 0) return closeOverlay()
    if (useStore.getState().connection !== 'live') return form.fail({ form: words.offline })
    setBusy(true)
    const answer = await saveJob(draft, base)
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
    const theirs = await call('jobs.get', { id: base.id })
    if (!theirs.ok) return form.refuse(theirs)
    setBase(theirs.value)
    const merged = clash.meet({ base: toDraft(base), mine: draft, theirs: toDraft(theirs.value) })
    if (merged === null) return
    const answer = await saveJob(merged, theirs.value)
    if (answer.ok) close(answer.value)
    else form.refuse(answer)
  }
  const close = (saved: Job): void => {
    unsavedJobs.drop(base.id)
    closeOverlay()
    notify(words.saved(saved.title))
  }
  const discard = (): void => { unsavedJobs.drop(job.id); setBase(job); setRestarted(true); clash.forget(); form.restart(toDraft(job)) }
  return { ...form, base, changed, wasKept: kept !== undefined && !restarted, busy, clash, element, save: () => void save(), discard }
}

/** Saves what differs from the job as it was, if that is still as it was. */
async function saveJob(draft: Draft, base: Job): Promise<Result<Job>> {
  const { titleOf } = await import('../../../contract/job.ts')
  const { edit: own } = toEdit(draft, base, titleOf(draft.prompt))
  // A title that was the prompt's first line goes with the prompt.
  const follows = own.prompt !== undefined && own.title === undefined && base.title === titleOf(base.prompt)
  const edit = { ...own, ...(follows ? { title: titleOf(draft.prompt) } : {}) }
  return call('jobs.edit', { id: base.id, ...edit, expected: expectedOf(edit, base) })
}
