import { useEffect, useMemo, useState, type FormEvent } from 'react'
import type { Profile } from '../../../contract/profile.ts'
import { call } from '../../state/sync.ts'
import { useReadOnly, useStore } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import type { DiffLine } from '../../ui/diff.ts'
import { notify } from '../../ui/notices.tsx'
import { profileWords } from '../../words/profiles.ts'
import { compareProfiles, compareSentences, type Change } from './compare.ts'
import { toDraft, type Draft } from './draft.ts'
import { lacksSecret, readDraft, toEdit, toFault, toPreview, type Faults } from './read-draft.ts'
import { FormSections } from './form-sections.tsx'
import { Preview } from './preview.tsx'
import { dropDraft, dropSecret, keepDraft, useDraft } from './unsaved.ts'

/** The form of a profile beside what it would mean. Saving makes a new version. */
export function EditProfile({ profile }: { profile: Profile }) {
  const { base, draft } = useDraft(profile)
  const [refused, setRefused] = useState<{ faults: Faults; message: string | null }>({ faults: {}, message: null })
  const [saving, setSaving] = useState(false)
  const [tried, setTried] = useState(false)
  const readOnly = useReadOnly()
  const { values, faults } = useMemo(() => readDraft(draft), [draft])
  const edit = useMemo(() => toEdit(values, base), [values, base])
  const missing: Faults = lacksSecret(draft, base) ? { secret: profileWords.secret.missing } : {}
  const all = { ...refused.faults, ...(tried ? missing : {}), ...faults }
  const [changed, wrong] = [Object.keys(edit).length, Object.keys({ ...faults, ...missing }).length]
  const preview = toPreview(base, values)
  const both = base.version === profile.version ? [] : findClashes(base, profile, preview)
  useEffect(() => () => dropSecret(profile.name), [profile.name])

  const change = (part: Partial<Draft>): void => {
    const next = { ...draft, ...part }
    if (JSON.stringify(next) === JSON.stringify(toDraft(base)) && base.version === profile.version) dropDraft(profile.name)
    else keepDraft(profile.name, { base, draft: next })
    setRefused({ faults: Object.fromEntries(Object.entries(refused.faults).filter(([key]) => !(key in part))), message: null })
  }
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    const form = event.currentTarget
    setTried(wrong > 0)
    if (both.length > 0) return
    if (wrong > 0 || changed === 0) { requestAnimationFrame(() => focusFault(form)); return }
    setSaving(true)
    const answer = await call('profiles.edit', { name: profile.name, expectedVersion: profile.version, ...edit })
    setSaving(false)
    if (!answer.ok) {
      const fault = toFault(answer)
      return setRefused({ faults: fault ?? {}, message: fault ? null : answer.message })
    }
    dropDraft(profile.name)
    setRefused({ faults: {}, message: null })
    useStore.setState(({ profiles }) => ({ profiles: profiles.map((each) => (each.name === answer.value.name ? answer.value : each)) }))
    notify(profileWords.saved(answer.value.name, answer.value.version))
  }
  /** On top of what was saved meanwhile: some fields as they are there, the others as they were typed. */
  const rebase = (fields: readonly string[]): void => {
    const [saved, old] = [toDraft(profile), toDraft(base)]
    const typed = (Object.keys(draft) as (keyof Draft)[]).filter((key) => JSON.stringify(draft[key]) !== JSON.stringify(old[key]) && !fields.includes(fieldOf(key)))
    if (typed.length === 0) dropDraft(profile.name)
    else keepDraft(profile.name, { base: profile, draft: { ...saved, ...Object.fromEntries(typed.map((key) => [key, draft[key]])) } })
  }
  return (
    <form noValidate onSubmit={(event) => void save(event)} onKeyDown={submitOnModEnter} className="flex min-h-0 flex-1 flex-col">
      {base.version !== profile.version && <Overtaken version={profile.version} both={both} onChoose={rebase} />}
      <div className="flex min-h-0 flex-1 flex-col overflow-y-auto wide:flex-row">
        <div className="order-2 min-w-0 flex-1 p-4 wide:order-1">
          <FormSections draft={draft} faults={all} base={base} onChange={change} />
        </div>
        <Preview sentences={compareSentences({ ...base, auth: { kind: base.auth.kind, stored: true } }, preview)} />
      </div>
      <footer className="flex shrink-0 flex-wrap items-center gap-2 border-t border-line px-4 py-2.5">
        <span role="status" className={`min-w-0 flex-1 ${refused.message !== null || wrong > 0 ? 'text-red' : 'text-soft'}`}>
          {refused.message ?? (readOnly ? profileWords.offline : wrong > 0 ? profileWords.faults(wrong) : changed === 0 ? profileWords.unchanged : profileWords.changed(changed))}
        </span>
        {(changed > 0 || wrong > 0) && <Button look="quiet" onClick={() => { dropDraft(profile.name); setRefused({ faults: {}, message: null }) }}>{profileWords.discard}</Button>}
        <Button type="submit" look="primary" shortcut="mod+enter" disabled={readOnly || saving || both.length > 0 || (changed === 0 && wrong === 0)}>{saving ? profileWords.saving : profileWords.saves(profile.version + 1)}</Button>
      </footer>
    </form>
  )
}

