import { useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { OutcomeKind } from '../../contract/job.ts'
import { stateMark } from '../../contract/words.ts'
import { repositoryName } from '../jobs/names.ts'
import { MarkShape } from '../jobs/state-mark.tsx'
import { graphWords } from '../words/graph.ts'
import { joinPaths } from './lines.ts'
import { toTopology, type GraphEdge, type GraphNode } from './topology.ts'
import { useLayout, type Box, type Drawing } from './use-layout.ts'

const BOX: Box = { width: 190, height: 46 }
/** Room for the words of two lines above one another. */
const ROW_GAP = 24
/** Smaller than this, titles cannot be read: the sketch is scrolled instead. */
const LEAST_SCALE = 0.72
const PADDING = 12
/** Beyond so many boxes nobody reads a sketch; the graph of the submitted jobs is drawn by its own screen. */
export const MOST_SKETCHED = 400

/** Jobs as they would depend on one another, drawn small and still: before they are submitted there is nothing to press. `own` stands out. */
export function GraphSketch({ nodes, edges, own = null, label }: { nodes: readonly GraphNode[]; edges: readonly GraphEdge[]; own?: string | null; label: string }) {
  const key = JSON.stringify([nodes.map((node) => node.id), edges])
  // oxlint-disable-next-line react/exhaustive-effect-dependencies, react-hooks/exhaustive-deps -- typing changes titles all the time; boxes move only when jobs or edges do
  const topology = useMemo(() => toTopology(nodes, edges), [key])
  const drawing = useLayout(topology, BOX, ROW_GAP)
  const frame = useRef<HTMLDivElement>(null)
  const scale = useScale(frame, drawing?.width)
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const height = drawing ? drawing.height * scale + 2 * PADDING : BOX.height + 2 * PADDING
  return (
    // Scrolled by keys too: it may be larger than its frame.
    <div ref={frame} tabIndex={0} role="group" aria-label={label} className="flex min-h-0 overflow-auto rounded-md border border-line bg-sunken">
      <div className="relative m-auto" style={{ height, width: drawing ? drawing.width * scale + 2 * PADDING : undefined }}>
        {drawing && (
          <div className="absolute origin-top-left" style={{ left: PADDING, top: PADDING, transform: `scale(${scale})`, width: drawing.width, height: drawing.height }}>
            <SketchLines drawing={drawing} />
            <ul>
              {[...drawing.places].map(([id, place]) => {
                const node = byId.get(id)
                const after = (drawing.topology.parents.get(id) ?? []).map((edge) => byId.get(edge.parent)?.title ?? edge.parent)
                return node && <li key={id} className={`absolute flex items-center gap-2 rounded-md border bg-raised px-2 ${id === own ? 'border-accent outline-1 outline-accent' : 'border-line'}`} style={{ left: place.x, top: place.y, ...BOX }}><SketchBox node={node} after={after} /></li>
              })}
            </ul>
          </div>
        )}
      </div>
    </div>
  )
}

/** The lines, with words on those that are not the usual ones, one part a row. */
function SketchLines({ drawing: { lines } }: { drawing: Drawing }) {
  const labelled = lines.map((line) => ({ line, words: graphWords.edge(line.edge).split(', ') })).filter(({ words }) => words[0] !== '')
  return (
    <svg aria-hidden="true" className="absolute inset-0 size-full overflow-visible fill-none" strokeWidth="1.5">
      {(['success', 'done', 'failure'] as const).map((kind) => joinPaths(lines, kind).map((path) => <path key={path} d={path} className={kind === 'failure' ? 'stroke-red' : 'stroke-edge'} strokeDasharray={kind === 'success' ? undefined : '5 4'} />))}
      {labelled.map(({ line, words }) => (
        <text key={line.id} y={line.label.y - (words.length - 1) * 7} textAnchor="middle" dominantBaseline="central" strokeWidth="5" className={`stroke-sunken text-[12px] [paint-order:stroke] ${line.edge.when === 'failure' ? 'fill-red' : 'fill-soft'}`}>
          {words.map((word, at) => <tspan key={word} x={line.label.x} dy={at === 0 ? 0 : 14}>{word}</tspan>)}
        </text>
      ))}
    </svg>
  )
}

function SketchBox({ node, after }: { node: GraphNode; after: readonly string[] }) {
  return (
    <>
      <MarkShape mark={stateMark({ state: node.state, outcome: node.outcome === null ? null : { kind: node.outcome as OutcomeKind } })} named />
      <span className="flex min-w-0 flex-1 flex-col leading-[18px]">
        <span className="truncate font-medium" title={node.title}>{node.title}</span>
        <span className="truncate text-soft">{repositoryName(node.repository)} · {node.profile}</span>
        {after.length > 0 && <span className="sr-only">{graphWords.after(after)}</span>}
      </span>
    </>
  )
}

/** As small as it takes to fit the width, as far as it can be read then. */
function useScale(frame: { current: HTMLElement | null }, width: number | undefined): number {
  const [room, setRoom] = useState(0)
  useLayoutEffect(() => {
    const observer = new ResizeObserver(([entry]) => setRoom(entry!.contentRect.width))
    observer.observe(frame.current!)
    return () => observer.disconnect()
  }, [frame])
  return width === undefined || room === 0 ? 1 : Math.max(LEAST_SCALE, Math.min(1, (room - 2 * PADDING) / width))
}
