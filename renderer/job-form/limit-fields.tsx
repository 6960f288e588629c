import { useStore } from '../state/store.ts'
import { toSpanText } from '../ui/span.ts'
import { jobFormWords as words } from '../words/job-form.ts'
import { FormSection, FormText } from './fields.tsx'
import { RetryFields } from './retry-fields.tsx'
import type { Form } from './use-form.ts'

/** How much it may take; what is left empty shows what the profile says. */
export function LimitFields({ form }: { form: Form }) {
  const profile = useStore((store) => store.profiles.find((each) => each.name === form.draft.profile))
  const text = (value: number | null | undefined): string | undefined => (value === null || value === undefined ? undefined : String(value))
  return (
    <FormSection title={words.sections.limits}>
      <FormText form={form} name="model" placeholder={profile?.model ?? undefined} />
      <FormText form={form} name="timeout" placeholder={profile && toSpanText(profile.timeoutMs)} />
      <FormText form={form} name="silence" placeholder={profile && profile.silenceMs !== null ? toSpanText(profile.silenceMs) : undefined} />
      <FormText form={form} name="maxTurns" inputMode="numeric" placeholder={text(profile?.maxTurns)} />
      <FormText form={form} name="budget" inputMode="decimal" placeholder={text(profile?.budgetUsd)} />
      <FormText form={form} name="retries" inputMode="numeric" placeholder="0" />
      {form.draft.check.trim() + form.draft.checkPrompt.trim() !== '' && <FormText form={form} name="checkTimeout" placeholder="10m" />}
      {form.draft.retries.trim() !== '' && form.draft.retries.trim() !== '0' && <RetryFields form={form} />}
    </FormSection>
  )
}
