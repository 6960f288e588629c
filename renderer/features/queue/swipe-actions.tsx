import type { Job } from '../../../contract/job.ts'
import { askCancel, hold, release, retry } from '../../jobs/actions.ts'
import { canCancel, canHold, canRelease, canRetry } from '../../jobs/allowed.ts'
import { useReadOnly } from '../../state/store.ts'
import { moveWords, queueWords } from '../../words/queue.ts'
import type { Swiped } from './swipe.ts'

/** Wide enough for a thumb and the longest word. */
const WIDTH = 76

interface SwipeAction { label: string; look: string; fits(job: Job): boolean; run(job: Job): void }
const ACTIONS: readonly SwipeAction[] = [
  { label: moveWords.release, look: 'bg-fill text-on-fill', fits: canRelease, run: (job) => void release([job]) },
  { label: moveWords.retry, look: 'bg-fill text-on-fill', fits: canRetry, run: (job) => retry([job]) },
  { label: moveWords.hold, look: 'bg-tint-amber text-amber', fits: canHold, run: (job) => void hold([job]) },
  { label: moveWords.cancel, look: 'bg-danger text-on-fill', fits: canCancel, run: (job) => askCancel([job]) },
]
const actionsOf = (job: Job): readonly SwipeAction[] => ACTIONS.filter((action) => action.fits(job))

/** How far a row moves aside to show all that fits. */
export const reachOf = (job: Job): number => actionsOf(job).length * WIDTH

/** What lies under a row that was moved aside. It stands beside the list, not in it: a list holds nothing but its rows. */
export function SwipeActions({ job, swiped, onDone }: { job: Job; swiped: Swiped; onDone(): void }) {
  const readOnly = useReadOnly()
  return (
    <div role="toolbar" aria-label={queueWords.actionsOf(job.title)} inert={!swiped.open} className="absolute right-0 flex justify-end overflow-hidden" style={{ top: swiped.top, height: swiped.height, width: swiped.by }}>
      {actionsOf(job).map((action) => <button key={action.label} type="button" disabled={readOnly} onClick={() => { onDone(); action.run(job) }} className={`h-full shrink-0 font-medium disabled:opacity-50 ${action.look}`} style={{ width: WIDTH }}>{action.label}</button>)}
    </div>
  )
}
