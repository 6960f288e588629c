import { ScrollText } from 'lucide-react'
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import type { JobTabProps } from '../../../jobs/job-tab.ts'
import { go } from '../../../state/view.ts'
import { toHash } from '../../../state/route.ts'
import { Button } from '../../../ui/button.tsx'
import { copy } from '../../../ui/copy.ts'
import { Empty, Loading } from '../../../ui/empty.tsx'
import { jobWords } from '../../../words/job.ts'
import { shellWords } from '../../../words/shell.ts'
import { LogBar } from './log-bar.tsx'
import { LogPane } from './log-pane.tsx'
import { LogRowView } from './log-row.tsx'
import { isFoldable, isTrouble, keyOf, rowAt, rowOf, type LogRow } from './log-rows.ts'
import { createPane, type Pane } from './pane.ts'
import { RunJump } from './run-jump.tsx'
import type { LogPart } from './reader.ts'
import { showHit, useHighlight } from './highlight.ts'
import { useFirstError, useSearch } from './use-search.ts'
import { useLog } from './use-log.ts'
import { isHeld, type Focus } from './window.ts'

const words = jobWords.log

/** The execution log: rows, follow, search, links. */
export function LogTab({ job, rest }: JobTabProps) {
  const linked = Number(rest[0] ?? 0) || 0
  const { part, look, again } = useLog(job.id, linked > 0 ? linked : null)
  if (part.rows.length === 0) {
    if (part.trouble !== null) return <Empty icon={<ScrollText size={28} />} title={words.failedLoad} action={<Button onClick={again}>{shellWords.again}</Button>}>{part.trouble}</Empty>
    if (!part.opened || part.last > 0) return <Loading what={words.loading} />
    return <Empty icon={<ScrollText size={28} />} title={words.emptyTitle}>{job.state === 'running' || job.state === 'starting' ? words.emptyRunning : words.emptyQueued}</Empty>
  }
  return <LogView key={job.id} id={job.id} runs={job.run} part={part} live={job.state !== 'finished'} linked={linked} onLook={look} />
}

interface LogViewProps { id: string; runs: number; part: LogPart; live: boolean; linked: number; onLook(focus: Focus): void }

/** A link leads to its line; what is over and fits on a page is read from its beginning; of the rest the end matters. */
function openPane({ part, live, linked }: LogViewProps): Pane {
  const pane = createPane()
  if (linked > 0) pane.goTo(Math.min(linked, part.last), 'third')
  else if (live || part.from > 1) pane.goToEnd()
  return pane
}

function LogView(props: LogViewProps) {
  const { id, runs, part, live, linked, onLook } = props
  const scroller = useRef<HTMLDivElement>(null)
  const [pane] = useState(() => openPane(props))
  const [sticks, setSticks] = useState(() => pane.sticks())
  /** The newest entry while the end was held on to. */
  const seen = useRef(part.last)
  const { isOpen, toggle, allOpen, foldAll } = useFolds()
  const hit = useRef<number | null>(null)
  const show = useCallback((seq: number) => { hit.current = seq; pane.goTo(seq, 'third') }, [pane])
  const search = useSearch(id, part.last, show)
  const firstError = useFirstError(id, part.last)
  const keyAt = (seq: number): number | null => (isHeld(part, seq) ? keyOf(part.rows[rowOf(part.rows, seq)]!) : null)
  const [linkedKey, hitKey] = useMemo(() => [linked > 0 ? keyAt(linked) : null, search.current === null ? null : keyAt(search.current)],
    // oxlint-disable-next-line react/exhaustive-effect-dependencies, react-hooks/exhaustive-deps -- of what is loaded only the rows count
    [part.rows, linked, search.current])

  useEffect(() => { if (sticks) seen.current = part.last }, [sticks, part.last])
  /** The link the address carries and nobody has to be led to: the one it opened with, or one that was copied here. */
  const known = useRef(linked)
  useEffect(() => {
    if (linked > 0 && linked !== known.current) pane.goTo(linked, 'third')
    known.current = linked
  }, [pane, linked])
  const highlight = useHighlight(scroller, search.words)
  const onDrawn = (): void => {
    highlight()
    if (hit.current !== null && hitKey !== null && hit.current === search.current && showHit(scroller.current!, hitKey, search, pane)) hit.current = null
  }
  const link = useCallback((row: LogRow) => {
    known.current = row.seq
    go('job', [id, 'log', String(row.seq)], { replace: true })
    void copy(`${location.origin}${location.pathname}${toHash('job', [id, 'log', String(row.seq)])}`, 'the link')
  }, [id])
  const drawRow = (row: LogRow): ReactNode => {
    const isHit = keyOf(row) === hitKey
    return <LogRowView row={row} open={isOpen(row) || isHit} linked={isHit || keyOf(row) === linkedKey} live={live} find={isHit ? search.words : ''} onToggle={toggle} onLink={link} />
  }

  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <LogBar
        search={search} runs={runs > 1 && <RunJump job={id} runs={runs} onGo={(seq) => pane.goTo(seq, 'start')} />} live={live} follows={live && sticks} unseen={sticks ? 0 : unseenOf(part, seen.current)} allOpen={allOpen} hasError={firstError !== null}
        onFollow={pane.goToEnd} onFold={foldAll} onFirstError={() => { if (firstError !== null) pane.goTo(firstError, 'start') }}
      />
      <LogPane
        part={part} pane={pane} scroller={scroller} allOpen={allOpen} hits={search.hits} onLook={onLook} onSticks={setSticks} onDrawn={onDrawn}
        drawRow={drawRow}
      />
    </div>
  )
}

/** Which rows are open: what went wrong is, and all are when they were unfolded, but for those somebody turned. */
function useFolds() {
  const [flipped, setFlipped] = useState<ReadonlySet<number>>(new Set())
  const [allOpen, setAllOpen] = useState(false)
  const isOpen = (row: LogRow): boolean => isFoldable(row) && (allOpen || isTrouble(row)) !== flipped.has(row.seq)
  const toggle = useCallback((row: LogRow) => setFlipped((before) => { const next = new Set(before); if (!next.delete(row.seq)) next.add(row.seq); return next }), [])
  return { isOpen, toggle, allOpen, foldAll: () => { setAllOpen(!allOpen); setFlipped(new Set()) } }
}

/** Rows that came since; of what is not loaded, entries. */
function unseenOf(part: LogPart, seen: number): number {
  if (part.last <= seen) return 0
  if (part.to <= seen) return part.last - seen
  return part.rows.length - 1 - rowAt(part.rows, seen) + part.last - part.to
}
