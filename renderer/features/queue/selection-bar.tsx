import { useStore } from '../../state/store.ts'
import { clearSelected, useView } from '../../state/view.ts'
import { canCancel, canHold, canRelease, canRetry } from '../../jobs/allowed.ts'
import { askCancel, hold, release, retry } from '../../jobs/actions.ts'
import { Button } from '../../ui/button.tsx'
import { Key } from '../../ui/key.tsx'
import { moveWords, queueWords } from '../../words/queue.ts'
import { commandWords } from '../../words/commands.ts'

/** Under the list: what may be done with the selected jobs; how far the list has been read; or where to go on. */
export function SelectionBar() {
  const selected = useView((view) => view.selected)
  const selectsAll = useView((view) => view.selectsAll)
  const jobs = useStore((store) => store.world.jobs)
  const live = useStore((store) => store.connection === 'live')
  const reading = useStore((store) => store.reading)
  if (reading !== null && (selectsAll || selected.size === 0)) return <Reading {...reading} selectsAll={selectsAll} />
  if (selected.size === 0) return <Hints />
  const chosen = [...selected].flatMap((id) => jobs.get(id) ?? [])
  return (
    <div role="toolbar" aria-label={queueWords.selected(selected.size)} className="flex shrink-0 flex-col gap-1 border-t border-line bg-raised px-3 py-1.5">
      <div className="flex items-center justify-between">
        <span className="font-medium tabular">{queueWords.selected(selected.size)}</span>
        <Button look="quiet" shortcut="escape" className="-mr-1.5" onClick={clearSelected}>{queueWords.clear}</Button>
      </div>
      <div className="-mx-1.5 flex flex-wrap items-center gap-1">
        {chosen.some(canCancel) && <Button look="quiet" shortcut="c" disabled={!live} onClick={() => askCancel(chosen)}>{moveWords.cancel}</Button>}
        {chosen.some(canHold) && <Button look="quiet" shortcut="h" disabled={!live} onClick={() => void hold(chosen)}>{moveWords.hold}</Button>}
        {chosen.some(canRelease) && <Button look="quiet" shortcut="u" disabled={!live} onClick={() => void release(chosen)}>{moveWords.release}</Button>}
        {chosen.some(canRetry) && <Button look="quiet" shortcut="r" disabled={!live} onClick={() => retry(chosen)}>{moveWords.retry}</Button>}
      </div>
    </div>
  )
}

function Reading({ have, of, selectsAll }: { have: number; of: number; selectsAll: boolean }) {
  return (
    <div className="flex shrink-0 items-center gap-2 border-t border-line px-4 py-2 text-soft">
      <p className="min-w-0 flex-1 tabular"><span>{queueWords.reading(have, of)}</span>{selectsAll && <span role="status"> {queueWords.selectsAll}</span>}</p>
      {selectsAll && <Button look="quiet" shortcut="escape" className="-my-1" onClick={clearSelected}>{queueWords.clear}</Button>}
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
