import { retryNow } from '../../jobs/actions.ts'
import { JobName } from '../../jobs/job-line.tsx'
import { useStore } from '../../state/store.ts'
import { closeOverlay } from '../../state/view.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { moveWords } from '../../words/queue.ts'

/** Asks whether the jobs that fell with this one come along. */
export function RetryDialog({ ids, fallen }: { ids: readonly string[]; fallen: number }) {
  const known = useStore((store) => store.world.jobs)
  const live = useStore((store) => store.connection === 'live')
  const jobs = ids.flatMap((id) => known.get(id) ?? [])
  const go = (withDependents: boolean): void => { closeOverlay(); void retryNow(jobs, withDependents) }
  return (
    <Dialog title={moveWords.retryTitle} onClose={closeOverlay} footer={<><Button disabled={!live} onClick={() => go(false)}>{moveWords.retryAlone}</Button><Button look="primary" data-autofocus="" disabled={!live} onClick={() => go(true)}>{moveWords.retryWith}</Button></>}>
      <div className="flex flex-col gap-3 p-4">
        <ul className="flex flex-col gap-1">{jobs.slice(0, 8).map((job) => <li key={job.id} className="flex min-w-0"><JobName job={job} /></li>)}</ul>
        <p className="text-soft">{moveWords.retryWhy(fallen)}</p>
      </div>
    </Dialog>
  )
}
