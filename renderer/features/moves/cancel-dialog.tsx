import { cancelNow } from '../../jobs/actions.ts'
import { JobNames } from '../../jobs/move-lists.tsx'
import { useStore } from '../../state/store.ts'
import { closeOverlay } from '../../state/view.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { moveWords } from '../../words/queue.ts'
import { Preview } from './preview.tsx'
import { readiness, usePreview, type Foreseen } from './use-preview.ts'

/** How many jobs would be cancelled in all: those meant, and those that would go by their edges. Others may change and live on. */
const countCancelled = ({ jobs, also }: Foreseen): number => jobs.length + also.filter((other) => other.to.startsWith('cancelled')).length

/** Asks before jobs are cancelled, and says what else would go. */
export function CancelDialog({ ids }: { ids: readonly string[] }) {
  const known = useStore((store) => store.world.jobs)
  const live = useStore((store) => store.connection === 'live')
  const jobs = ids.flatMap((id) => known.get(id) ?? [])
  const foreseen = usePreview(jobs, 'cancel')
  const count = foreseen ? countCancelled(foreseen) : jobs.length
  const confirm = (): void => { closeOverlay(); void cancelNow(foreseen!.jobs) }
  return (
    <Dialog title={moveWords.cancelTitle(count)} onClose={closeOverlay} footer={<><Button onClick={closeOverlay}>{moveWords.keep}</Button><ConfirmButton look="danger" {...readiness(foreseen, live)} onClick={confirm}>{moveWords.doCancel(count)}</ConfirmButton></>}>
      <div className="flex flex-col gap-3 p-4">
        <JobNames jobs={jobs} />
        {jobs.some((job) => job.state === 'running' || job.state === 'waiting') && <p className="text-soft">{moveWords.cancelRunning}</p>}
        <Preview foreseen={foreseen} none={moveWords.cancelAlone} />
      </div>
    </Dialog>
  )
}
