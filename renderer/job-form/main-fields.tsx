import { useMemo, useState, type DragEvent } from 'react'
import { describeProfile } from '../../contract/describe-profile.ts'
import type { Profile } from '../../contract/profile.ts'
import { repositoryName } from '../jobs/names.ts'
import { summarizeProfile } from '../jobs/profile-words.ts'
import { useStore } from '../state/store.ts'
import { Combobox } from '../ui/combobox.tsx'
import { Field, INPUT, Select, type ControlProps } from '../ui/field.tsx'
import { InlineCode } from '../ui/inline-code.tsx'
import { notify } from '../ui/notices.tsx'
import { OwnTextArea } from '../ui/own-text-area.tsx'
import { jobFormWords as words } from '../words/job-form.ts'
import { filesOf, pathOf } from './dropped.ts'
import { useFiles } from './use-files.ts'
import type { Form } from './use-form.ts'

/** What Claude is told. Files and pictures that are dropped or pasted are named in it, where the caret is. */
export function PromptField({ form }: { form: Form }) {
  const { field, adding, onFiles } = useFiles(form.draft.repository, (prompt) => form.set({ prompt }))
  const hint = <span role="status">{adding.length > 0 ? words.adding(adding) : words.dropHint}</span>
  return (
    <Field label={words.fields.prompt.label} hint={hint} error={form.errors.prompt}>
      {(control) => <OwnTextArea {...control} field={field} data-autofocus="" rows={6} placeholder={words.fields.prompt.hint} value={form.draft.prompt} onChange={(prompt) => form.set({ prompt })} onDrop={onFiles} onPaste={onFiles} className={`${INPUT} h-auto! min-h-32 resize-y py-2`} />}
    </Field>
  )
}

export function RepositoryField({ form }: { form: Form }) {
  const { label, hint } = words.fields.repository
  const recents = useRecents()
  return (
    <Field label={label} hint={recents.length === 0 ? words.noRecents : hint} error={form.errors.repository}>
      {(control) => <FolderBox control={control} recents={recents} value={form.draft.repository} onChange={(repository) => form.set({ repository })} />}
    </Field>
  )
}

/** A folder: typed, picked among those used before, or dropped. */
export function FolderBox({ control, recents, value, onChange }: { control: ControlProps; recents: readonly string[]; value: string; onChange(path: string): void }) {
  const typed = value.trim().toLowerCase()
  const fitting = recents.includes(value) ? recents : recents.filter((path) => path.toLowerCase().includes(typed))
  const onDrop = (event: DragEvent): void => {
    const [file] = filesOf(event)
    if (!file) return
    event.preventDefault()
    if (pathOf(file) === '') notify(words.noPath, 'error')
    else onChange(pathOf(file))
  }
  return (
    <div className="contents" onDragOver={(event) => event.preventDefault()} onDrop={onDrop}>
      <Combobox
        control={control} className="font-mono text-[12px]" placeholder="/home/me/code/project" value={value} onChange={onChange} onPick={onChange}
        options={fitting.slice(0, 20).map((path) => ({ value: path, node: <span className="flex min-w-0 gap-2"><span className="shrink-0 font-medium">{repositoryName(path)}</span><span className="truncate text-soft">{path}</span></span> }))}
      />
    </div>
  )
}

/** Repositories of the jobs that are known, the one used last first. */
export function useRecents(): string[] {
  const jobs = useStore((store) => store.world.jobs)
  return useMemo(() => {
    const newest = new Map<string, number>()
    for (const job of jobs.values()) newest.set(job.repository, Math.max(job.createdAt, newest.get(job.repository) ?? 0))
    return [...newest].sort(([, a], [, b]) => b - a).map(([path]) => path)
  }, [jobs])
}

export function ProfileField({ form }: { form: Form }) {
  const profiles = useStore((store) => store.profiles)
  const profile = profiles.find((each) => each.name === form.draft.profile)
  const hint = profile ? <ProfileHint key={profile.name} profile={profile} /> : profiles.length > 0 ? words.unknownProfile : undefined
  return (
    <Field label={words.fields.profile.label} hint={hint} error={form.errors.profile}>
      {(control) => <Select {...control} value={form.draft.profile} onChange={(event) => form.set({ profile: event.target.value })} choices={profiles.map((each) => ({ value: each.name, label: each.description === '' ? each.name : `${each.name}: ${each.description}` }))} />}
    </Field>
  )
}

/** In short what it may do; all of it on demand. */
function ProfileHint({ profile }: { profile: Profile }) {
  const [all, setAll] = useState(false)
  const sentences = all ? describeProfile(profile) : summarizeProfile(profile)
  return <><InlineCode text={sentences.join(' ')} /> <button type="button" aria-expanded={all} className="text-accent hover:underline" onClick={() => setAll(!all)}>{all ? words.profileShort : words.profileAll}</button></>
}
