import { ChevronLeft, Copy, Layers, Route } from 'lucide-react'
import { lazy, Suspense, useMemo } from 'react'
import { inDependencyOrder, topologyOf } from '../../graph/topology.ts'
import { JobLine } from '../../jobs/job-line.tsx'
import { StateMark } from '../../jobs/state-mark.tsx'
import { toHash } from '../../state/route.ts'
import { useJob, useStore } from '../../state/store.ts'
import { go, openOverlay } from '../../state/view.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { copy } from '../../ui/copy.ts'
import { Empty, Loading } from '../../ui/empty.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { useLayout } from '../../ui/use-media.ts'
import { useNow } from '../../ui/use-now.ts'
import { pipelineWords } from '../../words/pipelines.ts'
import { planWords } from '../../words/plan.ts'
import { concerns, type PipelineMove } from './moves.ts'
import { OutlookNotes } from './outlook.tsx'
import { PipelineFacts } from './pipelines-screen.tsx'
import { StateBar, StateWords } from './state-bar.tsx'
import type { WholePipeline } from './summary.ts'
import { useOutlook } from './use-outlook.ts'
import { usePipeline } from './use-pipelines.ts'

const PipelineGraph = lazy(() => import('./pipeline-graph.tsx').then((module) => ({ default: module.PipelineGraph })))

/** One pipeline, or (where the list stands beside it) a word to pick one. */
export function PipelineScreen({ path }: { path: readonly string[] }) {
  const [id, view] = path
  return id === undefined ? <Empty icon={<Layers size={28} />} title={pipelineWords.pickTitle}>{pipelineWords.pickHint}</Empty> : <One key={id} id={id} view={view === 'graph' ? 'graph' : 'jobs'} />
}

/** Also where one job alone is left: to mark it would say nothing. */
const NO_PATH: readonly string[] = []

function One({ id, view }: { id: string; view: 'jobs' | 'graph' }) {
  const { pipeline, loading, trouble } = usePipeline(id)
  const outlook = useOutlook(id)
  const narrow = useLayout() === 'narrow'
  const path = outlook?.forecast && outlook.forecast.criticalPath.length > 1 ? outlook.forecast.criticalPath : NO_PATH
  if (!pipeline) return loading ? <Loading what={pipelineWords.loading} /> : <Empty icon={<Layers size={28} />} title={trouble === null ? pipelineWords.notFound : pipelineWords.failed} action={<Button onClick={() => go('pipelines')}>{pipelineWords.back}</Button>}>{trouble}</Empty>
  return (
    <article aria-label={pipeline.title} className="flex min-h-0 flex-1 flex-col">
      <Header pipeline={pipeline} />
      {/* On a phone the drawing needs the room. */}
      {outlook && <OutlookNotes outlook={outlook} brief={narrow && view === 'graph'} />}
      <Tabs id="pipeline" label={pipelineWords.views} current={view} onChange={(tab) => go('pipeline', tab === 'jobs' ? [id] : [id, tab], { replace: true })} items={[{ id: 'jobs', label: pipelineWords.jobs, badge: pipeline.jobs.length }, { id: 'graph', label: pipelineWords.graph }]} />
      <div id="pipeline-panel" role="tabpanel" aria-labelledby={`pipeline-${view}`} className="flex min-h-0 flex-1 flex-col">
        {view === 'jobs' ? <Jobs pipeline={pipeline} path={path} /> : <Suspense fallback={<Loading what={pipelineWords.loading} />}><PipelineGraph pipeline={pipeline} path={path} /></Suspense>}
      </div>
    </article>
  )
}

const MOVES: readonly { move: PipelineMove; label: string; keys: string }[] = [{ move: 'retry', label: pipelineWords.retryAll, keys: 'shift+r' }, { move: 'release', label: pipelineWords.releaseAll, keys: 'shift+u' }, { move: 'hold', label: pipelineWords.holdAll, keys: 'shift+h' }, { move: 'cancel', label: pipelineWords.cancelAll, keys: 'shift+c' }]

function Header({ pipeline }: { pipeline: WholePipeline }) {
  const now = useNow()
  const live = useStore((store) => store.connection === 'live')
  const wide = useLayout() === 'wide'
  const fitting = useMemo(() => MOVES.filter(({ move }) => concerns(move, pipeline.jobs)), [pipeline])
  return (
    <header className="flex shrink-0 flex-col gap-2 px-4 pt-3 pb-3">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        {!wide && <IconButton label={pipelineWords.back} className="-ml-2" onClick={() => go('pipelines')}><ChevronLeft size={18} aria-hidden="true" /></IconButton>}
        <h2 dir="auto" title={pipeline.title} className="min-w-0 flex-1 text-left basis-48 truncate text-title font-semibold">{pipeline.title}</h2>
        <div className="flex w-full gap-1 medium:w-auto">
          {fitting.map(({ move, label, keys }) => <Button key={move} shortcut={keys} className="flex-1 medium:flex-none" disabled={!live} onClick={() => openOverlay('pipeline-move', { move, id: pipeline.id })}>{label}</Button>)}
        </div>
      </div>
      <StateBar counts={pipeline.counts} />
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <StateWords counts={pipeline.counts} />
        <span className="flex-1" />
        <span className="text-soft tabular">{pipelineWords.progress(pipeline.ended, pipeline.total)} · <PipelineFacts pipeline={pipeline} now={now} /></span>
        <a href={toHash('jobs', [], { pipeline: pipeline.id })} className="inline-flex min-h-11 items-center text-accent underline-offset-2 hover:underline medium:min-h-6">{pipelineWords.inList}</a>
        <button type="button" className="inline-flex min-h-11 items-center text-accent underline-offset-2 hover:underline medium:min-h-6" onClick={() => openOverlay('plan-export', { id: pipeline.id })}>{planWords.file.export}</button>
        <span className="inline-flex items-center gap-1 text-soft"><code>{pipeline.id}</code><IconButton label={pipelineWords.copyId} onClick={() => void copy(pipeline.id, pipeline.id)}><Copy size={13} aria-hidden="true" /></IconButton></span>
      </div>
    </header>
  )
}

/** The jobs in the order in which they can run. */
function Jobs({ pipeline, path }: { pipeline: WholePipeline; path: readonly string[] }) {
  const order = useMemo(() => inDependencyOrder(topologyOf(pipeline.jobs)), [pipeline])
  const onPath = useMemo(() => new Set(path), [path])
  return (
    <ol aria-label={pipelineWords.jobs} className="min-h-0 flex-1 overflow-y-auto py-1">
      {order.map((id) => <JobRow key={id} id={id} onPath={onPath.size > 0 ? onPath.has(id) : null} />)}
    </ol>
  )
}

/** `onPath`: whether it is on the critical path; null when there is none, and then no room is kept for the sign. */
function JobRow({ id, onPath }: { id: string; onPath: boolean | null }) {
  const job = useJob(id)
  const now = useNow()
  if (!job) return null
  return (
    <li className="px-1.5 [content-visibility:auto] [contain-intrinsic-height:44px]">
      <a href={toHash('job', [id])} className="flex h-11 items-center gap-2.5 rounded-md px-2.5 -outline-offset-2! hover:bg-hover"><StateMark job={job} /><JobLine job={job} now={now} inPipeline />{onPath !== null && <span className="w-4 shrink-0 text-soft">{onPath && <span title={pipelineWords.onPath}><Route size={14} aria-hidden="true" /><span className="sr-only">{pipelineWords.onPath}</span></span>}</span>}</a>
    </li>
  )
}
