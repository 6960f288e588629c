import { MailCheck } from 'lucide-react'
import { useMemo } from 'react'
import { toBriefQuestion } from '../../../contract/call-words.ts'
import { formatShort } from '../../../contract/formats.ts'
import { inOrder } from '../../commands/context.ts'
import { repositoryName } from '../../jobs/names.ts'
import { MarkShape } from '../../jobs/state-mark.tsx'
import { useStore } from '../../state/store.ts'
import { toHash } from '../../state/route.ts'
import { useView } from '../../state/view.ts'
import { InlineCode } from '../../ui/inline-code.tsx'
import { Empty } from '../../ui/empty.tsx'
import { useLayout } from '../../ui/use-media.ts'
import { useNow } from '../../ui/use-now.ts'
import { inboxWords } from '../../words/inbox.ts'
import { AnsweredList } from './answered.tsx'

const ASKED = { mark: '◐', word: 'waiting', tone: 'violet' } as const

/** Questions that wait, the longest waiting first. */
export function InboxList() {
  const approvals = useStore((store) => store.world.approvals)
  const all = useMemo(() => inOrder(approvals), [approvals])
  const picked = useView((view) => (view.route.name === 'inbox' ? view.route.path[0] : undefined))
  const layout = useLayout()
  const now = useNow()
  if (all.length === 0) {
    return (
      <nav aria-label={inboxWords.list} className="flex min-h-0 flex-1 flex-col overflow-y-auto">
        <Empty icon={<MailCheck size={28} />} title={inboxWords.emptyTitle}>{inboxWords.emptyHint}</Empty>
        <AnsweredList current={picked} />
      </nav>
    )
  }
  const current = picked ?? (layout === 'wide' ? all[0]!.id : undefined)
  return (
    <nav aria-label={inboxWords.list} className="min-h-0 flex-1 overflow-y-auto">
      <h2 className="flex h-12 items-center gap-2 px-4 font-semibold">{inboxWords.title}<span className="font-normal text-soft tabular">{all.length}</span></h2>
      <ul>
        {all.map((approval) => (
          <li key={approval.id} className="px-1.5">
            <a href={toHash('inbox', [approval.id])} aria-current={approval.id === current || undefined} className={`flex min-h-14 items-center gap-2.5 rounded-md px-2.5 py-1.5 medium:min-h-12 ${approval.id === current ? 'bg-selected' : 'hover:bg-hover'}`}>
              <MarkShape mark={ASKED} />
              <span className="flex min-w-0 flex-1 flex-col leading-[18px]">
                <span className="flex gap-2"><span className="min-w-0 flex-1 truncate font-medium"><InlineCode text={toBriefQuestion(approval)} /></span><span className="shrink-0 text-soft tabular">{formatShort(now - approval.askedAt)}</span></span>
                <span className="truncate text-soft">{approval.jobTitle} · {repositoryName(approval.repository)} · {approval.profile}</span>
              </span>
            </a>
          </li>
        ))}
      </ul>
      <AnsweredList current={picked} />
    </nav>
  )
}
