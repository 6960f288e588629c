import type { ReactNode } from 'react'
import { CheckBox, Field, Select, TextInput } from '../ui/field.tsx'
import { TextArea } from '../ui/text-area.tsx'
import { jobFormWords as words } from '../words/job-form.ts'
import { hasCheck } from './check-text.ts'
import type { TextField } from './draft.ts'
import type { Form } from './use-form.ts'

interface TextFieldProps { form: Form; name: Exclude<TextField, 'prompt' | 'afterText' | 'repository' | 'profile' | 'context' | 'isolation' | 'overlap' | 'retrySession' | 'landHow'>; wide?: boolean; code?: boolean; lines?: boolean; placeholder?: string | undefined; inputMode?: 'numeric' | 'decimal'; type?: string; maxLength?: number; 'data-autofocus'?: string | undefined }

/** One text of the form with its label, its hint and what is wrong with it. */
export function FormText({ form, name, wide = false, code = false, lines = false, ...rest }: TextFieldProps) {
  const { label, hint } = words.fields[name]
  const value = form.draft[name]
  const onChange = (event: { target: { value: string } }): void => form.set({ [name]: event.target.value })
  return (
    <Field label={label} hint={hint} error={form.errors[name]} className={wide ? 'medium:col-span-2' : ''}>
      {(control) => (lines ? <TextArea {...control} code={code} rows={1} value={value} placeholder={rest.placeholder} onChange={onChange} /> : <TextInput {...control} {...rest} className={code ? 'font-mono text-[12px]' : ''} value={value} onChange={onChange} />)}
    </Field>
  )
}

/** What it is called, when it comes. `holds`: whether it may be submitted as held. */
export function OrderFields({ form, holds = false }: { form: Form; holds?: boolean }) {
  return (
    <FormSection title={words.sections.order}>
      <NameFields form={form} />
      <FormText form={form} name="priority" inputMode="numeric" placeholder="0" />
      <FormText form={form} name="notBefore" type="datetime-local" />
      {holds && <CheckBox label={words.hold} hint={words.holdHint} checked={form.draft.hold} onChange={(hold) => form.set({ hold })} />}
    </FormSection>
  )
}

/** Title and labels: what may change at any time. */
export function NameFields({ form, focus = false }: { form: Form; focus?: boolean }) {
  return <><FormText form={form} name="title" wide maxLength={300} data-autofocus={focus ? '' : undefined} /><FormText form={form} name="labels" wide code lines placeholder="team=pay" /></>
}

/** In what it works and from where it starts. */
export function PlaceFields({ form }: { form: Form }) {
  const { isolation } = form.draft
  return (
    <FormSection title={words.sections.place}>
      <Field label={words.isolation} hint={words.isolationMeans[isolation]} error={form.errors.isolation} className="medium:col-span-2">
        {(control) => <Select {...control} value={isolation} choices={Object.entries(words.isolations).map(([value, label]) => ({ value, label }))} onChange={(event) => form.set({ isolation: event.target.value as typeof isolation })} />}
      </Field>
      <TouchesField form={form} />
      <FormText form={form} name="base" code placeholder="main" />
      <FormText form={form} name="conversation" code />
    </FormSection>
  )
}

/** The files it is to change. Alone where nothing else of its place may be changed any more. */
export function TouchesField({ form, alone = false }: { form: Form; alone?: boolean }) {
  const field = <FormText form={form} name="touches" wide code lines placeholder={'src/pay/**\ndocs/pay.md'} />
  return alone ? <FormSection title={words.sections.place}>{field}</FormSection> : field
}

/** Where its work goes in the end. How, and whether unverified, is only asked where it goes anywhere. */
export function LandFields({ form }: { form: Form }) {
  const { land, landHow, landUnverified } = form.draft
  return (
    <FormSection title={words.sections.land}>
      <FormText form={form} name="land" code placeholder="main" />
      {land.trim() !== '' && (
        <Field label={words.fields.landHow.label} hint={words.landHowMeans[landHow]} error={form.errors.landHow}>
          {(control) => <Select {...control} value={landHow} choices={Object.entries(words.landHows).map(([value, label]) => ({ value, label }))} onChange={(event) => form.set({ landHow: event.target.value as typeof landHow })} />}
        </Field>
      )}
      {land.trim() !== '' && !hasCheck(form.draft) && <div className="medium:col-span-2"><CheckBox label={words.landUnverified} checked={landUnverified} onChange={(on) => form.set({ landUnverified: on, land })} /></div>}
    </FormSection>
  )
}

/** Fields that belong together, under a name. */
export function FormSection({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className="grid min-w-0 grid-cols-1 items-start gap-4 medium:grid-cols-2">
      <legend className="pb-2 font-semibold">{title}</legend>
      {children}
    </fieldset>
  )
}
