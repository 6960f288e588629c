import { Ban, Route } from 'lucide-react'
import type { Node, NodeProps } from '@xyflow/react'
import { memo, useEffect, useRef } from 'react'
import type { Job } from '../../contract/job.ts'
import { stateMark, REASON_WORDS, type Tone } from '../../contract/words.ts'
import type { OutcomeKind, Reason } from '../../contract/job.ts'
import { JobLine } from '../jobs/job-line.tsx'
import { repositoryName } from '../jobs/names.ts'
import { MarkShape } from '../jobs/state-mark.tsx'
import { TONE_TINT } from '../jobs/tone.ts'
import { canCancel } from '../jobs/allowed.ts'
import { useJob } from '../state/store.ts'
import { useNowSince } from '../ui/use-now.ts'
import { graphWords } from '../words/graph.ts'
import { previewCancel } from './cancel-preview.ts'
import type { GraphNode } from './topology.ts'
import { readControl, setGraphView, useGraphView } from './view.ts'

/** What the drawing gives each box; the job's state comes from the store. */
export type BoxNode = Node<{ node: GraphNode; own: boolean; href: string; hint: string; /** So many parents, of which one is enough. */ any: number }, 'job'>

/** What would become of a job: cancelled, held, or moved on because it waited for any end. */
const EFFECTS: Record<string, string> & { else: string } = { cancelled: 'border-red outline-2 outline-red', held: 'border-amber outline-2 outline-amber', else: 'border-blue outline-2 outline-blue' }
const TARGETS = { good: 'border-accent outline-2 outline-accent', bad: 'border-red outline-2 outline-red' } as const
const FILLS: Record<Tone, string> = { slate: 'bg-slate/50', amber: 'bg-amber', blue: 'bg-blue', violet: 'bg-violet', green: 'bg-green', red: 'bg-red', grey: 'bg-grey', orange: 'bg-orange' }

/** A job of the drawing: its row in a box, and less of it from further away. */
export const JobBox = memo(function JobBox({ id, data: { node, own, href, hint, any } }: NodeProps<BoxNode>) {
  const job = useJob(id)
  const detail = useGraphView((view) => view.detail)
  const pointed = useGraphView((view) => view.pointed === id)
  const lit = useGraphView((view) => (view.refused?.jobs ?? view.lit)?.has(id) ?? false)
  const target = useGraphView((view) => (view.linking?.over === id ? (view.linking.bad ? 'bad' : 'good') : view.refused?.jobs.has(id) ? 'bad' : null))
  const held = useGraphView((view) => view.held.has(id))
  const onPath = useGraphView((view) => view.path.has(id))
  const effect = useGraphView((view) => (view.preview === null ? null : view.preview.id === id ? 'cancelled' : (view.preview.effects.get(id) ?? null)))
  const link = useFocus(pointed)
  const shown = job ?? node
  const mark = stateMark(job ?? { state: node.state, outcome: node.outcome === null ? null : { kind: node.outcome as OutcomeKind } })
  const ground = detail === 'dot' ? FILLS[held ? 'amber' : mark.tone] : held ? 'bg-tint-amber' : detail === 'mark' ? TONE_TINT[mark.tone] : 'bg-raised'
  const edge = target !== null ? TARGETS[target] : effect !== null ? (EFFECTS[effect] ?? EFFECTS.else) : own || pointed ? 'border-focus outline-2 outline-focus' : held ? 'border-amber' : lit ? 'border-accent' : detail === 'full' ? 'border-line' : 'border-edge'
  const said = [own ? graphWords.thisJob : '', hint, onPath ? graphWords.onPath : '', effect === null ? '' : graphWords.would(effect)].filter((text) => text !== '').join(', ')
  return (
    <div data-lit={lit || effect !== null || undefined} data-state={mark.word} className={`group/box relative flex h-full w-full rounded-lg border ${ground} ${edge}`}>
      <a
        ref={link} href={href} tabIndex={-1} draggable={false} aria-current={own || undefined} aria-label={detail === 'full' ? undefined : `${shown.title}, ${mark.word}, ${said}`}
        onFocus={() => { if (useGraphView.getState().pointed !== id) setGraphView({ pointed: id }) }}
        className={`flex h-full min-w-0 flex-1 items-center rounded-lg outline-none ${detail === 'mark' ? 'justify-center' : 'gap-2 px-2.5'}`}
      >
        {detail !== 'dot' && <MarkShape mark={mark} size={detail === 'full' ? 16 : detail === 'brief' ? 24 : 36} alive={shown.state === 'running'} />}
        {detail === 'full' ? <>{job ? <LiveLine job={job} /> : <PaleLine node={node} />}<span className="sr-only">{said}</span></> : detail === 'brief' ? <span className={`truncate text-[22px] leading-8 font-medium ${effect === 'cancelled' ? 'line-through' : ''}`}>{shown.title}</span> : null}
        {onPath && (detail === 'full' || detail === 'brief') && <span aria-hidden="true" title={graphWords.onPath} className="ml-auto shrink-0 text-soft"><Route size={detail === 'full' ? 14 : 26} /></span>}
      </a>
      {effect !== null && detail === 'full' && <span className={`absolute -top-2.5 right-2 rounded bg-bg px-1.5 font-medium ${effect === 'held' ? 'text-amber' : effect === 'cancelled' ? 'text-red' : 'text-blue'}`}>{graphWords.would(effect)}</span>}
      {any > 1 && (detail === 'full' || detail === 'brief') && <span aria-hidden="true" className="absolute -top-2.5 left-2 rounded border border-line bg-bg px-1 text-[11px] leading-4 text-soft">{graphWords.anyOf(any)}</span>}
      {(detail === 'full' || detail === 'brief') && <LinkHandle id={id} shown={pointed} />}
      {effect === null && detail === 'full' && job && canCancel(job) && (
        <button type="button" tabIndex={-1} aria-label={`${graphWords.previewShort} ${job.title}`} title={graphWords.preview} onClick={() => void previewCancel(id)} className={`absolute -top-3 right-2 size-6 items-center justify-center rounded-md border border-line bg-raised text-soft hover:text-red ${pointed ? 'flex' : 'hidden group-hover/box:flex'}`}><Ban size={13} /></button>
      )}
    </div>
  )
})

