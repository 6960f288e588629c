import { useStore } from '../../state/store.ts'
import { clearSelected, useView } from '../../state/view.ts'
import { canCancel, canHold, canRelease, canRetry } from '../../jobs/allowed.ts'
import { askCancel, hold, release, retry } from '../../jobs/actions.ts'
import { Button } from '../../ui/button.tsx'
import { Key } from '../../ui/key.tsx'
import { moveWords, queueWords } from '../../words/queue.ts'
import { commandWords } from '../../words/commands.ts'

/** Under the list: what may be done with the selected jobs, or where to go on. */
export function SelectionBar() {
  const selected = useView((view) => view.selected)
  const jobs = useStore((store) => store.world.jobs)
  const live = useStore((store) => store.connection === 'live')
  if (selected.size === 0) return <Hints />
  const chosen = [...selected].flatMap((id) => jobs.get(id) ?? [])
  return (
    <div role="toolbar" aria-label={queueWords.selected(selected.size)} className="flex shrink-0 flex-wrap items-center gap-1 border-t border-line bg-raised px-3 py-2">
      <span className="mr-1 font-medium tabular">{queueWords.selected(selected.size)}</span>
      {chosen.some(canCancel) && <Button look="quiet" shortcut="c" disabled={!live} onClick={() => askCancel(chosen)}>{moveWords.cancel}</Button>}
      {chosen.some(canHold) && <Button look="quiet" shortcut="h" disabled={!live} onClick={() => void hold(chosen)}>{moveWords.hold}</Button>}
      {chosen.some(canRelease) && <Button look="quiet" shortcut="u" disabled={!live} onClick={() => void release(chosen)}>{moveWords.release}</Button>}
      {chosen.some(canRetry) && <Button look="quiet" shortcut="r" disabled={!live} onClick={() => retry(chosen)}>{moveWords.retry}</Button>}
      <Button look="quiet" shortcut="escape" className="ml-auto" onClick={clearSelected}>{queueWords.clear}</Button>
    </div>
  )
}

function Hints() {
  return (
    <div aria-hidden="true" className="hidden shrink-0 items-center gap-4 border-t border-line px-4 py-2 text-soft medium:flex">
      <span><Key keys="j" /> <Key keys="k" /> {commandWords.next.toLowerCase()}</span>
      <span><Key keys="x" /> {moveWords.select.toLowerCase()}</span>
      <span className="ml-auto"><Key keys="mod+k" /> {commandWords.openPalette.toLowerCase()}</span>
    </div>
  )
}
