import { call } from '../../state/sync.ts'
import { closeOverlay } from '../../state/view.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { notify } from '../../ui/notices.tsx'
import { scheduleWords as words } from '../../words/schedules.ts'

/** Asks once before a schedule is gone. */
export function RemoveScheduleDialog({ id, title }: { id: string; title: string }) {
  const confirm = async (): Promise<void> => {
    closeOverlay()
    const removed = await call('schedules.remove', { id })
    if (removed.ok) notify(words.removed(title))
    else notify(removed.message, 'error')
  }
  return (
    <Dialog title={words.removeTitle(title)} onClose={closeOverlay} footer={<><Button onClick={closeOverlay}>{words.keep}</Button><Button look="danger" data-autofocus="" onClick={() => void confirm()}>{words.removeConfirm}</Button></>}>
      <p className="p-4">{words.removeHint}</p>
    </Dialog>
  )
}
