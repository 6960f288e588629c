import { useEffect, useState } from 'react'
import type { Result } from '../../../contract/errors.ts'
import { describeLanding, LAND_HOW, type Landing, type LandHow } from '../../../contract/land.ts'
import { isVerified } from '../../jobs/allowed.ts'
import { JobName } from '../../jobs/job-line.tsx'
import { call } from '../../state/sync.ts'
import { useStore } from '../../state/store.ts'
import { closeOverlay } from '../../state/view.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { CheckBox, Field, Select, TextInput } from '../../ui/field.tsx'
import { notify } from '../../ui/notices.tsx'
import { landWords as words } from '../../words/land.ts'

/** Commits shown before the rest is only counted. */
const SHOWN = 6
/** How long a branch name is typed before it is tried out. */
const TYPED_MS = 300

/** Asks how and where a job's work is to be landed; what it would bring, or why it cannot be, is the engine's own answer. */
export function LandDialog({ id }: { id: string }) {
  const job = useStore((store) => store.world.jobs.get(id))
  const live = useStore((store) => store.connection === 'live')
  const [how, setHow] = useState<LandHow>(job?.land?.how ?? 'squash')
  const [into, setInto] = useState(job?.land?.into ?? '')
  const verified = job !== undefined && isVerified(job)
  const [unverified, setUnverified] = useState(false)
  const args = { id, how, unverified, ...(into.trim() === '' ? {} : { into: into.trim() }) }
  const found = usePreview(args)
  if (!job) return null
  const land = async (): Promise<void> => {
    const done = await call('jobs.land', args)
    if (!done.ok) return notify(done.message, 'error')
    closeOverlay()
    notify(describeLanding(done.value))
  }
  return (
    <Dialog title={words.title} onClose={closeOverlay} footer={<><Button onClick={closeOverlay}>{words.cancel}</Button><Button look="primary" data-autofocus="" disabled={!live || found?.ok !== true} onClick={() => void land()}>{found?.ok ? words.confirm(found.value.into) : words.refused}</Button></>}>
      <div className="flex flex-col gap-3 p-4">
        <div className="flex min-w-0"><JobName job={job} /></div>
        <div className="grid grid-cols-1 gap-3 medium:grid-cols-2">
          <Field label={words.how}>{(control) => <Select {...control} className="w-full" value={how} onChange={(event) => setHow(event.target.value as LandHow)} choices={LAND_HOW.map((value) => ({ value, label: words.ways[value] }))} />}</Field>
          <Field label={words.into} hint={words.intoHint}>{(control) => <TextInput {...control} value={into} onChange={(event) => setInto(event.target.value)} />}</Field>
        </div>
        {!verified && <CheckBox label={words.unverified} checked={unverified} onChange={setUnverified} />}
        <div aria-live="polite">{found === null ? <p className="text-soft">{words.looking}</p> : found.ok ? <Preview landing={found.value} /> : <p className="rounded-md bg-tint-amber p-3 [overflow-wrap:anywhere]">{found.message}</p>}</div>
      </div>
    </Dialog>
  )
}

function Preview({ landing: { commits, checkout } }: { landing: Landing }) {
  return (
    <div className="flex flex-col gap-1 rounded-md bg-sunken p-3">
      <p className="font-medium">{words.brings(commits.length)}</p>
      <ul className="flex flex-col gap-0.5">
        {commits.slice(0, SHOWN).map(({ commit, subject }) => <li key={commit} className="flex min-w-0 gap-2"><code className="shrink-0 text-soft">{commit.slice(0, 10)}</code><span dir="auto" className="min-w-0 truncate">{subject}</span></li>)}
        {commits.length > SHOWN && <li className="text-soft">{words.more(commits.length - SHOWN)}</li>}
      </ul>
      {checkout !== null && <p className="text-soft [overflow-wrap:anywhere]">{words.moves(checkout)}</p>}
    </div>
  )
}

/** What it would do, tried out anew whenever the answers change; null while it is. */
function usePreview(args: { id: string; how: LandHow; unverified: boolean; into?: string }): Result<Landing> | null {
  const key = JSON.stringify(args)
  const [found, setFound] = useState<{ key: string; answer: Result<Landing> } | null>(null)
  useEffect(() => {
    let wanted = true
    const timer = setTimeout(() => {
      void call('jobs.land', { ...(JSON.parse(key) as typeof args), dryRun: true }).then((answer) => { if (wanted) setFound({ key, answer }) })
    }, TYPED_MS)
    return () => {
      wanted = false
      clearTimeout(timer)
    }
  }, [key])
  return found?.key === key ? found.answer : null
}