/** Where a line to another job begins. By keyboard the same is done in the list of what a job waits for. */
function LinkHandle({ id, shown }: { id: string; shown: boolean }) {
  return (
    <span
      aria-hidden="true" title={graphWords.link} data-link={id} onPointerDown={(event) => { if (event.button === 0) readControl()?.startLink(id, event) }}
      className={`nopan absolute top-1/2 -right-2.5 size-5 -translate-y-1/2 cursor-crosshair touch-none items-center justify-center rounded-full border-2 border-accent bg-bg ${shown ? 'flex' : 'hidden group-hover/box:flex'}`}
    ><span className="size-2 rounded-full bg-accent" /></span>
  )
}

/** Takes the focus when arrow keys have come here, also when the box is drawn only now because it was out of sight. */
function useFocus(pointed: boolean) {
  const link = useRef<HTMLAnchorElement>(null)
  useEffect(() => { if (pointed && useGraphView.getState().byKeyboard) link.current?.focus({ preventScroll: true }) }, [pointed])
  return link
}

/** Only what runs or waits needs the clock's every second; the rest as often as its age reads differently. */
function LiveLine({ job }: { job: Job }) {
  const alive = job.state === 'running' || job.state === 'starting' || job.state === 'waiting'
  const now = useNowSince(alive ? null : (job.endedAt ?? job.createdAt))
  // A box has no room for where and why: why comes first.
  return <JobLine job={job} now={now} inPipeline inRepository inProfile />
}

/** A job that is not loaded: what the graph itself knows of it. */
function PaleLine({ node }: { node: GraphNode }) {
  return (
    <span className="flex min-w-0 flex-1 flex-col leading-[18px]">
      <span className="truncate font-medium">{node.title}</span>
      <span className="truncate text-soft">{repositoryName(node.repository)} · {node.profile}{node.reason !== null && node.reason !== 'ok' && ` · ${REASON_WORDS[node.reason as Reason].what}`}</span>
    </span>
  )
}
