import { useVirtualizer } from '@tanstack/react-virtual'
import { ScrollText } from 'lucide-react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { JobTabProps } from '../../../jobs/job-tab.ts'
import { go } from '../../../state/view.ts'
import { toHash } from '../../../state/route.ts'
import { copy } from '../../../ui/copy.ts'
import { Empty, Loading } from '../../../ui/empty.tsx'
import { jobWords } from '../../../words/job.ts'
import { LogBar } from './log-bar.tsx'
import { LogRowView } from './log-row.tsx'
import { isFoldable, isTrouble, rowOf, type LogRow } from './log-rows.ts'
import { findRanges, findRows } from './search.ts'
import { useLog } from './use-log.ts'

const words = jobWords.log
/** Guessed heights until a row was measured: a line of text, a folded line. */
const GUESS: Record<LogRow['kind'], number> = { text: 48, thinking: 28, tool: 28, command: 28, quiet: 28, stderr: 60, said: 28, outcome: 28, run: 36 }
/** Closer to the end than this counts as being at the end. */
const AT_END_PX = 24

/** The execution log: rows, follow, search, links. */
export function LogTab({ job, rest }: JobTabProps) {
  const log = useLog(job.id)
  if (log.rows.length === 0) {
    if (log.trouble !== null) return <Empty icon={<ScrollText size={28} />} title={words.failedLoad}>{log.trouble}</Empty>
    if (!log.done) return <Loading what={words.loading} />
    return <Empty icon={<ScrollText size={28} />} title={words.emptyTitle}>{job.state === 'running' || job.state === 'starting' ? words.emptyRunning : words.emptyQueued}</Empty>
  }
  return <LogRowsView key={job.id} id={job.id} rows={log.rows} live={job.state !== 'finished'} linked={Number(rest[0] ?? 0)} />
}

function LogRowsView({ id, rows, live, linked }: { id: string; rows: readonly LogRow[]; live: boolean; linked: number }) {
  const scroller = useRef<HTMLDivElement>(null)
  const [flipped, setFlipped] = useState<ReadonlySet<number>>(new Set())
  const [allOpen, setAllOpen] = useState(false)
  const [follows, setFollows] = useState(live && linked === 0)
  const [seen, setSeen] = useState(rows.length)
  const isOpen = (row: LogRow): boolean => isFoldable(row) && (allOpen || isTrouble(row)) !== flipped.has(row.seq)
  const virtual = useVirtualizer({ count: rows.length, overscan: 12, getScrollElement: () => scroller.current, estimateSize: (at) => GUESS[rows[at]!.kind], getItemKey: (at) => (rows[at]!.kind === 'run' ? -rows[at]!.seq : rows[at]!.seq), useFlushSync: false })
  const search = useSearch(rows, (at) => { setFollows(false); virtual.scrollToIndex(at, { align: 'center' }) })
  const linkedRow = linked > 0 && rows.length > 0 ? rowOf(rows, linked) : -1

  useEffect(() => { if (follows) { virtual.scrollToIndex(rows.length - 1, { align: 'end' }); setSeen(rows.length) } }, [follows, rows.length, virtual])
  const isLinked = linkedRow >= 0
  // oxlint-disable-next-line react/exhaustive-effect-dependencies, react-hooks/exhaustive-deps -- once per link: rows that come later must not pull the log back
  useEffect(() => { if (isLinked) virtual.scrollToIndex(linkedRow, { align: 'center' }) }, [linked, isLinked])
  useHighlight(scroller, search.words, virtual.getVirtualItems().map((item) => item.key).join())

  const onScroll = (): void => {
    const element = scroller.current!
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < AT_END_PX
    if (atEnd && live) setFollows(true)
    if (atEnd) setSeen(rows.length)
  }
  const toggle = useCallback((row: LogRow) => setFlipped((before) => { const next = new Set(before); if (!next.delete(row.seq)) next.add(row.seq); return next }), [])
  const link = useCallback((row: LogRow) => {
    go('job', [id, 'log', String(row.seq)], { replace: true })
    void copy(`${location.origin}${location.pathname}${toHash('job', [id, 'log', String(row.seq)])}`, 'the link')
  }, [id])
  const firstError = useMemo(() => rows.findIndex(isTrouble), [rows])

  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <LogBar
        search={search} live={live} follows={follows} unseen={Math.max(0, rows.length - seen)} allOpen={allOpen} hasError={firstError >= 0}
        onFollow={() => { setFollows(true); setSeen(rows.length); virtual.scrollToIndex(rows.length - 1, { align: 'end' }) }}
        onFold={() => { setAllOpen(!allOpen); setFlipped(new Set()) }} onFirstError={() => { setFollows(false); virtual.scrollToIndex(firstError, { align: 'start' }) }}
      />
      <div
        ref={scroller} role="log" aria-label={words.label} aria-live="off" tabIndex={0} onScroll={onScroll}
        onWheel={(event) => { if (event.deltaY < 0) setFollows(false) }} onTouchMove={() => setFollows(false)} onKeyDown={(event) => { if (['ArrowUp', 'PageUp', 'Home'].includes(event.key)) setFollows(false) }}
        className="min-h-0 flex-1 overflow-y-auto py-2 [overflow-anchor:none] focus-visible:outline-none"
      >
        <div className="relative w-full" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index]!
            return (
              <div key={item.key} data-index={item.index} ref={virtual.measureElement} className="absolute inset-x-0 top-0 pl-1" style={{ transform: `translateY(${item.start}px)` }}>
                <LogRowView row={row} open={isOpen(row) || search.current === item.index} linked={item.index === linkedRow || search.current === item.index} onToggle={toggle} onLink={link} />
              </div>
            )
          })}
        </div>
      </div>
      <HitMarks hits={search.hits} count={rows.length} />
    </div>
  )
}

