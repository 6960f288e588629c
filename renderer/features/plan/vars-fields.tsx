import { useState } from 'react'
import { Field, TextInput } from '../../ui/field.tsx'
import { planWords as words } from '../../words/plan.ts'
import type { PlanForm } from './use-plan.ts'

/** A field for each variable of the plan; what is left empty is its default, where it has one. */
export function VarsFields({ form: { vars, wrong, draft, set } }: { form: PlanForm }) {
  // A field nobody came to is not wrong: it says that it wants a value.
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set())
  const names = Object.keys(vars)
  if (names.length === 0) return null
  const change = (name: string, value: string): void => {
    setTouched(new Set([...touched, name]))
    set({ set: { ...draft.set, [name]: value } })
  }
  return (
    <fieldset className="grid min-w-0 shrink-0 grid-cols-1 items-start gap-x-4 gap-y-3 medium:grid-cols-3">
      <legend className="pb-2 font-semibold">{words.vars}</legend>
      {names.map((name) => {
        const preset = vars[name]
        const value = draft.set[name] ?? ''
        return (
          <Field key={name} label={name} hint={preset === null ? (value === '' ? words.varMissing : undefined) : undefined} error={touched.has(name) || value !== '' ? wrong[name] : undefined}>
            {(control) => <TextInput {...control} required={preset === null} placeholder={preset === null ? undefined : String(preset)} value={value} onChange={(event) => change(name, event.target.value)} />}
          </Field>
        )
      })}
    </fieldset>
  )
}
