import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Field, TextInput } from '../../ui/field.tsx'
import { profileWords } from '../../words/profiles.ts'

interface SecretFieldProps { kind: 'api-key' | 'token'; stored: boolean; value: string; fault: string | undefined; onChange(value: string): void }

/** A key or token: goes in, never comes out. Says whether one is stored, and lets a person replace it. */
export function SecretField({ kind, stored, value, fault, onChange }: SecretFieldProps) {
  const [replacing, setReplacing] = useState(value !== '')
  const label = profileWords.choices.authKind[kind]
  if (stored && !replacing) {
    return (
      <div role="group" aria-label={label} className="flex flex-col gap-1">
        <span className="font-medium text-soft">{label}</span>
        <div className="flex min-h-11 items-center gap-2 medium:min-h-8"><span aria-hidden="true" className="text-soft">••••••••</span><span className="text-green">{profileWords.secret.stored}</span><Button onClick={() => setReplacing(true)}>{profileWords.secret.replace}</Button></div>
      </div>
    )
  }
  return (
    <Field label={label} hint={profileWords.secret.write} error={fault}>
      {(control) => (
        <div className="flex gap-2">
          <TextInput {...control} type="password" autoComplete="new-password" autoFocus={stored} value={value} onChange={(event) => onChange(event.target.value)} />
          {stored && <Button look="quiet" onClick={() => { onChange(''); setReplacing(false) }}>{profileWords.secret.keepIt}</Button>}
        </div>
      )}
    </Field>
  )
}
