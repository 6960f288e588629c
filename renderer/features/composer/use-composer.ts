import { useEffect, useRef, useState, type RefObject } from 'react'
import type { Job } from '../../../contract/job.ts'
import { EMPTY_DRAFT, type Draft } from '../../job-form/draft.ts'
import { toSpec } from '../../job-form/read.ts'
import { focusFault, useForm, type OwnForm } from '../../job-form/use-form.ts'
import { call } from '../../state/sync.ts'
import { useStore } from '../../state/store.ts'
import { closeOverlay, useView } from '../../state/view.ts'
import { notify } from '../../ui/notices.tsx'
import { composerWords } from '../../words/composer.ts'
import { afterSubmit, follow, readDraft, writeDraft } from './draft.ts'

/** The form for a new job: its draft is kept as it is typed. */
export interface Composer extends OwnForm { busy: boolean; element: RefObject<HTMLFormElement | null>; submit(): void; discard(): void }

export function useComposer(after: readonly string[] | undefined, asked?: string): Composer {
  const form = useForm(() => startDraft(after, asked))
  const { draft } = form
  const [busy, setBusy] = useState(false)
  const element = useRef<HTMLFormElement>(null)
  useEffect(() => { writeDraft(localStorage, draft) }, [draft])

  const submit = (): void => {
    const { spec, faults } = toSpec(draft)
    if (Object.keys(faults).length > 0) { form.fail(faults); return focusFault(element.current) }
    if (busy) return
    if (useStore.getState().connection !== 'live') return form.fail({ form: composerWords.offline })
    setBusy(true)
    void call('jobs.submit', spec).then((answer) => {
      setBusy(false)
      if (!answer.ok) {
        if (answer.code === 'no-engine') form.fail({ form: composerWords.offline })
        else form.refuse(answer)
        return focusFault(element.current)
      }
      writeDraft(localStorage, afterSubmit(draft))
      useView.setState({ cursor: answer.value.id })
      closeOverlay()
      notify(composerWords.submitted(answer.value.title))
    })
  }
  return { ...form, busy, element, submit, discard: () => form.restart(EMPTY_DRAFT) }
}

/** The kept draft; a repository is suggested when there is none: the one used last. */
function startDraft(after: readonly string[] | undefined, asked: string | undefined): Draft {
  const kept = readDraft(localStorage)
  const { world, profiles } = useStore.getState()
  const parent = after === undefined ? undefined : world.jobs.get(after[0] ?? '')
  const latest = parent ?? [...world.jobs.values()].reduce<Job | undefined>((best, job) => (best && best.createdAt >= job.createdAt ? best : job), undefined)
  const profile = profiles.some((each) => each.name === kept.profile) ? kept.profile : (profiles[0]?.name ?? kept.profile)
  const placed = { ...kept, profile: asked ?? parent?.profile ?? profile, repository: parent?.repository ?? (kept.repository || (latest?.repository ?? '')) }
  return after === undefined ? placed : follow(placed, after)
}
