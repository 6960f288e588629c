import { useEffect, useRef, useState } from 'react'
import type { Failure } from '../../../contract/errors.ts'
import type { Job } from '../../../contract/job.ts'
import { call } from '../../state/sync.ts'
import { useStore } from '../../state/store.ts'
import { closeOverlay, useView } from '../../state/view.ts'
import { notify } from '../../ui/notices.tsx'
import { composerWords } from '../../words/composer.ts'
import { afterSubmit, EMPTY_DRAFT, fieldOf, readDraft, toSpec, withoutField, writeDraft, type Draft, type DraftField } from './draft.ts'

export type Errors = Partial<Record<DraftField | 'form', string>>
/** Typing rests this long before what was typed is judged. */
const JUDGE_AFTER_MS = 400

/** The form's state: the draft, kept as it is typed; what is wrong, in the engine's words; submitting. */
export interface Composer { draft: Draft; errors: Errors; busy: boolean; set(change: Partial<Draft>): void; submit(): void; discard(): void }

export function useComposer(after: readonly string[] | undefined, asked?: string): Composer {
  const [draft, setDraft] = useState<Draft>(() => startDraft(after, asked))
  const [errors, setErrors] = useState<Errors>({})
  const [busy, setBusy] = useState(false)
  const touched = useRef(new Set<DraftField>())
  useEffect(() => { writeDraft(localStorage, draft) }, [draft])
  useEffect(() => {
    if (touched.current.size === 0) return
    const timer = setTimeout(() => void judge(draft).then((found) => setErrors(only(found, touched.current))), JUDGE_AFTER_MS)
    return () => clearTimeout(timer)
  }, [draft])

  const set = (change: Partial<Draft>): void => {
    for (const key of Object.keys(change) as DraftField[]) touched.current.add(key)
    setDraft((before) => ({ ...before, ...change }))
  }
  const refuse = (refusal: Failure): void => {
    const field = fieldOf(refusal)
    if (field) touched.current.add(field)
    setErrors(field ? { [field]: withoutField(refusal.message) } : { form: refusal.code === 'no-engine' ? composerWords.offline : refusal.message })
  }
  const submit = (): void => {
    const ready = toSpec(draft)
    if (!ready.ok) return setErrors({ [ready.field]: ready.message })
    if (busy) return
    if (useStore.getState().connection !== 'live') return setErrors({ form: composerWords.offline })
    setBusy(true)
    void call('jobs.submit', ready.spec).then((answer) => {
      setBusy(false)
      if (!answer.ok) return refuse(answer)
      writeDraft(localStorage, afterSubmit(draft))
      useView.setState({ cursor: answer.value.id })
      closeOverlay()
      notify(composerWords.submitted(answer.value.title))
    })
  }
  return { draft, errors, busy, set, submit, discard: () => { touched.current.clear(); setErrors({}); setDraft(EMPTY_DRAFT) } }
}

/** The kept draft; a repository is suggested when there is none: the one used last. */
function startDraft(after: readonly string[] | undefined, asked: string | undefined): Draft {
  const kept = readDraft(localStorage)
  const { world, profiles } = useStore.getState()
  const parent = after === undefined ? undefined : world.jobs.get(after[0] ?? '')
  const latest = parent ?? [...world.jobs.values()].reduce<Job | undefined>((best, job) => (best && best.createdAt >= job.createdAt ? best : job), undefined)
  const profile = profiles.some((each) => each.name === kept.profile) ? kept.profile : (profiles[0]?.name ?? kept.profile)
  return { ...kept, profile: asked ?? parent?.profile ?? profile, repository: parent?.repository ?? (kept.repository || (latest?.repository ?? '')), ...(after === undefined ? {} : { after }) }
}

/** What the schema of a submission says: the engine's own, and so its own words. Loaded with the form, not with the page. */
async function judge(draft: Draft): Promise<Errors> {
  const ready = toSpec(draft)
  if (!ready.ok) return { [ready.field]: ready.message }
  const { JobSpec } = await import('../../../contract/job.ts')
  const parsed = JobSpec.safeParse(ready.spec)
  if (parsed.success) return {}
  return Object.fromEntries(parsed.error.issues.toReversed().map((issue) => [fieldOf({ code: 'bad-input', details: { field: issue.path.join('.') } }) ?? 'form', issue.message]))
}

/** Only fields somebody was at: an empty form is not a wrong one. */
const only = (errors: Errors, touched: ReadonlySet<DraftField>): Errors => Object.fromEntries(Object.entries(errors).filter(([field]) => touched.has(field as DraftField)))