/** Fields both have changed, each its own way: how theirs differ from those typed here. */
function findClashes(base: Profile, theirs: Profile, mine: Profile): Change[] {
  const [saved, typed] = [theirs, mine].map((each) => new Set(compareProfiles(base, each).map(({ field }) => field)))
  return compareProfiles(theirs, mine).filter(({ field }) => saved!.has(field) && typed!.has(field))
}

/** Somebody saved the profile while the form was open. Where both changed a field, a person says whose is to stand. */
function Overtaken({ version, both, onChoose }: { version: number; both: readonly Change[]; onChoose(theirs: readonly string[]): void }) {
  return (
    <div role="status" className="flex max-h-64 shrink-0 flex-col gap-2 overflow-y-auto border-b border-line bg-tint-amber px-4 py-2">
      <p>{profileWords.overtaken(version)}{both.length > 0 && ` ${profileWords.conflict}`}</p>
      {both.map((change) => <p key={change.field} className="[overflow-wrap:anywhere]"><span className="font-medium">{change.label}</span>: {change.kind === 'value' ? profileWords.yoursTheirs(change.after, change.before) : profileWords.yoursTheirs(...toLists(change.lines))}</p>)}
      {both.length > 0 && <div className="flex flex-wrap gap-2"><Button onClick={() => onChoose([])}>{profileWords.keepMine}</Button><Button onClick={() => onChoose(both.map(({ field }) => field))}>{profileWords.takeTheirs}</Button></div>}
    </div>
  )
}

/** What only stands here, and what only stands there. */
function toLists(lines: readonly DiffLine[]): [string, string] {
  const of = (kind: DiffLine['kind']): string => lines.filter((line) => line.kind === kind).map(({ text }) => text).join(', ') || profileWords.versions.none
  return [of('added'), of('removed')]
}

/** The field of a profile that a field of the form is part of. */
const fieldOf = (key: keyof Draft): string => (key === 'setupTimeoutMs' ? 'setup' : key === 'allTools' ? 'tools' : key === 'authKind' || key === 'secret' ? 'auth' : key)

/** ⌘↵ saves from any field. */
export function submitOnModEnter(event: { key: string; metaKey: boolean; ctrlKey: boolean; preventDefault(): void; currentTarget: HTMLFormElement }): void {
  if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return
  event.preventDefault()
  event.currentTarget.requestSubmit()
}

/** Takes the person to the first field that is wrong. */
export function focusFault(form: EventTarget): void {
  (form as HTMLFormElement).querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
}
