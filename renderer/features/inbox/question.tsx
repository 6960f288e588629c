import { ArrowLeft, MailQuestion } from 'lucide-react'
import type { Approval } from '../../../contract/approval.ts'
import { toBriefQuestion } from '../../../contract/call-words.ts'
import { formatAge, formatClock, formatUntil } from '../../../contract/formats.ts'
import { describeApproval } from '../../../contract/words.ts'
import { inOrder } from '../../commands/context.ts'
import { repositoryName } from '../../jobs/names.ts'
import { ToolInput } from '../../jobs/tool-input.tsx'
import { toHash } from '../../state/route.ts'
import { useReadOnly, useStore } from '../../state/store.ts'
import { go, openOverlay } from '../../state/view.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { InlineCode } from '../../ui/inline-code.tsx'
import { Empty } from '../../ui/empty.tsx'
import { useLayout } from '../../ui/use-media.ts'
import { useNow } from '../../ui/use-now.ts'
import { inboxWords } from '../../words/inbox.ts'
import { answer } from './answer.ts'
import { AnsweredQuestion } from './answered.tsx'
import { useFocusAfterAnswer } from './use-focus-after-answer.ts'

/** One question, readable, with its answers. Without an id: the first. */
export function InboxQuestion({ path }: { path: readonly string[] }) {
  const approvals = useStore((store) => store.world.approvals)
  const approval = path[0] === undefined ? inOrder(approvals)[0] : approvals.get(path[0])
  if (!approval) {
    const none = <NoQuestion title={approvals.size === 0 ? inboxWords.emptyTitle : inboxWords.pick} gone={path[0] !== undefined} />
    return path[0] === undefined ? none : <AnsweredQuestion key={path[0]} id={path[0]} none={none} />
  }
  return <Question key={approval.id} approval={approval} />
}

function NoQuestion({ title, gone }: { title: string; gone: boolean }) {
  const place = useFocusAfterAnswer<HTMLDivElement>()
  return <div ref={place} tabIndex={-1} className="flex flex-1 outline-none"><Empty icon={<MailQuestion size={28} />} title={title}>{gone ? inboxWords.gone : undefined}</Empty></div>
}

function Question({ approval }: { approval: Approval }) {
  const now = useNow()
  const layout = useLayout()
  const heading = useFocusAfterAnswer<HTMLHeadingElement>()
  return (
    <article aria-label={approval.question} className="flex min-h-0 flex-1 flex-col">
      <div className="min-h-0 flex-1 overflow-y-auto px-4 py-3">
        <div className="flex max-w-[92ch] flex-col gap-4">
          <header className="flex items-start gap-2">
            {layout !== 'wide' && <IconButton label={inboxWords.cancel} className="-ml-2" onClick={() => go('inbox')}><ArrowLeft size={16} /></IconButton>}
            <div className="min-w-0 flex-1">
              <h2 ref={heading} tabIndex={-1} className="text-title font-semibold outline-none [overflow-wrap:anywhere]"><InlineCode text={describeApproval({ ...approval, question: toBriefQuestion(approval) })} /></h2>
              <p className="mt-1 text-soft">
                <a href={toHash('job', [approval.job])} className="text-accent underline underline-offset-2">{approval.jobTitle}</a> · {repositoryName(approval.repository)} · {approval.profile} · <span title={formatClock(approval.askedAt, now)}>{inboxWords.asked} {formatAge(approval.askedAt, now)}</span>
              </p>
            </div>
          </header>
          <section aria-label={approval.tool} className="flex flex-col gap-2"><h3 className="font-semibold text-soft">{approval.tool}</h3><ToolInput tool={approval.tool} input={approval.input} /></section>
          {approval.grant !== undefined && <p className="text-soft [overflow-wrap:anywhere]">{inboxWords.grant(approval.grant)}</p>}
          <p className="text-soft">{inboxWords.refusedAt(formatClock(approval.expiresAt, now), formatUntil(approval.expiresAt, now))}</p>
        </div>
      </div>
      {/* Beneath what is read, however long that is. */}
      <footer className="shrink-0 border-t border-line px-4 py-3"><Answers approval={approval} /></footer>
    </article>
  )
}

function Answers({ approval }: { approval: Approval }) {
  const readOnly = useReadOnly()
  return (
    <div className="flex flex-wrap gap-2 max-medium:[&>button]:flex-1">
      <Button look="primary" shortcut="a" disabled={readOnly} onClick={() => void answer(approval, { answer: 'allow' })}>{inboxWords.allow}</Button>
      <Button shortcut="shift+a" disabled={readOnly} onClick={() => void answer(approval, { answer: 'allow', always: true })}>{inboxWords.allowJob}</Button>
      <Button shortcut="shift+d" disabled={readOnly} onClick={() => openOverlay('deny', { id: approval.id })}>{inboxWords.deny}</Button>
    </div>
  )
}
