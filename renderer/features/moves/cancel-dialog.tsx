import { cancelNow } from '../../jobs/actions.ts'
import { JobNames } from '../../jobs/move-lists.tsx'
import { call } from '../../state/sync.ts'
import { useStore } from '../../state/store.ts'
import { closeOverlay } from '../../state/view.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { moveWords } from '../../words/queue.ts'
import { Preview } from './preview.tsx'
import { usePreview } from './use-preview.ts'

/** Asks before jobs are cancelled, and says what else would go. */
export function CancelDialog({ ids }: { ids: readonly string[] }) {
  const known = useStore((store) => store.world.jobs)
  const live = useStore((store) => store.connection === 'live')
  const jobs = ids.flatMap((id) => known.get(id) ?? [])
  const foreseen = usePreview(jobs, (job) => call('jobs.cancel', { id: job.id, dryRun: true }))
  const confirm = (): void => { closeOverlay(); void cancelNow(jobs) }
  return (
    <Dialog title={moveWords.cancelTitle(jobs.length)} onClose={closeOverlay} footer={<><Button onClick={closeOverlay}>{moveWords.keep}</Button><Button look="danger" data-autofocus="" disabled={!live} onClick={confirm}>{moveWords.doCancel(jobs.length)}</Button></>}>
      <div className="flex flex-col gap-3 p-4">
        <JobNames jobs={jobs} />
        {jobs.some((job) => job.state === 'running' || job.state === 'waiting') && <p className="text-soft">{moveWords.cancelRunning}</p>}
        <Preview foreseen={foreseen} none={moveWords.cancelAlone} />
      </div>
    </Dialog>
  )
}
