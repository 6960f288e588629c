import { Layers, Plus } from 'lucide-react'
import { useEffect, useRef, type KeyboardEvent } from 'react'
import { formatAge, formatClock, formatDuration, formatMoney } from '../../../contract/formats.ts'
import { loadOlderPipelines, loadPipelines, usePipelineStore } from '../../state/pipelines.ts'
import { toHash } from '../../state/route.ts'
import { go, useView } from '../../state/view.ts'
import { Button } from '../../ui/button.tsx'
import { Empty, Loading } from '../../ui/empty.tsx'
import { useNow } from '../../ui/use-now.ts'
import { pipelineWords } from '../../words/pipelines.ts'
import { planWords } from '../../words/plan.ts'
import { StateBar, StateWords } from './state-bar.tsx'
import { spanOf, type Figures } from './summary.ts'
import { usePipelines } from './use-pipelines.ts'

const NOTHING: readonly string[] = []

/** The list of pipelines: what is under way first. */
export function PipelinesScreen() {
  const pipelines = usePipelines()
  const { next, loaded, trouble } = usePipelineStore()
  const open = useView((view) => (view.route.name === 'pipeline' ? view.route.path[0] : undefined))
  const now = useNow()
  const list = useRef<HTMLUListElement>(null)
  // `#/pipelines/p1` is what somebody types who has seen the list's address.
  const typed = useView((view) => (view.route.name === 'pipelines' ? view.route.path : NOTHING))
  useEffect(() => { if (typed.length > 0) go('pipeline', typed, { replace: true }) }, [typed])
  useEffect(() => { list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' }) }, [open])
  const older = next !== null && <Button look="quiet" onClick={() => void loadOlderPipelines()}>{pipelineWords.older}</Button>
  const submit = <Button icon={<Plus size={14} aria-hidden="true" />} shortcut="shift+n" className="medium:h-7" onClick={() => go('plan')}>{planWords.button}</Button>
  if (pipelines.length === 0 && trouble !== null) return <Empty icon={<Layers size={28} />} title={pipelineWords.failedList} action={<Button onClick={() => void loadPipelines()}>{pipelineWords.again}</Button>}>{trouble}</Empty>
  if (pipelines.length === 0 && !loaded) return <Loading what={pipelineWords.loading} />
  if (pipelines.length === 0) return <Empty icon={<Layers size={28} />} title={pipelineWords.emptyTitle} action={submit}>{pipelineWords.emptyHint}</Empty>
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' || event.key === 'j' ? 1 : event.key === 'ArrowUp' || event.key === 'k' ? -1 : 0
    const links = [...list.current!.querySelectorAll('a')]
    const at = links.indexOf(document.activeElement as HTMLAnchorElement)
    if (step === 0 || at === -1) return
    event.preventDefault()
    links[Math.max(0, Math.min(links.length - 1, at + step))]!.focus()
  }
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex h-14 shrink-0 items-center gap-2 border-b border-line px-4 medium:h-11"><h2 className="text-head font-semibold">{pipelineWords.title}</h2><span className="text-soft tabular">{pipelines.length}{next !== null && '+'}</span><span className="-mr-2 ml-auto">{submit}</span></div>
      <ul ref={list} onKeyDown={onKeyDown} className="min-h-0 flex-1 overflow-y-auto py-1">
        {pipelines.map((pipeline) => <PipelineRow key={pipeline.id} pipeline={pipeline} now={now} open={pipeline.id === open} />)}
        {older && <li className="flex justify-center p-2">{older}</li>}
      </ul>
    </div>
  )
}

function PipelineRow({ pipeline, now, open }: { pipeline: Figures; now: number; open: boolean }) {
  return (
    <li className="px-1.5 [content-visibility:auto] [contain-intrinsic-height:78px]">
      <a href={toHash('pipeline', [pipeline.id])} aria-current={open ? 'page' : undefined} className={`flex flex-col gap-1.5 rounded-md px-2.5 py-2 -outline-offset-2! ${open ? 'bg-selected' : 'hover:bg-hover'}`}>
        <span className="flex items-baseline gap-2">
          <span dir="auto" className="min-w-0 flex-1 truncate text-left font-medium">{pipeline.title}</span>
          <span className="shrink-0 text-soft tabular" title={formatClock(pipeline.createdAt, now)}>{formatAge(pipeline.endedAt ?? pipeline.createdAt, now)}</span>
        </span>
        <StateBar counts={pipeline.counts} />
        <span className="flex items-start gap-3">
          <span className="min-w-0 flex-1"><StateWords counts={pipeline.counts} /></span>
          <span className="shrink-0 text-soft tabular"><PipelineFacts pipeline={pipeline} now={now} /></span>
        </span>
      </a>
    </li>
  )
}

/** Duration and cost in words. */
export function PipelineFacts({ pipeline, now }: { pipeline: Figures; now: number }) {
  const span = spanOf(pipeline, now)
  const time = span === null ? (pipeline.endedAt === null ? pipelineWords.notStarted : pipelineWords.neverStarted) : pipeline.endedAt === null ? pipelineWords.running(formatDuration(span)) : pipelineWords.took(formatDuration(span))
  return <>{time}{pipeline.costUsd > 0 && ` · ${formatMoney(pipeline.costUsd)}`}</>
}
