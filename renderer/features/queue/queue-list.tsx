import { useVirtualizer } from '@tanstack/react-virtual'
import { Inbox, SearchX } from 'lucide-react'
import { memo, useDeferredValue, useEffect, useMemo, useRef, type MouseEvent } from 'react'
import type { Job } from '../../../contract/job.ts'
import { JobLine } from '../../jobs/job-line.tsx'
import { StateMark } from '../../jobs/state-mark.tsx'
import { call, learn, loadOlder } from '../../state/sync.ts'
import { useStore } from '../../state/store.ts'
import { NO_FILTER, openJob, openOverlay, setFilter, toggleSelected, useView } from '../../state/view.ts'
import { Button } from '../../ui/button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { useLayout } from '../../ui/use-media.ts'
import { useNow } from '../../ui/use-now.ts'
import { queueWords } from '../../words/queue.ts'
import { shellWords } from '../../words/shell.ts'
import { FilterBar } from './filter-bar.tsx'
import { isFiltering, toOlderQuery, toRows, type QueueRow } from './rows.ts'
import { SelectionBar } from './selection-bar.tsx'

const GROUP_HEIGHT = 32
/** Two lines of 18 px; more where it is touched. */
const JOB_HEIGHT = { wide: 48, medium: 48, narrow: 56 } as const
/** Typing goes on for a moment before the engine is asked for older jobs. */
const ASK_AFTER_MS = 250

/** The list of jobs, in its groups. */
export function QueueList() {
  const jobs = useStore((store) => store.world.jobs)
  const filter = useDeferredValue(useView((view) => view.filter))
  const today = useNow(900_000)
  const rows = useMemo(() => toRows(jobs.values(), filter, today), [jobs, filter, today])
  useEffect(() => useView.setState({ order: rows.flatMap((row) => (row.kind === 'job' ? [row.job.id] : [])) }), [rows])
  useOlder()
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <FilterBar />
      {rows.length > 0 ? <Rows rows={rows} /> : isFiltering(filter)
        ? <Empty icon={<SearchX size={28} />} title={queueWords.noneTitle} action={<Button onClick={() => setFilter(NO_FILTER)}>{queueWords.clearFilters}</Button>}>{queueWords.noneHint}</Empty>
        : <Empty icon={<Inbox size={28} />} title={queueWords.emptyTitle} action={<Button look="primary" shortcut="n" onClick={() => openOverlay('composer')}>{shellWords.newJob}</Button>}>{queueWords.emptyHint}</Empty>}
      <SelectionBar />
    </div>
  )
}

/** A filter also looks among the finished jobs that are not loaded. */
function useOlder(): void {
  const filter = useView((view) => view.filter)
  const mayBeMore = useStore((store) => store.next !== null)
  useEffect(() => {
    const query = mayBeMore && isFiltering(filter) ? toOlderQuery(filter) : null
    if (!query) return
    const timer = setTimeout(() => void call('jobs.list', query).then((page) => { if (page.ok) learn(page.value.jobs) }), ASK_AFTER_MS)
    return () => clearTimeout(timer)
  }, [filter, mayBeMore])
}

function Rows({ rows }: { rows: readonly QueueRow[] }) {
  const scroller = useRef<HTMLDivElement>(null)
  const layout = useLayout()
  const cursor = useView((view) => view.cursor)
  const selected = useView((view) => view.selected)
  const open = useView((view) => (view.route.name === 'job' ? view.route.path[0] : undefined))
  const more = useStore((store) => store.next !== null)
  const now = useNow()
  const virtual = useVirtualizer({
    count: rows.length + (more ? 1 : 0), overscan: 8, getScrollElement: () => scroller.current,
    estimateSize: (at) => (rows[at]?.kind === 'job' ? JOB_HEIGHT[layout] : GROUP_HEIGHT),
    getItemKey: (at) => { const row = rows[at]; return row === undefined ? 'more' : row.kind === 'job' ? row.job.id : `group ${row.id}` },
  })
  useEffect(() => { virtual.measure() }, [layout, rows, virtual])
  useEffect(() => {
    const at = cursor === null ? -1 : rows.findIndex((row) => row.kind === 'job' && row.job.id === cursor)
    if (at >= 0) virtual.scrollToIndex(at === 1 ? 0 : at, { align: 'auto' })
  // oxlint-disable-next-line react/exhaustive-effect-dependencies, react-hooks/exhaustive-deps -- only when the mark moves: rows that come and go must not pull the list about
  }, [cursor])
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  useEffect(() => { if (more && last >= rows.length) void loadOlder() }, [more, last, rows.length])
  return (
    <div ref={scroller} id="queue-list" role="listbox" aria-label={queueWords.list} aria-multiselectable="true" tabIndex={0} aria-activedescendant={cursor !== null && items.some((item) => item.key === cursor) ? `row-${cursor}` : undefined} className="group/list min-h-0 flex-1 overflow-y-auto focus-visible:outline-none">
      <div role="presentation" className="relative w-full" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = rows[item.index]
          return (
            <div key={item.key} role="presentation" className="absolute inset-x-0 top-0" style={{ height: item.size, transform: `translateY(${item.start}px)` }}>
              {row === undefined ? <div role="presentation" className="flex h-full items-center px-4 text-soft">{queueWords.loadingOlder}</div>
                : row.kind === 'group' ? <GroupRow row={row} />
                  : <JobRow job={row.job} now={now} pointed={row.job.id === cursor} selected={selected.has(row.job.id)} open={row.job.id === open} />}
            </div>
          )
        })}
      </div>
    </div>
  )
}

function GroupRow({ row }: { row: Extract<QueueRow, { kind: 'group' }> }) {
  return <div role="presentation" className="flex h-full items-end gap-2 px-4 pb-1 font-semibold text-soft">{row.label}<span className="font-normal tabular">{row.count}</span></div>
}

const JobRow = memo(function JobRow({ job, now, pointed, selected, open }: { job: Job; now: number; pointed: boolean; selected: boolean; open: boolean }) {
  const press = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) toggleSelected(job.id)
    else openJob(job.id)
  }
  const mark = (event: MouseEvent): void => { event.stopPropagation(); useView.setState({ cursor: job.id }); toggleSelected(job.id) }
  return (
    <div id={`row-${job.id}`} role="option" aria-selected={selected} aria-current={open || undefined} onClick={press} className={`mx-1.5 flex h-full items-center gap-1 rounded-md pr-2.5 ${open || selected ? 'bg-selected' : pointed ? 'bg-hover' : 'hover:bg-hover'} ${pointed ? 'group-focus-visible/list:row-focus' : ''}`}>
      <span onClick={mark} className="flex h-full w-9 shrink-0 items-center justify-center">
        {selected ? <span aria-hidden="true" className="flex size-4 items-center justify-center rounded bg-fill text-on-fill"><svg width="12" height="12" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="2.2"><path d="m3.5 8.5 3 3 6-7" /></svg></span> : <StateMark job={job} />}
      </span>
      <JobLine job={job} now={now} />
    </div>
  )
})
