import { CloudOff, Inbox, SearchX } from 'lucide-react'
import { NO_FILTER, openOverlay, setFilter, type ListFilter } from '../../state/view.ts'
import { Button } from '../../ui/button.tsx'
import { Empty, Loading } from '../../ui/empty.tsx'
import { queueWords as words } from '../../words/queue.ts'
import { shellWords } from '../../words/shell.ts'
import { isFiltering, isPlace } from './filter.ts'
import type { Older } from './older.ts'

/** Where the list is empty: why, and what to do next. */
export function NoRows({ filter, older }: { filter: ListFilter; older: Older }) {
  if (!isFiltering(filter)) return <Empty icon={<Inbox size={28} />} title={words.emptyTitle} action={<Button look="primary" shortcut="n" onClick={() => openOverlay('composer')}>{shellWords.newJob}</Button>}>{words.emptyHint}</Empty>
  if (older.failed !== null) return <Empty icon={<CloudOff size={28} />} title={words.olderFailed} action={<Button onClick={older.load}>{shellWords.again}</Button>}>{older.failed}</Empty>
  if (older.more) return <Loading what={words.looking} />
  const place = isPlace(filter) ? words.emptyPlaces[filter.state] : undefined
  if (place) return <Empty icon={<Inbox size={28} />} title={place.title} action={<Button onClick={() => setFilter(NO_FILTER)}>{shellWords.allJobs}</Button>}>{place.hint}</Empty>
  return <Empty icon={<SearchX size={28} />} title={words.noneTitle} action={<Button onClick={() => setFilter(NO_FILTER)}>{words.clearFilters}</Button>}>{words.noneHint}</Empty>
}
