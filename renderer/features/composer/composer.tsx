import { useState, type KeyboardEvent } from 'react'
import { EMPTY_DRAFT, type Draft, type DraftField } from '../../job-form/draft.ts'
import { AfterField } from '../../job-form/after-field.tsx'
import { CheckFields } from '../../job-form/check-fields.tsx'
import { LandFields, OrderFields, PlaceFields } from '../../job-form/fields.tsx'
import { LimitFields } from '../../job-form/limit-fields.tsx'
import { ProfileField, PromptField, RepositoryField } from '../../job-form/main-fields.tsx'
import { RepeatField } from '../../job-form/repeat-field.tsx'
import { useReadOnly } from '../../state/store.ts'
import { closeOverlay } from '../../state/view.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { composerWords as words } from '../../words/composer.ts'
import { useComposer } from './use-composer.ts'

/** Fields that are folded away until somebody wants them, or something is typed in one, or wrong with it. */
const FOLDED: readonly DraftField[] = ['title', 'labels', 'priority', 'notBefore', 'hold', 'model', 'timeout', 'silence', 'maxTurns', 'budget', 'retries', 'backoff', 'retryOn', 'retrySession', 'checkTimeout', 'land', 'landHow', 'landUnverified', 'isolation', 'touches', 'base', 'conversation']
const isUsed = (draft: Draft): boolean => FOLDED.some((field) => draft[field] !== EMPTY_DRAFT[field] && String(draft[field]) !== '')

/** The form for a new job. `after`: jobs it follows, when it is opened from one; `profile`: the one to begin with; `every`: the pattern of a schedule. */
export function Composer({ after, profile, every }: { after?: readonly string[]; profile?: string; every?: string }) {
  const form = useComposer({ after, profile, every })
  const { draft, errors } = form
  const readOnly = useReadOnly()
  const [opened, setOpened] = useState(() => isUsed(draft))
  const more = opened || FOLDED.some((field) => errors[field] !== undefined)
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return
    event.preventDefault()
    form.submit()
  }
  return (
    <Dialog
      title={words.title} onClose={closeOverlay} width="medium:w-160" top
      footer={<>
        <span className="mr-auto hidden text-soft medium:inline">{draft.prompt === '' ? '' : words.keep}</span>
        {draft.prompt !== '' && <Button look="quiet" onClick={form.discard}>{words.discard}</Button>}
        <Button look="primary" shortcut="mod+enter" className="flex-1 medium:flex-none" disabled={form.busy || readOnly} onClick={form.submit}>{form.busy ? words.submitting : draft.every.trim() === '' ? words.submit : words.schedule}</Button>
      </>}
    >
      <form ref={form.element} noValidate className="flex flex-col gap-4 p-4" onKeyDown={onKeyDown} onSubmit={(event) => event.preventDefault()}>
        {errors.form && <p role="alert" className="rounded-md bg-tint-red px-3 py-2">{errors.form}</p>}
        <PromptField form={form} />
        <RepositoryField form={form} />
        <ProfileField form={form} />
        <CheckFields form={form} />
        <AfterField form={form} />
        <RepeatField form={form} />
        <button type="button" aria-expanded={more} onClick={() => setOpened(!more)} className="min-h-11 self-start text-accent hover:underline medium:min-h-0">{more ? words.fewer : words.more}</button>
        {more && <div className="flex flex-col gap-6"><LandFields form={form} /><OrderFields form={form} holds /><LimitFields form={form} /><PlaceFields form={form} /></div>}
      </form>
    </Dialog>
  )
}
