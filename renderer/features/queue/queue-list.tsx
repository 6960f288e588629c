import { useVirtualizer } from '@tanstack/react-virtual'
import { useDeferredValue, useEffect, useMemo, useRef } from 'react'
import { useStore } from '../../state/store.ts'
import { useView } from '../../state/view.ts'
import { Button } from '../../ui/button.tsx'
import { ROW_HEIGHT, useDensity } from '../../ui/density.ts'
import { useNow } from '../../ui/use-now.ts'
import { queueWords } from '../../words/queue.ts'
import { shellWords } from '../../words/shell.ts'
import { FilterBar } from './filter-bar.tsx'
import { grouping, mayGrow, toGrouping, type Grouping } from './groups.ts'
import { JobRow } from './job-row.tsx'
import { NoRows } from './no-rows.tsx'
import { useOlder, type Older } from './older.ts'
import { saidBy, toRows, type QueueRow } from './rows.ts'
import { SelectionBar } from './selection-bar.tsx'
import { useStaysInSight } from './sight.ts'
import { SwipeActions } from './swipe-actions.tsx'
import { useSwipe } from './swipe.ts'

const GROUP_HEIGHT = 32

/** The list of jobs, in its groups. */
export function QueueList() {
  const jobs = useStore((store) => store.world.jobs)
  const filter = useDeferredValue(useView((view) => view.filter))
  const by = toGrouping(filter, grouping.use())
  const today = useNow(900_000)
  const rows = useMemo(() => toRows(jobs.values(), filter, today, by), [jobs, filter, today, by])
  useEffect(() => useView.setState({ order: rows.flatMap((row) => (row.kind === 'job' ? [row.job.id] : [])) }), [rows])
  const reading = useStore((store) => store.reading !== null)
  const selectsAll = useView((view) => view.selectsAll)
  useEffect(() => { if (selectsAll && !reading) useView.setState(({ order }) => ({ selected: new Set(order), selectsAll: false })) }, [selectsAll, reading, rows])
  const older = useOlder()
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <FilterBar />
      {rows.length > 0 ? <Rows rows={rows} by={by} older={older} reading={reading} /> : <NoRows filter={filter} older={older} />}
      <SelectionBar />
    </div>
  )
}

function Rows({ rows, by, older, reading }: { rows: readonly QueueRow[]; by: Grouping; older: Older; reading: boolean }) {
  const scroller = useRef<HTMLDivElement>(null)
  const density = useDensity()
  const cursor = useView((view) => view.cursor)
  const selected = useView((view) => view.selected)
  const open = useView((view) => (view.route.name === 'job' ? view.route.path[0] : undefined))
  const now = useNow()
  const { swiped, close, handlers } = useSwipe(scroller)
  const jobs = useStore((store) => store.world.jobs)
  const aside = swiped ? jobs.get(swiped.id) : undefined
  const { failed, load } = older
  const more = older.more && failed === null
  const virtual = useVirtualizer({
    count: rows.length + (more ? 1 : 0), overscan: 8, getScrollElement: () => scroller.current,
    estimateSize: (at) => (rows[at]?.kind === 'job' ? ROW_HEIGHT[density] : GROUP_HEIGHT),
    getItemKey: (at) => { const row = rows[at]; return row === undefined ? 'more' : row.kind === 'job' ? row.job.id : `group ${row.id}` },
  })
  useEffect(() => { virtual.measure() }, [density, rows, virtual])
  useEffect(() => {
    const at = cursor === null ? -1 : rows.findIndex((row) => row.kind === 'job' && row.job.id === cursor)
    if (at >= 0) virtual.scrollToIndex(at === 1 ? 0 : at, { align: 'auto' })
  // oxlint-disable-next-line react/exhaustive-effect-dependencies, react-hooks/exhaustive-deps -- only when the mark moves: rows that come and go must not pull the list about
  }, [cursor])
  const items = virtual.getVirtualItems()
  useStaysInSight(virtual, rows, cursor)
  const said = useMemo(() => saidBy(rows, by), [rows, by])
  const last = items.at(-1)?.index ?? 0
  useEffect(() => { if (more && last >= rows.length) load() }, [more, load, last, rows.length])
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <div ref={scroller} {...handlers} id="queue-list" role="listbox" aria-label={queueWords.list} aria-multiselectable="true" aria-busy={reading} tabIndex={0} aria-activedescendant={cursor !== null && items.some((item) => item.key === cursor) ? `row-${cursor}` : undefined} className="group/list min-h-0 flex-1 overflow-y-auto focus-visible:outline-none">
        <div role="presentation" className="relative w-full" style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index]
            return (
              <div key={item.key} role="presentation" className="absolute inset-x-0 top-0" style={{ height: item.size, transform: `translateY(${item.start}px)` }}>
                {row === undefined ? <div role="presentation" className="flex h-full items-center px-4 text-soft">{queueWords.loadingOlder}</div>
                  : row.kind === 'group' ? <GroupRow row={row} grows={mayGrow(row.id, by, { unfinished: reading, finished: older.more })} />
                    : <JobRow job={row.job} now={now} compact={density === 'compact'} said={said} pointed={row.job.id === cursor} selected={selected.has(row.job.id)} open={row.job.id === open} aside={swiped?.id === row.job.id ? swiped.by : 0} />}
              </div>
            )
          })}
        </div>
      </div>
      {failed !== null && (
        <div role="alert" className="flex items-center gap-3 border-t border-line px-4 py-2">
          <div className="min-w-0 flex-1"><p>{queueWords.olderFailed}</p><p className="text-soft [overflow-wrap:anywhere]">{failed}</p></div>
          <Button onClick={load}>{shellWords.again}</Button>
        </div>
      )}
      {swiped && aside && <SwipeActions job={aside} swiped={swiped} onDone={close} />}
    </div>
  )
}

function GroupRow({ row, grows }: { row: Extract<QueueRow, { kind: 'group' }>; grows: boolean }) {
  return <div role="presentation" className="flex h-full items-end gap-2 px-4 pb-1 font-semibold text-soft"><span dir="auto" className="min-w-0 truncate">{row.label}</span><span className="font-normal tabular">{queueWords.count(row.count, grows)}</span></div>
}
