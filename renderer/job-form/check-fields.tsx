import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { CHECK_NAMES, describeCheck, REVIEW_PROFILE } from '../../contract/check-words.ts'
import { useStore } from '../state/store.ts'
import { Field, Select } from '../ui/field.tsx'
import { jobFormWords as words } from '../words/job-form.ts'
import { CHECK_MS, readCheck } from './check-text.ts'
import type { DraftField } from './draft.ts'
import { FormText } from './fields.tsx'
import type { Form } from './use-form.ts'

/** Fields of a check that are folded away, whatever is typed in them, unless something is wrong with it. */
const FOLDED: readonly DraftField[] = ['checkChanged', 'checkUnchanged', 'checkSchema', 'checkPrompt', 'checkProfile']

/** The check, beneath it what else may decide, and nothing else: it decides what the job is worth. */
export function CheckFields({ form }: { form: Form }) {
  const [opened, setOpened] = useState(false)
  const open = opened || FOLDED.some((field) => form.errors[field] !== undefined)
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <FormText form={form} name="check" code placeholder="npm test" />
      <button type="button" aria-expanded={open} onClick={() => setOpened(!open)} className="flex min-h-11 items-center gap-1 self-start text-accent hover:underline medium:min-h-0">
        <ChevronRight size={14} aria-hidden="true" className={open ? 'rotate-90' : ''} />{words.moreChecks}
      </button>
      {open ? <MoreChecks form={form} /> : <Asked form={form} />}
    </div>
  )
}

/** What the folded fields ask, in a line each. */
function Asked({ form }: { form: Form }) {
  const check = readCheck(form.draft, CHECK_MS)
  const asked = check === null ? [] : describeCheck(check).filter(({ kind }) => kind !== 'command')
  if (asked.length === 0) return null
  return (
    <ul aria-label={words.moreChecks} className="flex flex-col gap-0.5 pl-4.5 text-soft">
      {asked.map(({ kind, text }) => <li key={kind} className="flex min-w-0 gap-2"><span className="w-16 shrink-0">{CHECK_NAMES[kind]}</span><span className="truncate font-mono text-[12px] text-ink">{text}</span></li>)}
    </ul>
  )
}

function MoreChecks({ form }: { form: Form }) {
  const profiles = useStore((store) => store.profiles)
  const { checkPrompt, checkProfile } = form.draft
  const choices = profiles.filter((each) => each.name !== REVIEW_PROFILE).map(({ name }) => ({ value: name, label: name }))
  // One that is gone stays chosen, so that the engine can say so.
  const gone = checkProfile === '' || checkProfile === REVIEW_PROFILE || choices.some(({ value }) => value === checkProfile) ? [] : [{ value: checkProfile, label: checkProfile }]
  return (
    <div className="grid min-w-0 grid-cols-1 items-start gap-4 border-l border-line pl-4 medium:grid-cols-2">
      <FormText form={form} name="checkChanged" code lines placeholder="src/**" />
      <FormText form={form} name="checkUnchanged" code lines placeholder={'test/**\npackage-lock.json'} />
      <FormText form={form} name="checkSchema" wide code lines placeholder={'{ "type": "object", "required": ["summary"] }'} />
      <FormText form={form} name="checkPrompt" wide lines placeholder={words.reviewPlaceholder} />
      {checkPrompt.trim() !== '' && (
        <Field label={words.fields.checkProfile.label} hint={words.fields.checkProfile.hint} error={form.errors.checkProfile}>
          {(control) => <Select {...control} value={checkProfile === REVIEW_PROFILE ? '' : checkProfile} choices={[{ value: '', label: REVIEW_PROFILE }, ...gone, ...choices]} onChange={(event) => form.set({ checkProfile: event.target.value })} />}
        </Field>
      )}
    </div>
  )
}
