import { BookmarkPlus, ListFilter as FilterIcon, Search, X } from 'lucide-react'
import { useState } from 'react'
import { NO_FILTER, openOverlay, setFilter, useView, type ListFilter } from '../../state/view.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { SEARCH } from '../../ui/field.tsx'
import { Key } from '../../ui/key.tsx'
import { queueWords, viewWords } from '../../words/queue.ts'
import { SEARCH_ID } from './commands.ts'
import { CHOICES, isFiltering, isNarrowed, isPlace } from './filter.ts'
import { FilterPanel } from './filter-panel.tsx'
import { findView, useSavedViews } from './saved-views.ts'
import { labelOf } from './view-name.ts'

/** Text; behind a button everything else that can be asked for, and how the list is grouped. What is asked for stands beneath while the panel is closed. */
export function FilterBar() {
  const filter = useView((view) => view.filter)
  const [open, setOpen] = useState(false)
  return (
    <search className="flex shrink-0 flex-col gap-2 border-b border-line px-3 py-2">
      <div className="flex items-center gap-1">
        <div className="relative flex-1">
          <Search size={14} aria-hidden="true" className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-soft" />
          <input
            id={SEARCH_ID} type="text" autoComplete="off" spellCheck={false} aria-label={queueWords.search} aria-keyshortcuts="/" placeholder={queueWords.search} className={`${SEARCH} pr-8 pl-8`}
            value={filter.text} onChange={(event) => setFilter({ text: event.target.value })}
            onKeyDown={(event) => { if (event.key === 'Escape' || event.key === 'Enter' || event.key === 'ArrowDown') { event.preventDefault(); event.currentTarget.blur(); document.getElementById('queue-list')?.focus() } }}
          />
          {filter.text === '' ? <span className="absolute top-1/2 right-2.5 -translate-y-1/2"><Key keys="/" /></span> : <IconButton label={queueWords.clearText} className="absolute! top-1/2 right-0.5 -translate-y-1/2" onClick={() => setFilter({ text: '' })}><X size={14} /></IconButton>}
        </div>
        <IconButton label={queueWords.filters} aria-expanded={open} className={isNarrowed(filter) ? 'text-accent!' : ''} onClick={() => setOpen(!open)}><FilterIcon size={16} /></IconButton>
      </div>
      {open && <FilterPanel filter={filter} />}
      {(open ? isFiltering(filter) : !isPlace(filter)) && <Asked filter={filter} chips={!open} />}
    </search>
  )
}

/** What is asked for, each with a way to drop it; and what can be done with all of it. */
function Asked({ filter, chips }: { filter: ListFilter; chips: boolean }) {
  const known = useSavedViews((store) => findView(store.views, filter) !== undefined)
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      {chips && CHOICES.filter((choice) => filter[choice] !== '').map((choice) => {
        const value = labelOf(choice, filter[choice])
        return (
          <button key={choice} type="button" title={filter[choice]} onClick={() => setFilter({ [choice]: '' })} className="inline-flex h-11 max-w-full min-w-0 items-center gap-1 rounded-full bg-selected pr-2 pl-2.5 hover:bg-hover medium:h-6">
            <span className="sr-only">{queueWords.without}</span> <span className="text-soft">{queueWords[choice]}</span> <span dir="auto" className="min-w-0 truncate font-medium">{value}</span><X size={12} aria-hidden="true" className="shrink-0 text-soft" />
          </button>
        )
      })}
      <span className="ml-auto flex items-center">
        {!known && <Button look="quiet" icon={<BookmarkPlus size={14} aria-hidden="true" />} onClick={() => openOverlay('view')}>{viewWords.save}</Button>}
        <Button look="quiet" shortcut="escape" onClick={() => setFilter(NO_FILTER)}>{queueWords.clearFilters}</Button>
      </span>
    </div>
  )
}
