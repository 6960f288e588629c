import type { Job } from '../../../../contract/job.ts'
import { formatClock, formatDuration } from '../../../../contract/formats.ts'
import { useNow } from '../../../ui/use-now.ts'
import { jobWords } from '../../../words/job.ts'
import { toSpans, type Span } from './timings.ts'

const words = jobWords.details
const LOOK: Record<Span['kind'], string> = { blocked: 'bg-edge/40', queued: 'bg-edge/70', waited: 'bg-edge/40', ran: 'bg-blue' }
/** A stretch too short to be seen is drawn so wide. */
const LEAST_PERCENT = 0.6

/** The job's life from top to bottom, each stretch under the one before it on one scale of time. */
export function Waterfall({ job }: { job: Job }) {
  const now = useNow()
  const spans = toSpans(job, now)
  const [from, to] = [job.createdAt, spans.at(-1)?.to ?? now]
  const percent = (ms: number): number => (ms / Math.max(1, to - from)) * 100
  return (
    <ol className="grid grid-cols-[auto_auto_minmax(60px,1fr)] items-center gap-x-4 gap-y-1">
      {spans.map((span) => (
        <li key={`${span.kind}${span.from}`} className="contents" title={`${formatClock(span.from, now)} – ${formatClock(span.to, now)}`}>
          <span className={span.kind === 'ran' ? 'font-medium' : 'text-soft'}>{span.kind === 'ran' ? jobWords.run(span.run) : words.waits[span.kind]}</span>
          <span className="text-right tabular">{formatDuration(span.to - span.from)}</span>
          <span aria-hidden="true" className="relative h-2 rounded-full bg-hover">
            <span className={`absolute inset-y-0 rounded-full ${LOOK[span.kind]}`} style={{ left: `${Math.min(percent(span.from - from), 100 - LEAST_PERCENT)}%`, width: `${Math.max(LEAST_PERCENT, percent(span.to - span.from))}%` }} />
          </span>
        </li>
      ))}
    </ol>
  )
}
