import { useState } from 'react'
import type { Schedule } from '../../../contract/schedule.ts'
import { useReadOnly } from '../../state/store.ts'
import { openOverlay } from '../../state/view.ts'
import { Button } from '../../ui/button.tsx'
import { scheduleWords as words } from '../../words/schedules.ts'
import { runNow, setPaused } from './moves.ts'

/** What can be done with a schedule; `keys`: where those of its commands count. */
export function Actions({ schedule, keys = false }: { schedule: Schedule; keys?: boolean }) {
  const [busy, setBusy] = useState(false)
  const disabled = useReadOnly() || busy
  const { id, title, paused } = schedule
  const act = (move: Promise<void>): void => { setBusy(true); void move.finally(() => setBusy(false)) }
  const shortcut = (key: string) => (keys ? { shortcut: key } : {})
  return (
    <div className="flex w-full gap-1 max-medium:flex-wrap medium:w-auto max-medium:[&>button]:flex-1">
      <Button {...shortcut('r')} disabled={disabled} onClick={() => act(runNow(schedule))}>{words.run}</Button>
      <Button {...shortcut('p')} disabled={disabled} onClick={() => act(setPaused(schedule, !paused))}>{paused ? words.resume : words.pause}</Button>
      <Button {...shortcut('e')} disabled={disabled} onClick={() => openOverlay('schedule-edit', { id })}>{words.edit}</Button>
      <Button look="quiet" disabled={disabled} onClick={() => openOverlay('schedule-remove', { id, title })}>{words.remove}</Button>
    </div>
  )
}
