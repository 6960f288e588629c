import { useEffect, useMemo } from 'react'
import { useStore } from '../state/store.ts'
import { cancelNow } from '../jobs/actions.ts'
import { Button } from '../ui/button.tsx'
import { Loading } from '../ui/empty.tsx'
import { graphWords } from '../words/graph.ts'
import { closePreview, countEffects } from './cancel-preview.ts'
import { EdgeForm } from './edge-form.tsx'
import { GraphCanvas } from './graph-canvas.tsx'
import { GraphTree } from './graph-tree.tsx'
import { closeRefused } from './offer-edge.ts'
import { heldSubtrees, type Topology } from './topology.ts'
import { useLayout } from './use-layout.ts'
import { resetGraphView, setGraphView, useGraphView } from './view.ts'
import type { ReactNode } from 'react'

interface GraphViewProps {
  topology: Topology
  /** The job the graph is about. */
  own: string | null
  /** Where a box leads to within its job: the rest of the address. */
  tab?: readonly string[]
  cut?: boolean
  /** The critical path, in order: quietly marked. */
  path?: readonly string[]
  /** More controls at the start of the bar. */
  children?: ReactNode
}

const NO_PATH: readonly string[] = []

/** A graph with its bar: as a drawing or as a list, and what a cancellation would take along. */
export function GraphView({ topology, own, tab = [], cut = false, path = NO_PATH, children }: GraphViewProps) {
  const drawing = useLayout(topology)
  const asList = useGraphView((view) => view.asList)
  const held = useHeld(topology)
  const label = graphWords.graphOf(topology.nodes.size)
  useEffect(() => resetGraphView, [])
  useEffect(() => setGraphView({ path: new Set(path) }), [path])
  return (
    <section aria-label={label} className="relative flex min-h-0 flex-1 flex-col">
      <div className="flex min-h-11 shrink-0 flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-3 py-1.5">
        {children}
        <span className="text-soft tabular">{graphWords.counts(topology.nodes.size, held)}</span>
        {cut && <span className="text-amber">{graphWords.cut}</span>}
        <span className="flex-1" />
        {!asList && <Legend topology={topology} held={held > 0} path={path.length > 0} />}
        <Switch asList={asList} />
      </div>
      <PreviewBar />
      <RefusedBar />
      <EdgeForm topology={topology} />
      {asList ? <GraphTree topology={topology} own={own} tab={tab} label={label} /> : drawing ? <GraphCanvas drawing={drawing} own={own} tab={tab} label={label} /> : <Loading what={graphWords.layingOut} />}
    </section>
  )
}

/** Keeps what is held up marked; says how many. */
function useHeld(topology: Topology): number {
  const jobs = useStore((store) => store.world.jobs)
  const held = useMemo(() => heldSubtrees(topology, (id) => jobs.get(id)?.state ?? topology.nodes.get(id)?.state), [topology, jobs])
  useEffect(() => setGraphView({ held }), [held])
  return held.size
}

const SEGMENT = 'h-9 px-3 first:rounded-l-md last:rounded-r-md aria-pressed:bg-selected aria-pressed:font-medium not-aria-pressed:text-soft not-aria-pressed:hover:bg-hover medium:h-7 medium:px-2.5'

function Switch({ asList }: { asList: boolean }) {
  return (
    <div role="group" aria-label={graphWords.views} className="flex rounded-md border border-line">
      <button type="button" aria-pressed={!asList} className={SEGMENT} onClick={() => setGraphView({ asList: false })}>{graphWords.drawing}</button>
      <button type="button" aria-pressed={asList} className={SEGMENT} onClick={() => setGraphView({ asList: true })}>{graphWords.list}</button>
    </div>
  )
}

/** What the kinds of lines mean, as far as they are there. */
function Legend({ topology, held, path }: { topology: Topology; held: boolean; path: boolean }) {
  const kinds = useMemo(() => new Set(topology.edges.map((edge) => edge.when)), [topology])
  const entries = [
    ...(kinds.has('success') ? [{ text: graphWords.legendSuccess, line: 'border-t-2 border-edge' }] : []),
    ...(kinds.has('done') ? [{ text: graphWords.legendDone, line: 'border-t-2 border-dashed border-edge' }] : []),
    ...(kinds.has('failure') ? [{ text: graphWords.legendFailure, line: 'border-t-2 border-dashed border-red' }] : []),
    ...(held ? [{ text: graphWords.legendHeld, line: 'h-3 rounded-sm border border-amber bg-tint-amber' }] : []),
    ...(path ? [{ text: graphWords.legendPath, line: 'border-t-4 border-soft' }] : []),
  ]
  return (
    <ul aria-label={graphWords.legend} className="hidden items-center gap-3 text-soft wide:flex">
      {entries.map(({ text, line }) => <li key={text} className="flex items-center gap-1.5"><span aria-hidden="true" className={`w-5 ${line}`} />{text}</li>)}
    </ul>
  )
}

/** Why a line that was drawn cannot be. */
function RefusedBar() {
  const refused = useGraphView((view) => view.refused)
  return (
    <div role="alert" className={refused ? 'flex shrink-0 flex-wrap items-center gap-2 border-b border-line bg-tint-red px-3 py-2' : 'sr-only'}>
      {refused && <><span className="min-w-0 flex-1 basis-60 [overflow-wrap:anywhere]">{refused.message}</span><Button onClick={closeRefused} shortcut="escape">{graphWords.refused.close}</Button></>}
    </div>
  )
}

/** What would go if a job were cancelled, before it goes. */
function PreviewBar() {
  const preview = useGraphView((view) => view.preview)
  const live = useStore((store) => store.connection === 'live')
  const job = useStore((store) => (preview === null ? undefined : store.world.jobs.get(preview.id)))
  useEffect(() => { if (preview && (!job || job.state === 'finished')) closePreview() }, [preview, job])
  if (!preview || !job) return <div role="status" className="sr-only" />
  return (
    <div role="status" className="flex shrink-0 flex-wrap items-center gap-2 border-b border-line bg-tint-red px-3 py-2">
      <span className="min-w-0 flex-1 basis-60">{graphWords.previewOf(preview.title, countEffects(preview))}</span>
      <Button onClick={closePreview} shortcut="escape">{graphWords.keep}</Button>
      <Button look="danger" disabled={!live} onClick={() => { closePreview(); void cancelNow([job]) }}>{graphWords.cancelIt(preview.effects.size)}</Button>
    </div>
  )
}
