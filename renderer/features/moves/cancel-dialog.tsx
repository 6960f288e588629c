import { useEffect, useState } from 'react'
import type { CallResult } from '../../../contract/api.ts'
import type { Job } from '../../../contract/job.ts'
import { callEach, cancelNow } from '../../jobs/actions.ts'
import { JobName } from '../../jobs/job-line.tsx'
import { call } from '../../state/sync.ts'
import { useStore } from '../../state/store.ts'
import { closeOverlay } from '../../state/view.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { moveWords } from '../../words/queue.ts'

type Also = CallResult<'jobs.cancel'>['also'][number]
/** Names shown before the rest is only counted. */
const SHOWN = 8

/** Asks before jobs are cancelled, and says what else would go. */
export function CancelDialog({ ids }: { ids: readonly string[] }) {
  const known = useStore((store) => store.world.jobs)
  const live = useStore((store) => store.connection === 'live')
  const jobs = ids.flatMap((id) => known.get(id) ?? [])
  const [also, setAlso] = useState<Also[] | null>(null)
  // oxlint-disable-next-line react/exhaustive-effect-dependencies, react-hooks/exhaustive-deps -- the question was asked about these jobs; what they do meanwhile does not ask it again
  useEffect(() => { void look(jobs).then(setAlso) }, [])
  const confirm = (): void => { closeOverlay(); void cancelNow(jobs) }
  return (
    <Dialog title={moveWords.cancelTitle(jobs.length)} onClose={closeOverlay} footer={<><Button onClick={closeOverlay}>{moveWords.keep}</Button><Button look="danger" data-autofocus="" disabled={!live} onClick={confirm}>{moveWords.doCancel(jobs.length)}</Button></>}>
      <div className="flex flex-col gap-3 p-4">
        <JobNames jobs={jobs} />
        {jobs.some((job) => job.state === 'running' || job.state === 'waiting') && <p className="text-soft">{moveWords.cancelRunning}</p>}
        <div aria-live="polite">{also === null ? <p className="text-soft">{moveWords.looking}</p> : also.length === 0 ? <p className="text-soft">{moveWords.cancelAlone}</p> : <AlsoList also={also} />}</div>
      </div>
    </Dialog>
  )
}

function AlsoList({ also }: { also: readonly Also[] }) {
  return (
    <div className="flex flex-col gap-1 rounded-md bg-tint-amber p-3">
      <p className="font-medium">{moveWords.cancelAlso(also.length)}</p>
      <ul className="flex flex-col gap-0.5">
        {also.slice(0, SHOWN).map((other) => <li key={other.id} className="flex gap-2"><span className="min-w-0 flex-1 truncate">{other.title}</span><span className="shrink-0 text-soft">{other.from} → {other.to}</span></li>)}
        {also.length > SHOWN && <li className="text-soft">… {also.length - SHOWN}</li>}
      </ul>
    </div>
  )
}

function JobNames({ jobs }: { jobs: readonly Job[] }) {
  return (
    <ul className="flex flex-col gap-1">
      {jobs.slice(0, SHOWN).map((job) => <li key={job.id} className="flex min-w-0"><JobName job={job} /></li>)}
      {jobs.length > SHOWN && <li className="text-soft">… {jobs.length - SHOWN}</li>}
    </ul>
  )
}

/** What else would move, each job once and none that is cancelled anyway. */
async function look(jobs: readonly Job[]): Promise<Also[]> {
  const { done } = await callEach(jobs, (job) => call('jobs.cancel', { id: job.id, dryRun: true }))
  const own = new Set(jobs.map((job) => job.id))
  return [...new Map(done.flatMap((moved) => moved.also).map((other) => [other.id, other])).values()].filter((other) => !own.has(other.id))
}
