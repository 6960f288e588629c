import { REASONS_THAT_PASS, RETRY_REASONS } from '../../contract/retry-reasons.ts'
import { REASON_WORDS } from '../../contract/words.ts'
import { CheckBox, Field, Select } from '../ui/field.tsx'
import { jobFormWords as words } from '../words/job-form.ts'
import type { RetryReason } from './draft.ts'
import { FormText } from './fields.tsx'
import type { Form } from './use-form.ts'

/** When it is tried again, after what, and how; shown where a retry is wanted at all. */
export function RetryFields({ form }: { form: Form }) {
  const { retryOn, retrySession } = form.draft
  const chooses = retryOn.length > 0
  const toggle = (reason: RetryReason, on: boolean): void => form.set({ retryOn: RETRY_REASONS.filter((each) => (each === reason ? on : retryOn.includes(each))) })
  return (
    <>
      <FormText form={form} name="backoff" placeholder="10s" />
      <Field label={words.fields.retrySession.label} hint={words.retrySessionMeans[retrySession]} error={form.errors.retrySession}>
        {(control) => <Select {...control} value={retrySession} choices={Object.entries(words.retrySessions).map(([value, label]) => ({ value, label }))} onChange={(event) => form.set({ retrySession: event.target.value as typeof retrySession })} />}
      </Field>
      <Field label={words.fields.retryOn.label} error={form.errors.retryOn}>
        {(control) => <Select {...control} value={chooses ? 'chosen' : 'passing'} choices={Object.entries(words.retryOns).map(([value, label]) => ({ value, label }))} onChange={(event) => form.set({ retryOn: event.target.value === 'chosen' ? REASONS_THAT_PASS : [] })} />}
      </Field>
      {chooses && (
        <div role="group" aria-label={words.retryOnChoose} className="grid grid-cols-1 gap-x-4 medium:col-span-2 medium:grid-cols-2">
          {RETRY_REASONS.map((reason) => <CheckBox key={reason} label={upper(REASON_WORDS[reason].what)} checked={retryOn.includes(reason)} onChange={(on) => toggle(reason, on)} />)}
        </div>
      )}
    </>
  )
}

const upper = (text: string): string => `${text[0]!.toUpperCase()}${text.slice(1)}`
