import { canHold, canRelease } from '../../jobs/allowed.ts'
import { hold, release } from '../../jobs/actions.ts'
import { JobNames } from '../../jobs/move-lists.tsx'
import { useStore } from '../../state/store.ts'
import { closeOverlay } from '../../state/view.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { moveWords } from '../../words/queue.ts'
import { Preview } from './preview.tsx'
import { readiness, usePreview } from './use-preview.ts'

const MOVES = {
  hold: { fits: canHold, go: hold },
  release: { fits: canRelease, go: release },
}

/** Asks before jobs are held or let go with everything downstream, and lists it. */
export function SubtreeDialog({ ids, move }: { ids: readonly string[]; move: keyof typeof MOVES }) {
  const known = useStore((store) => store.world.jobs)
  const live = useStore((store) => store.connection === 'live')
  const { fits, go } = MOVES[move]
  const jobs = ids.flatMap((id) => known.get(id) ?? []).filter(fits)
  const foreseen = usePreview(jobs, move)
  const words = moveWords.subtree[move]
  const confirm = (withDependents: boolean): void => { closeOverlay(); void go(jobs, withDependents) }
  return (
    <Dialog title={words.title(jobs.length)} onClose={closeOverlay} footer={<><Button disabled={!live} onClick={() => confirm(false)}>{words.alone(jobs.length)}</Button><ConfirmButton look="primary" {...readiness(foreseen, live)} onClick={() => confirm(true)}>{words.all}</ConfirmButton></>}>
      <div className="flex flex-col gap-3 p-4">
        <JobNames jobs={jobs} />
        <Preview foreseen={foreseen} none={words.none} />
      </div>
    </Dialog>
  )
}
