import { ArrowLeft } from 'lucide-react'
import { useEffect, useMemo, useState, type FormEvent } from 'react'
import type { Profile } from '../../../contract/profile.ts'
import { describeProfile } from '../../../contract/describe-profile.ts'
import { call } from '../../state/sync.ts'
import { useReadOnly, useStore } from '../../state/store.ts'
import { go } from '../../state/view.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Loading } from '../../ui/empty.tsx'
import { Field, Select, TextInput } from '../../ui/field.tsx'
import { notify } from '../../ui/notices.tsx'
import { profileWords } from '../../words/profiles.ts'
import { toTemplate, type Draft } from './draft.ts'
import { lacksSecret, toFault, toPreview, toSpec, type Faults } from './read-draft.ts'
import { focusFault, submitOnModEnter } from './edit-profile.tsx'
import { FormSections } from './form-sections.tsx'
import { Preview } from './preview.tsx'
import { dropDraft, dropSecret, keepDraft, useUnsaved } from './unsaved.ts'

/** No profile has this name: names are never empty. */
const NEW = ''

/** The form of a new profile, filled in from another. */
export function NewProfile({ template }: { template: string }) {
  const profiles = useStore((store) => store.profiles)
  const from = profiles.find((profile) => profile.name === template) ?? profiles[0]
  return from ? <NewProfileForm from={from} profiles={profiles} /> : <Loading what={profileWords.loading} />
}

function NewProfileForm({ from, profiles }: { from: Profile; profiles: readonly Profile[] }) {
  const unsaved = useUnsaved((state) => state.drafts[NEW])
  const draft = unsaved && unsaved.base.name === from.name ? unsaved.draft : toTemplate(from)
  const [tried, setTried] = useState(false)
  const [refused, setRefused] = useState<{ faults: Faults; message: string | null }>({ faults: {}, message: null })
  const readOnly = useReadOnly()
  const { spec, faults } = useMemo(() => toSpec(draft), [draft])
  const missing: Faults = lacksSecret(draft, null) ? { secret: profileWords.secret.missing } : {}
  const wrong = { ...missing, ...faults }
  // A name nobody has typed yet is not a mistake.
  const shown: Faults = { ...refused.faults, ...(tried ? wrong : Object.fromEntries(Object.entries(faults).filter(([key]) => key !== 'name' || draft.name !== ''))) }
  useEffect(() => () => dropSecret(NEW), [])

  const change = (part: Partial<Draft>): void => {
    keepDraft(NEW, { base: from, draft: { ...draft, ...part } })
    setRefused({ faults: {}, message: null })
  }
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    const form = event.currentTarget
    setTried(true)
    if (Object.keys(wrong).length > 0) { requestAnimationFrame(() => focusFault(form)); return }
    const answer = await call('profiles.add', spec)
    if (!answer.ok) {
      const fault = toFault(answer) ?? (answer.code === 'wrong-state' ? { name: answer.message } : null)
      return setRefused({ faults: fault ?? {}, message: fault ? null : answer.message })
    }
    dropDraft(NEW)
    useStore.setState((store) => ({ profiles: [...store.profiles.filter((each) => each.name !== answer.value.name), answer.value] }))
    notify(profileWords.created(answer.value.name))
    go('profiles', [answer.value.name], { replace: true })
  }
  const leave = (): void => go('profiles', [from.name])
  return (
    <form noValidate aria-label={profileWords.add} onSubmit={(event) => void save(event)} onKeyDown={submitOnModEnter} className="flex min-h-0 min-w-0 flex-1 flex-col">
      <header className="flex shrink-0 items-center gap-2 px-4 pt-3 pb-2"><IconButton label={profileWords.toList} className="-ml-2" onClick={leave}><ArrowLeft size={16} /></IconButton><h2 className="text-title font-semibold">{profileWords.add}</h2></header>
      <div className="flex min-h-0 flex-1 flex-col overflow-y-auto border-t border-line wide:flex-row">
        <div className="order-2 flex min-w-0 flex-1 flex-col gap-8 p-4 wide:order-1">
          <div className="grid max-w-[72ch] grid-cols-1 gap-4 medium:grid-cols-2">
            <Field label={profileWords.name} hint={profileWords.nameHint} error={shown.name}>{(control) => <TextInput {...control} autoFocus value={draft.name} onChange={(event) => change({ name: event.target.value })} />}</Field>
            <Field label={profileWords.template} hint={profileWords.templateHint}>{(control) => <Select {...control} value={from.name} choices={profiles.map(({ name }) => ({ value: name, label: name }))} onChange={(event) => go('profiles', [], { query: { add: event.target.value }, replace: true })} />}</Field>
          </div>
          <FormSections draft={draft} faults={shown} base={null} onChange={change} />
        </div>
        <Preview sentences={describeProfile(toPreview({ ...from, auth: { kind: 'login', stored: false } }, spec as Parameters<typeof toPreview>[1])).map((text) => ({ text, kind: 'same' }))} />
      </div>
      <footer className="flex shrink-0 flex-wrap items-center gap-2 border-t border-line px-4 py-2.5">
        <span role="status" className={`min-w-0 flex-1 ${refused.message !== null || (tried && Object.keys(wrong).length > 0) ? 'text-red' : 'text-soft'}`}>{refused.message ?? (readOnly ? profileWords.offline : tried && Object.keys(wrong).length > 0 ? profileWords.faults(Object.keys(wrong).length) : unsaved ? profileWords.kept : '')}</span>
        <Button look="quiet" onClick={() => { dropDraft(NEW); leave() }}>{unsaved ? profileWords.discard : profileWords.cancel}</Button>
        <Button type="submit" look="primary" shortcut="mod+enter" disabled={readOnly}>{profileWords.create}</Button>
      </footer>
    </form>
  )
}
