import { useState } from 'react'
import { loadSchedules } from '../../state/schedules.ts'
import { useReadOnly } from '../../state/store.ts'
import { call } from '../../state/sync.ts'
import { closeOverlay, go, useView } from '../../state/view.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { notify } from '../../ui/notices.tsx'
import { scheduleWords as words } from '../../words/schedules.ts'

/** Asks before a schedule goes; a refusal is shown where it was asked. */
export function RemoveScheduleDialog({ id, title }: { id: string; title: string }) {
  const [refusal, setRefusal] = useState<string | null>(null)
  const readOnly = useReadOnly()
  const remove = async (): Promise<void> => {
    const answer = await call('schedules.remove', { id })
    if (!answer.ok) return setRefusal(answer.message)
    await loadSchedules()
    closeOverlay()
    if (useView.getState().route.name === 'schedule') go('schedules', [], { replace: true })
    notify(words.removed(title))
  }
  return (
    <Dialog title={words.removeTitle(title)} onClose={closeOverlay} footer={<><Button data-autofocus onClick={closeOverlay}>{words.keep}</Button><Button look="danger" disabled={readOnly || refusal !== null} onClick={() => void remove()}>{words.removeConfirm}</Button></>}>
      <div className="flex flex-col gap-3 p-4">
        <p>{words.removeHint}</p>
        {refusal !== null && <p role="alert" className="rounded-md bg-tint-red px-3 py-2 [overflow-wrap:anywhere]">{refusal}</p>}
      </div>
    </Dialog>
  )
}