/** The words looked for, the rows that hold them, and the one shown. */
export interface Search { words: string; hits: readonly number[]; at: number; current: number; setWords(words: string): void; step(by: number): void }

function useSearch(rows: readonly LogRow[], show: (row: number) => void): Search {
  const [wanted, setWanted] = useState('')
  const [at, setAt] = useState(0)
  const hits = useMemo(() => findRows(rows, wanted), [rows, wanted])
  const step = (by: number): void => {
    if (hits.length === 0) return
    const next = (at + by + hits.length) % hits.length
    setAt(next)
    show(hits[next]!)
  }
  const look = (next: string): void => {
    setWanted(next)
    setAt(0)
    const first = findRows(rows, next)[0]
    if (first !== undefined) show(first)
  }
  return { words: wanted, hits, at, current: wanted === '' ? -1 : (hits[at] ?? -1), setWords: look, step }
}

/** Colours the words in what is on the screen. */
function useHighlight(scroller: { current: HTMLElement | null }, wanted: string, visible: string): void {
  useEffect(() => {
    if (typeof Highlight === 'undefined' || !scroller.current) return
    CSS.highlights.set('hit', new Highlight(...findRanges(scroller.current, wanted)))
    return () => { CSS.highlights.delete('hit') }
  // oxlint-disable-next-line react/exhaustive-effect-dependencies, react-hooks/exhaustive-deps -- other rows on the screen are other texts to colour
  }, [scroller, wanted, visible])
}

/** Where in the log the hits are, beside the scrollbar. */
function HitMarks({ hits, count }: { hits: readonly number[]; count: number }) {
  if (hits.length === 0) return null
  return <div aria-hidden="true" className="pointer-events-none absolute top-11 right-0 bottom-0 w-1.5">{hits.slice(0, 400).map((hit) => <span key={hit} className="absolute right-0 h-0.5 w-1.5 bg-hit-now" style={{ top: `${(hit / count) * 100}%` }} />)}</div>
}
