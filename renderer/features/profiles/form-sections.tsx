import type { ReactNode } from 'react'
import type { Profile } from '../../../contract/profile.ts'
import { CheckBox, Field, Select, TextInput } from '../../ui/field.tsx'
import { TextArea } from '../../ui/text-area.tsx'
import { profileWords } from '../../words/profiles.ts'
import type { Draft, DraftKey } from './draft.ts'
import type { Faults } from './read-draft.ts'
import { EnvField } from './env-field.tsx'
import { WindowField } from './window-field.tsx'
import { SecretField } from './secret-field.tsx'

const { fields, sections } = profileWords
type TextKey = { [Key in DraftKey]: Draft[Key] extends string ? Key : never }[DraftKey] & keyof typeof fields
type ChoiceKey = keyof typeof profileWords.choices

interface FormProps { draft: Draft; faults: Faults; base: Profile | null; onChange(part: Partial<Draft>): void }

/** Every field of a profile, those that are decided most often first. */
export function FormSections({ draft, faults, base, onChange }: FormProps) {
  const text = (key: TextKey, more: { lines?: boolean; short?: boolean; placeholder?: string } = {}): ReactNode => (
    <Field label={fields[key].label} hint={fields[key].hint} error={faults[key]} className={more.short ? '' : 'medium:col-span-2'}>
      {(control) => (more.lines
        ? <TextArea {...control} code={key !== 'appendSystemPrompt'} rows={2} value={draft[key]} placeholder={more.placeholder} onChange={(event) => onChange({ [key]: event.target.value })} />
        : <TextInput {...control} value={draft[key]} placeholder={more.placeholder} onChange={(event) => onChange({ [key]: event.target.value })} />)}
    </Field>
  )
  const choice = (key: ChoiceKey): ReactNode => (
    <Field label={fields[key].label} hint={fields[key].hint} error={faults[key]}>
      {(control) => <Select {...control} value={draft[key]} choices={Object.entries(profileWords.choices[key]).map(([value, label]) => ({ value, label }))} onChange={(event) => onChange({ [key]: event.target.value })} />}
    </Field>
  )
  return (
    <div className="flex max-w-[72ch] flex-col gap-8">
      <Section title={sections.what}>{text('description')}</Section>
      <Section title={sections.may}>
        {choice('permissionMode')}{choice('prompts')}
        {draft.prompts === 'ask' && text('askTimeoutMs', { short: true })}
        {choice('sandbox')}
        {text('allow', { lines: true, placeholder: 'Bash(npm test *)' })}
        {text('deny', { lines: true, placeholder: 'Read(./.env)' })}
        <div className="medium:col-span-2"><CheckBox label={fields.allTools.label} checked={draft.allTools} onChange={(allTools) => onChange({ allTools })} /></div>
        {!draft.allTools && text('tools', { lines: true })}
        <div className="medium:col-span-2"><CheckBox label={fields.trustProjectSettings.label} hint={fields.trustProjectSettings.hint} checked={draft.trustProjectSettings} onChange={(trustProjectSettings) => onChange({ trustProjectSettings })} /></div>
      </Section>
      <Section title={sections.where}>
        {text('repositories', { lines: true, placeholder: '~/code/**' })}
        {text('setup', { placeholder: 'npm ci' })}
        {draft.setup.trim() !== '' && text('setupTimeoutMs', { short: true })}
        {text('copy', { lines: true, placeholder: '.env' })}
      </Section>
      <Section title={sections.login}>
        {choice('authKind')}
        {draft.authKind === 'login' ? choice('home') : <><SecretField key={draft.authKind} kind={draft.authKind} stored={base?.auth.kind === draft.authKind && base.auth.stored} value={draft.secret} fault={faults.secret} onChange={(secret) => onChange({ secret })} />{choice('home')}</>}
        <EnvField rows={draft.env} fault={faults.env} onChange={(env) => onChange({ env })} />
        {text('inheritEnv', { lines: true })}
      </Section>
      <Section title={sections.limits}>
        {text('model', { short: true, placeholder: 'opus' })}{text('timeoutMs', { short: true })}{text('silenceMs', { short: true, placeholder: '10m' })}{text('maxTurns', { short: true })}{text('budgetUsd', { short: true })}{text('slots', { short: true })}{choice('onInterrupt')}
        <WindowField rows={draft.windows} fault={faults.windows} onChange={(windows) => onChange({ windows })} />
      </Section>
      <Section title={sections.rare}>
        {text('appendSystemPrompt', { lines: true })}{text('mcpServers', { lines: true })}{text('claude')}
      </Section>
    </div>
  )
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className="grid min-w-0 grid-cols-1 items-start gap-x-4 gap-y-4 medium:grid-cols-2">
      <legend className="pb-3 text-head font-semibold">{title}</legend>
      {children}
    </fieldset>
  )
}
