import { ArrowLeft } from 'lucide-react'
import { useEffect, useState, type ReactNode } from 'react'
import type { Approval, ApprovalState } from '../../../contract/approval.ts'
import { toBriefQuestion } from '../../../contract/call-words.ts'
import { formatAge, formatClock } from '../../../contract/formats.ts'
import { describeApproval, type StateMark } from '../../../contract/words.ts'
import { repositoryName } from '../../jobs/names.ts'
import { MarkShape } from '../../jobs/state-mark.tsx'
import { ToolInput } from '../../jobs/tool-input.tsx'
import { toHash } from '../../state/route.ts'
import { useStore } from '../../state/store.ts'
import { call } from '../../state/sync.ts'
import { go } from '../../state/view.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { InlineCode } from '../../ui/inline-code.tsx'
import { useLayout } from '../../ui/use-media.ts'
import { useNow } from '../../ui/use-now.ts'
import { inboxWords } from '../../words/inbox.ts'

const MARKS: Record<Exclude<ApprovalState, 'asked'>, StateMark> = { allowed: { mark: '✓', word: 'allowed', tone: 'green' }, denied: { mark: '✕', word: 'denied', tone: 'red' }, expired: { mark: '⊘', word: 'refused', tone: 'grey' }, withdrawn: { mark: '⊘', word: 'withdrawn', tone: 'grey' } }
const markOf = ({ state }: Approval): StateMark => MARKS[state === 'asked' ? 'withdrawn' : state]

/** Questions that have been answered, the newest first; read on demand. */
export function AnsweredList({ current }: { current: string | undefined }) {
  const [open, setOpen] = useState(false)
  if (!open) return <div className="px-3 py-2"><Button look="quiet" onClick={() => setOpen(true)}>{inboxWords.showAnswered}</Button></div>
  return (
    <section aria-label={inboxWords.answered} className="pb-3">
      <div className="flex items-center gap-2 px-4 pt-3 pb-1"><h2 className="flex-1 font-semibold text-soft">{inboxWords.answered}</h2><Button look="quiet" onClick={() => setOpen(false)}>{inboxWords.hideAnswered}</Button></div>
      <Answered current={current} />
    </section>
  )
}

function Answered({ current }: { current: string | undefined }) {
  const waiting = useStore((store) => store.world.approvals)
  const [found, setFound] = useState<readonly Approval[] | string | null>(null)
  const now = useNow(60_000)
  useEffect(() => {
    let wanted = true
    void call('approvals.list', { all: true }).then((answer) => { if (wanted) setFound(answer.ok ? answer.value.approvals.filter(({ state }) => state !== 'asked') : answer.message) })
    return () => { wanted = false }
  }, [waiting])
  if (found === null || typeof found === 'string') return <p role="status" className="px-4 py-2 text-soft">{found ?? inboxWords.reading}</p>
  if (found.length === 0) return <p role="status" className="px-4 py-2 text-soft">{inboxWords.noneAnswered}</p>
  return (
    <ul>
      {found.map((approval) => (
        <li key={approval.id} className="px-1.5">
          <a href={toHash('inbox', [approval.id])} aria-current={approval.id === current || undefined} className={`flex min-h-14 items-center gap-2.5 rounded-md px-2.5 py-1.5 text-soft medium:min-h-12 ${approval.id === current ? 'bg-selected' : 'hover:bg-hover'}`}>
            <MarkShape mark={markOf(approval)} named />
            <span className="flex min-w-0 flex-1 flex-col leading-[18px]">
              <span className="flex gap-2"><span className="min-w-0 flex-1 truncate"><InlineCode text={toBriefQuestion(approval)} /></span><span className="shrink-0 tabular">{formatAge(approval.answeredAt ?? approval.askedAt, now)}</span></span>
              <span className="truncate">{approval.jobTitle} · {repositoryName(approval.repository)} · {approval.profile}</span>
            </span>
          </a>
        </li>
      ))}
    </ul>
  )
}

/** A question that waits no more, as it was, and what came of it. Null while it is read; `none` where there is no such. */
export function AnsweredQuestion({ id, none }: { id: string; none: ReactNode }) {
  const [found, setFound] = useState<Approval | 'none' | null>(null)
  const layout = useLayout()
  const now = useNow(60_000)
  useEffect(() => {
    let wanted = true
    void call('approvals.get', { id }).then((answer) => { if (wanted) setFound(answer.ok ? answer.value : 'none') })
    return () => { wanted = false }
  }, [id])
  if (found === null) return null
  if (found === 'none' || found.state === 'asked') return none
  return (
    <article aria-label={found.question} className="flex min-h-0 max-w-[92ch] flex-1 flex-col gap-4 overflow-y-auto px-4 py-3">
      <header className="flex items-start gap-2">
        {layout !== 'wide' && <IconButton label={inboxWords.cancel} className="-ml-2" onClick={() => go('inbox')}><ArrowLeft size={16} /></IconButton>}
        <div className="min-w-0 flex-1">
          <h2 className="text-title font-semibold [overflow-wrap:anywhere]"><InlineCode text={describeApproval({ ...found, question: toBriefQuestion(found) })} /></h2>
          <p className="mt-1 text-soft"><a href={toHash('job', [found.job])} className="text-accent underline underline-offset-2">{found.jobTitle}</a> · {repositoryName(found.repository)} · {found.profile} · {inboxWords.asked} {formatClock(found.askedAt, now)}{found.answeredAt !== null && ` · ${inboxWords.ended} ${formatClock(found.answeredAt, now)}`}</p>
        </div>
      </header>
      <section aria-label={found.tool} className="flex flex-col gap-2"><h3 className="font-semibold text-soft">{found.tool}</h3><ToolInput tool={found.tool} input={found.input} /></section>
    </article>
  )
}
