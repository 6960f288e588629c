import { ViewportPortal } from '@xyflow/react'
import { memo, useCallback, useMemo } from 'react'
import { graphWords } from '../words/graph.ts'
import { joinPaths, type Line, type LineKind } from './lines.ts'
import { toEdgeId } from './topology.ts'
import type { Drawing } from './use-layout.ts'
import { useGraphView, useStanding, type Detail } from './view.ts'

const KINDS: readonly LineKind[] = ['success', 'done', 'failure']
/** Lines thicken as the drawing shrinks, so that they can still be seen. */
const WIDTHS: Record<Detail, number> = { full: 1.5, brief: 2.5, mark: 5, dot: 8 }
/** Words on lines beyond this many would cover the drawing; they are shown on the lines that are lit. */
const MOST_LABELS = 300
const LOOKS: Record<LineKind, string> = { success: 'stroke-edge', done: 'stroke-edge', failure: 'stroke-red' }
const dashOf = (kind: LineKind, width: number): string | undefined => (kind === 'success' ? undefined : `${width * 3.5} ${width * 2.5}`)

/** The lines between jobs that follow one another. */
const pathLines = (ids: readonly string[]): Set<string> => new Set(ids.slice(1).map((child, at) => toEdgeId({ parent: ids[at]!, child })))

/** A veil reaches this far beyond the drawing, in px. */
const BEYOND = 4000

/** All lines of the drawing, behind the boxes. When something stands out, a veil lies over all, and over it what stands out. */
export const EdgeLayer = memo(function EdgeLayer({ drawing }: { drawing: Drawing }) {
  const detail = useGraphView((view) => view.detail)
  const alarmed = useGraphView((view) => view.preview !== null || view.refused !== null)
  const trail = useGraphView((view) => view.refused?.trail ?? null)
  const standing = useStanding()
  const onPath = useGraphView((view) => view.path)
  const width = WIDTHS[detail]
  const all = useMemo(() => KINDS.map((kind) => joinPaths(drawing.lines, kind)), [drawing])
  const isLit = useCallback((line: Line): boolean => (trail === null ? standing !== null && standing.has(line.edge.parent) && standing.has(line.edge.child) : trail.has(line.id)), [standing, trail])
  const bright = useMemo(() => (standing === null ? null : KINDS.map((kind) => joinPaths(drawing.lines, kind, isLit))), [drawing, standing, isLit])
  const critical = useMemo(() => { const ends = pathLines([...onPath]); return KINDS.flatMap((kind) => joinPaths(drawing.lines, kind, (line) => ends.has(line.id))) }, [drawing, onPath])
  const labelled = useMemo(() => drawing.lines.filter((line) => graphWords.edge(line.edge) !== ''), [drawing])
  const labels = detail !== 'full' ? [] : labelled.length <= MOST_LABELS ? labelled : labelled.filter(isLit)
  return (
    <ViewportPortal>
      <svg aria-hidden="true" width="1" height="1" className="pointer-events-none absolute -z-10 overflow-visible fill-none">
        {KINDS.map((kind, at) => <g key={kind} className={LOOKS[kind]} strokeWidth={width} strokeDasharray={dashOf(kind, width)}>{all[at]!.map((path) => <path key={path} d={path} />)}</g>)}
        <g className="stroke-soft" strokeWidth={width * 1.7}>{critical.map((path) => <path key={path} d={path} />)}</g>
        {labels.map((line) => <Label key={line.id} line={line} />)}
      </svg>
      {standing && <div aria-hidden="true" className="pointer-events-none absolute z-10 bg-sunken opacity-65" style={{ left: -BEYOND, top: -BEYOND, width: drawing.width + 2 * BEYOND, height: drawing.height + 2 * BEYOND }} />}
      {bright && (
        <svg aria-hidden="true" width="1" height="1" className="pointer-events-none absolute z-10 overflow-visible fill-none">
          {KINDS.map((kind, at) => <g key={kind} className={kind === 'failure' || alarmed ? 'stroke-red' : 'stroke-accent'} strokeWidth={width * 1.35} strokeDasharray={dashOf(kind, width)}>{bright[at]!.map((path) => <path key={path} d={path} />)}</g>)}
          {labels.filter(isLit).map((line) => <Label key={line.id} line={line} />)}
        </svg>
      )}
    </ViewportPortal>
  )
})

function Label({ line }: { line: Line }) {
  return <text x={line.label.x} y={line.label.y} textAnchor="middle" dominantBaseline="central" strokeWidth="5" className={`stroke-sunken text-[12px] [paint-order:stroke] ${line.edge.when === 'failure' ? 'fill-red' : 'fill-soft'}`}>{graphWords.edge(line.edge)}</text>
}
