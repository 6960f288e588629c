import { retryNow } from '../../jobs/actions.ts'
import { JobNames } from '../../jobs/move-lists.tsx'
import { useStore } from '../../state/store.ts'
import { closeOverlay } from '../../state/view.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { moveWords } from '../../words/queue.ts'
import { Preview } from './preview.tsx'
import { readiness, usePreview } from './use-preview.ts'

/** Asks whether the jobs that fell with this one come along, and lists all that would move then. */
export function RetryDialog({ ids, fallen }: { ids: readonly string[]; fallen: number }) {
  const known = useStore((store) => store.world.jobs)
  const live = useStore((store) => store.connection === 'live')
  const jobs = ids.flatMap((id) => known.get(id) ?? [])
  const foreseen = usePreview(jobs, 'retry')
  const go = (withDependents: boolean): void => { closeOverlay(); void retryNow(jobs, withDependents) }
  return (
    <Dialog title={moveWords.retryTitle} onClose={closeOverlay} footer={<><Button disabled={!live} onClick={() => go(false)}>{moveWords.retryAlone}</Button><ConfirmButton look="primary" {...readiness(foreseen, live)} onClick={() => go(true)}>{moveWords.retryWith}</ConfirmButton></>}>
      <div className="flex flex-col gap-3 p-4">
        <JobNames jobs={jobs} />
        <p className="text-soft">{moveWords.retryWhy(fallen)}</p>
        <Preview foreseen={foreseen} none={moveWords.retryRefused} />
      </div>
    </Dialog>
  )
}
