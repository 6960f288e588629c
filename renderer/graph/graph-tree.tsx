import { useVirtualizer } from '@tanstack/react-virtual'
import { Merge, Route } from 'lucide-react'
import { useEffect, useMemo, useRef, type KeyboardEvent } from 'react'
import { JobLine } from '../jobs/job-line.tsx'
import { StateMark } from '../jobs/state-mark.tsx'
import type { OutcomeKind } from '../../contract/job.ts'
import { toHash } from '../state/route.ts'
import { useStore } from '../state/store.ts'
import { useView } from '../state/view.ts'
import { useLayout as useWindowLayout } from '../ui/use-media.ts'
import { useNow } from '../ui/use-now.ts'
import { graphWords } from '../words/graph.ts'
import { heldSubtrees, type Topology } from './topology.ts'
import { toTreeRows, type TreeRow } from './tree-rows.ts'
import { setGraphView, useGraphView } from './view.ts'

/** Levels that are shown by indentation; deeper ones stay at this one, so that titles keep their room. */
const DEEPEST = 8

interface TreeProps { topology: Topology; own: string | null; tab: readonly string[]; label: string }

/** The graph as a tree: for screen readers, phones and whoever prefers lines of text. Up and down move, right goes to what hangs under a job, left to what it hangs under, enter opens. */
export function GraphTree({ topology, own, tab, label }: TreeProps) {
  const rows = useMemo(() => toTreeRows(topology), [topology])
  const scroller = useRef<HTMLDivElement>(null)
  const narrow = useWindowLayout() === 'narrow'
  const pointed = useGraphView((view) => view.pointed) ?? own
  const jobs = useStore((store) => store.world.jobs)
  const held = useMemo(() => heldSubtrees(topology, (id) => jobs.get(id)?.state ?? topology.nodes.get(id)?.state), [topology, jobs])
  const height = narrow ? 56 : 48
  const virtual = useVirtualizer({ count: rows.length, overscan: 8, getScrollElement: () => scroller.current, estimateSize: () => height, getItemKey: (at) => rows[at]!.id })
  useEffect(() => virtual.measure(), [height, virtual])
  const at = rows.findIndex((row) => row.id === pointed)
  useEffect(() => { if (at >= 0) virtual.scrollToIndex(at) }, [at, virtual])
  const open = (id: string): void => { location.hash = toHash('job', [id, ...tab]) }
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = event.key === 'Enter' && at >= 0 ? at : stepInTree(rows, at, event.key)
    if (next === null) return
    event.preventDefault()
    if (event.key === 'Enter') return open(rows[next]!.id)
    setGraphView({ pointed: rows[next]!.id })
    useView.setState({ cursor: rows[next]!.id })
  }
  const items = virtual.getVirtualItems()
  return (
    <div ref={scroller} role="tree" aria-label={label} tabIndex={0} onKeyDown={onKeyDown} aria-activedescendant={items.some((item) => item.key === pointed) ? `tree-${pointed}` : undefined} className="group/tree min-h-0 flex-1 overflow-y-auto py-1 focus-visible:outline-none">
      <div role="presentation" className="relative w-full" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = rows[item.index]!
          return (
            <div key={item.key} role="presentation" className="absolute inset-x-0 top-0" style={{ height: item.size, transform: `translateY(${item.start}px)` }}>
              <TreeLine row={row} topology={topology} pointed={row.id === pointed} own={row.id === own} held={held.has(row.id)} onOpen={open} />
            </div>
          )
        })}
      </div>
    </div>
  )
}

interface LineProps { row: TreeRow; topology: Topology; pointed: boolean; own: boolean; held: boolean; onOpen(id: string): void }

function TreeLine({ row, topology, pointed, own, held, onOpen }: LineProps) {
  const job = useStore((store) => store.world.jobs.get(row.id))
  const now = useNow()
  const node = topology.nodes.get(row.id)!
  const also = row.also.length === 0 ? '' : graphWords.alsoAfter(row.also.map((id) => topology.nodes.get(id)!.title))
  const onPath = useGraphView((view) => view.path.has(row.id))
  const depth = Math.min(row.level, DEEPEST) - 1
  return (
    <div
      id={`tree-${row.id}`} role="treeitem" aria-level={row.level} aria-posinset={row.position} aria-setsize={row.setSize} aria-selected={pointed} aria-current={own || undefined} aria-expanded={topology.children.has(row.id) ? true : undefined} onClick={() => onOpen(row.id)}
      className={`mx-1.5 flex h-full items-center gap-2 rounded-md pr-2.5 ${own ? 'bg-selected' : pointed ? 'bg-hover' : held ? 'bg-tint-amber' : 'hover:bg-hover'} ${pointed ? 'group-focus-visible/tree:row-focus' : ''}`} style={{ paddingLeft: 10 + depth * 18 }}
    >
      {depth > 0 && <span aria-hidden="true" className="-mr-0.5 -ml-2 h-4 w-2.5 shrink-0 -translate-y-1.5 rounded-bl border-b border-l border-edge" />}
      <StateMark job={job ?? { state: node.state, outcome: node.outcome === null ? null : { kind: node.outcome as OutcomeKind } }} />
      {job ? <JobLine job={job} now={now} /> : <span className="min-w-0 flex-1 truncate font-medium">{node.title}</span>}
      {onPath && <span title={graphWords.onPath} className="shrink-0 text-soft"><Route size={14} aria-hidden="true" /><span className="sr-only">{graphWords.onPath}</span></span>}
      {also !== '' && <Also text={also} count={row.also.length} />}
    </div>
  )
}

/** What else a job waits for: in words where there is room, else how many. */
function Also({ text, count }: { text: string; count: number }) {
  return (
    <span title={text} className="inline-flex shrink items-center gap-1 rounded border border-line bg-bg px-1.5 text-soft medium:max-w-60">
      <Merge size={13} aria-hidden="true" className="shrink-0 rotate-90" />
      <span className="sr-only truncate medium:not-sr-only">{text}</span>
      <span aria-hidden="true" className="tabular medium:hidden">{count}</span>
    </span>
  )
}

/** The line a key leads to; null where it has no use. */
export function stepInTree(rows: readonly TreeRow[], at: number, key: string): number | null {
  if (rows.length === 0) return null
  switch (key) {
    case 'ArrowDown': return Math.min(rows.length - 1, at + 1)
    case 'ArrowUp': return Math.max(0, at - 1)
    case 'Home': return 0
    case 'End': return rows.length - 1
    case 'ArrowRight': return at >= 0 && (rows[at + 1]?.level ?? 0) > rows[at]!.level ? at + 1 : null
    case 'ArrowLeft': {
      for (let up = at - 1; up >= 0; up--) if (rows[up]!.level < rows[at]!.level) return up
      return null
    }
    default: return null
  }
}
