import { useEffect, useState } from 'react'
import type { Failure, Result } from '../../../contract/errors.ts'
import type { Job } from '../../../contract/job.ts'
import { describeLanding, LAND_HOW, type Landing, type LandHow } from '../../../contract/land.ts'
import { proposeFollowUp } from '../../jobs/follow-up-draft.ts'
import { isVerified } from '../../jobs/allowed.ts'
import { JobName } from '../../jobs/job-line.tsx'
import { call } from '../../state/sync.ts'
import { useStore } from '../../state/store.ts'
import { closeOverlay, go } from '../../state/view.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { CheckBox, Field, Select, TextInput } from '../../ui/field.tsx'
import { InlineCode } from '../../ui/inline-code.tsx'
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
  const ready = live && found?.ok === true
  const land = async (): Promise<void> => {
    const done = await call('jobs.land', args)
    if (!done.ok) return notify(done.message, 'error')
    closeOverlay()
    notify(describeLanding(done.value))
  }
  return (
    <Dialog title={words.title} onClose={closeOverlay} onConfirm={() => { if (ready) void land() }} footer={<><Button onClick={closeOverlay}>{words.cancel}</Button><ConfirmButton look="primary" shortcut="mod+enter" ready={ready} onClick={() => void land()}>{found?.ok ? words.confirm(found.value.into) : words.refused}</ConfirmButton></>}>
      <div className="flex flex-col gap-3 p-4">
        <div className="flex min-w-0"><JobName job={job} /></div>
        <div className="grid grid-cols-1 gap-3 medium:grid-cols-2">
          <Field label={words.how}>{(control) => <Select {...control} className="w-full" value={how} onChange={(event) => setHow(event.target.value as LandHow)} choices={LAND_HOW.map((value) => ({ value, label: words.ways[value] }))} />}</Field>
          <Field label={words.into} hint={words.intoHint}>{(control) => <TextInput {...control} value={into} onChange={(event) => setInto(event.target.value)} />}</Field>
        </div>
        {!verified && <CheckBox label={words.unverified} checked={unverified} onChange={setUnverified} />}
        <div aria-live="polite">{found === null ? <p className="text-soft">{words.looking}</p> : found.ok ? <Preview landing={found.value} /> : <Refused job={job} refusal={found} />}</div>
      </div>
    </Dialog>
  )
}

/** Why it cannot be landed, and what helps here: the engine's own words are of its command line. */
function Refused({ job, refusal }: { job: Job; refusal: Failure }) {
  const { what, into, unverified } = refusal.details ?? {}
  const files = Array.isArray(refusal.details?.['files']) ? refusal.details['files'].map(String) : []
  const conflicts = refusal.code === 'conflict' && typeof into === 'string'
  const help = typeof what !== 'string' ? null : unverified === true ? words.helpUnverified : conflicts ? words.helpConflict(into) : null
  const see = (tab: string): void => { closeOverlay(); go('job', [job.id, tab]) }
  const ask = (): void => { proposeFollowUp(job.conversation, words.mergePrompt(String(into), files)); see('conversation') }
  return (
    <div className="flex flex-col items-start gap-2 rounded-md bg-tint-amber p-3">
      <p className="[overflow-wrap:anywhere]"><InlineCode text={help === null ? refusal.message : `${what as string} ${help}`} /></p>
      {help !== null && (conflicts ? <Button onClick={ask}>{words.askClaude}</Button> : <Button onClick={() => see('changes')}>{words.seeChanges}</Button>)}
    </div>
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
