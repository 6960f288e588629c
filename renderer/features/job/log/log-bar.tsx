import { ArrowDownToLine, ChevronDown, ChevronUp, Search as SearchIcon, UnfoldVertical } from 'lucide-react'
import type { ReactNode } from 'react'
import { IconButton } from '../../../ui/button.tsx'
import { SEARCH } from '../../../ui/field.tsx'
import { jobWords } from '../../../words/job.ts'
import { LOG_SEARCH_ID } from '../commands.ts'
import { MOST_HITS, type Search } from './use-search.ts'

const words = jobWords.log
interface LogBarProps { search: Search; /** Where there was more than one run: leads to one. */ runs: ReactNode; live: boolean; follows: boolean; unseen: number; allOpen: boolean; hasError: boolean; onFollow(): void; onFold(): void; onFirstError(): void }

/** Above the log: search, unfold, first error, follow. */
export function LogBar({ search, runs, live, follows, unseen, allOpen, hasError, onFollow, onFold, onFirstError }: LogBarProps) {
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-1 border-b border-line px-3 py-1.5 low:py-0.5">
      <div className="relative min-w-36 flex-1 medium:max-w-64">
        <SearchIcon size={14} aria-hidden="true" className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-soft" />
        <input
          id={LOG_SEARCH_ID} type="text" autoComplete="off" spellCheck={false} aria-label={words.search} placeholder={words.search} className={`${SEARCH} pl-8 medium:h-7!`} value={search.words}
          onChange={(event) => search.setWords(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') search.step(event.shiftKey ? -1 : 1)
            else if (event.key === 'Escape') { event.preventDefault(); search.setWords(''); event.currentTarget.blur() }
          }}
        />
      </div>
      {search.words !== '' && (
        <>
          <span role="status" className="px-1 whitespace-nowrap text-soft tabular">{words.hits(search.at + 1, search.hits.length, search.done && search.hits.length < MOST_HITS)}</span>
          <IconButton label={words.previousHit} disabled={search.hits.length === 0} onClick={() => search.step(-1)}><ChevronUp size={16} /></IconButton>
          <IconButton label={words.nextHit} disabled={search.hits.length === 0} onClick={() => search.step(1)}><ChevronDown size={16} /></IconButton>
        </>
      )}
      <span className="flex-1" />
      {runs}
      {hasError && <button type="button" onClick={onFirstError} className="h-11 rounded-md px-2 text-red hover:bg-hover medium:h-7">{words.firstError}</button>}
      <IconButton label={allOpen ? words.foldAll : words.expandAll} aria-pressed={allOpen} onClick={onFold}><UnfoldVertical size={15} /></IconButton>
      {(live || unseen > 0) && (
        <button type="button" aria-pressed={follows} onClick={onFollow} className={`flex h-11 items-center gap-1.5 rounded-md px-2 whitespace-nowrap medium:h-7 ${follows ? 'text-soft' : 'bg-selected font-medium text-accent'} hover:bg-hover`}>
          <ArrowDownToLine size={14} aria-hidden="true" />{follows ? words.following : unseen > 0 ? words.newRows(unseen) : words.follow}
        </button>
      )}
    </div>
  )
}
