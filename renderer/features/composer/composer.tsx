import { useMemo, useState, type KeyboardEvent } from 'react'
import { describeProfile } from '../../../contract/describe-profile.ts'
import type { Profile } from '../../../contract/profile.ts'
import { summarizeProfile } from '../../jobs/profile-words.ts'
import { repositoryName } from '../../jobs/names.ts'
import { useReadOnly, useStore } from '../../state/store.ts'
import { closeOverlay } from '../../state/view.ts'
import { Button } from '../../ui/button.tsx'
import { Combobox } from '../../ui/combobox.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { CheckBox, Field, INPUT, Select, TextInput } from '../../ui/field.tsx'
import { composerWords as words } from '../../words/composer.ts'
import { AfterField } from './after-field.tsx'
import { useComposer, type Composer as Form } from './use-composer.ts'

/** The form for a new job. `after`: jobs it follows, when it is opened from one; `profile`: the one to begin with. */
export function Composer({ after, profile }: { after?: readonly string[]; profile?: string }) {
  const form = useComposer(after, profile)
  const { draft, errors } = form
  const readOnly = useReadOnly()
  const [more, setMore] = useState(draft.title !== '' || draft.priority !== '' || draft.budget !== '' || draft.hold)
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
        <Button look="primary" shortcut="mod+enter" className="flex-1 medium:flex-none" disabled={form.busy || readOnly} onClick={form.submit}>{form.busy ? words.submitting : words.submit}</Button>
      </>}
    >
      <form className="flex flex-col gap-4 p-4" onKeyDown={onKeyDown} onSubmit={(event) => event.preventDefault()}>
        {errors.form && <p role="alert" className="rounded-md bg-tint-red px-3 py-2">{errors.form}</p>}
        <Field label={words.prompt} error={errors.prompt}>
          {(control) => <textarea {...control} data-autofocus="" rows={6} placeholder={words.promptHint} value={draft.prompt} onChange={(event) => form.set({ prompt: event.target.value })} className={`${INPUT} h-auto! min-h-32 resize-y py-2`} />}
        </Field>
        <RepositoryField form={form} />
        <ProfileField form={form} />
        <Field label={words.check} hint={words.checkHint} error={errors.check}>
          {(control) => <TextInput {...control} className="font-mono text-[12px]" placeholder="npm test" value={draft.check} onChange={(event) => form.set({ check: event.target.value })} />}
        </Field>
        <AfterField form={form} />
        <button type="button" aria-expanded={more} onClick={() => setMore(!more)} className="min-h-11 self-start text-accent hover:underline medium:min-h-0">{more ? words.fewer : words.more}</button>
        {more && <More form={form} />}
      </form>
    </Dialog>
  )
}

function RepositoryField({ form }: { form: Form }) {
  const jobs = useStore((store) => store.world.jobs)
  const recents = useMemo(() => {
    const newest = new Map<string, number>()
    for (const job of jobs.values()) newest.set(job.repository, Math.max(job.createdAt, newest.get(job.repository) ?? 0))
    return [...newest].sort(([, a], [, b]) => b - a).map(([path]) => path)
  }, [jobs])
  const { repository } = form.draft
  const typed = repository.trim().toLowerCase()
  const fitting = recents.includes(repository) ? recents : recents.filter((path) => path.toLowerCase().includes(typed))
  return (
    <Field label={words.repository} hint={recents.length === 0 ? words.noRecents : words.repositoryHint} error={form.errors.repository}>
      {(control) => (
        <Combobox
          control={control} className="font-mono text-[12px]" placeholder="/home/me/code/project" value={repository} onChange={(text) => form.set({ repository: text })} onPick={(path) => form.set({ repository: path })}
          options={fitting.slice(0, 20).map((path) => ({ value: path, node: <span className="flex min-w-0 gap-2"><span className="shrink-0 font-medium">{repositoryName(path)}</span><span className="truncate text-soft">{path}</span></span> }))}
        />
      )}
    </Field>
  )
}

function ProfileField({ form }: { form: Form }) {
  const profiles = useStore((store) => store.profiles)
  const profile = profiles.find((each) => each.name === form.draft.profile)
  const hint = profile ? <ProfileHint key={profile.name} profile={profile} /> : profiles.length > 0 ? words.unknownProfile : undefined
  return (
    <Field label={words.profile} hint={hint} error={form.errors.profile}>
      {(control) => <Select {...control} value={form.draft.profile} onChange={(event) => form.set({ profile: event.target.value })} choices={profiles.map((each) => ({ value: each.name, label: each.description === '' ? each.name : `${each.name}: ${each.description}` }))} />}
    </Field>
  )
}

/** In short what it may do; all of it on demand. */
function ProfileHint({ profile }: { profile: Profile }) {
  const [all, setAll] = useState(false)
  const sentences = all ? describeProfile(profile) : summarizeProfile(profile)
  return <>{sentences.join(' ')} <button type="button" aria-expanded={all} className="text-accent hover:underline" onClick={() => setAll(!all)}>{all ? words.profileShort : words.profileAll}</button></>
}

function More({ form }: { form: Form }) {
  const { draft, errors } = form
  return (
    <div className="grid grid-cols-1 gap-4 medium:grid-cols-2">
      <Field label={words.name} hint={words.nameHint} error={errors.title} className="medium:col-span-2">{(control) => <TextInput {...control} maxLength={300} value={draft.title} onChange={(event) => form.set({ title: event.target.value })} />}</Field>
      <Field label={words.priority} hint={words.priorityHint} error={errors.priority}>{(control) => <TextInput {...control} inputMode="numeric" placeholder="0" value={draft.priority} onChange={(event) => form.set({ priority: event.target.value })} />}</Field>
      <Field label={words.budget} hint={words.budgetHint} error={errors.budget}>{(control) => <TextInput {...control} inputMode="decimal" value={draft.budget} onChange={(event) => form.set({ budget: event.target.value })} />}</Field>
      <CheckBox label={words.hold} hint={words.holdHint} checked={draft.hold} onChange={(hold) => form.set({ hold })} />
    </div>
  )
}
