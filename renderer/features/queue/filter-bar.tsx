import { ListFilter as FilterIcon, Search, X } from 'lucide-react'
import { useMemo, useState } from 'react'
import { repositoryName } from '../../jobs/names.ts'
import { useStore } from '../../state/store.ts'
import { NO_FILTER, setFilter, useView, type ListFilter } from '../../state/view.ts'
import { IconButton } from '../../ui/button.tsx'
import { SEARCH, Select } from '../../ui/field.tsx'
import { Key } from '../../ui/key.tsx'
import { queueWords } from '../../words/queue.ts'
import { SEARCH_ID } from './commands.ts'
import { isFiltering } from './rows.ts'

/** Text, and behind a button state, profile and repository. */
export function FilterBar() {
  const filter = useView((view) => view.filter)
  const narrowed = filter.profile !== '' || filter.repository !== '' || filter.state !== ''
  const [open, setOpen] = useState(narrowed)
  return (
    <search className="flex shrink-0 flex-col gap-2 border-b border-line px-3 py-2">
      <div className="flex items-center gap-1">
        <div className="relative flex-1">
          <Search size={14} aria-hidden="true" className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-soft" />
          <input
            id={SEARCH_ID} type="text" autoComplete="off" spellCheck={false} aria-label={queueWords.search} aria-keyshortcuts="/" placeholder={queueWords.search} className={`${SEARCH} pr-8 pl-8`}
            value={filter.text} onChange={(event) => setFilter({ text: event.target.value })}
            onKeyDown={(event) => { if (event.key === 'Escape' || event.key === 'Enter' || event.key === 'ArrowDown') { event.preventDefault(); document.getElementById('queue-list')?.focus() } }}
          />
          {filter.text === '' ? <span className="absolute top-1/2 right-2.5 -translate-y-1/2"><Key keys="/" /></span> : <IconButton label={queueWords.clearFilters} className="absolute! top-1/2 right-0.5 -translate-y-1/2" onClick={() => setFilter({ text: '' })}><X size={14} /></IconButton>}
        </div>
        <IconButton label={queueWords.filters} aria-expanded={open} className={narrowed ? 'text-accent' : ''} onClick={() => setOpen(!open)}><FilterIcon size={16} /></IconButton>
      </div>
      {(open || narrowed) && <Choices filter={filter} />}
    </search>
  )
}

function Choices({ filter }: { filter: ListFilter }) {
  const jobs = useStore((store) => store.world.jobs)
  const { profiles, repositories } = useMemo(() => {
    const all = [...jobs.values()]
    return { profiles: [...new Set(all.map((job) => job.profile))].sort(), repositories: [...new Set(all.map((job) => job.repository))].sort() }
  }, [jobs])
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Select aria-label={queueWords.state} className="min-w-0 flex-1 basis-28" value={filter.state} onChange={(event) => setFilter({ state: event.target.value })} choices={[{ value: '', label: queueWords.any.state }, ...Object.entries(queueWords.states).map(([value, label]) => ({ value, label }))]} />
      <Select aria-label={queueWords.profile} className="min-w-0 flex-1 basis-28" value={filter.profile} onChange={(event) => setFilter({ profile: event.target.value })} choices={[{ value: '', label: queueWords.any.profile }, ...profiles.map((value) => ({ value, label: value }))]} />
      <Select aria-label={queueWords.repository} className="min-w-0 flex-1 basis-28" value={filter.repository} onChange={(event) => setFilter({ repository: event.target.value })} choices={[{ value: '', label: queueWords.any.repository }, ...repositories.map((value) => ({ value, label: repositoryName(value) }))]} />
      {isFiltering(filter) && <IconButton label={queueWords.clearFilters} onClick={() => setFilter(NO_FILTER)}><X size={14} /></IconButton>}
    </div>
  )
}
