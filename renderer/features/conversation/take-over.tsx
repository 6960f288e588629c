import { SquareTerminal } from 'lucide-react'
import { useState } from 'react'
import type { Conversation } from '../../../contract/conversation.ts'
import type { Job } from '../../../contract/job.ts'
import { formatAge, formatClock } from '../../../contract/formats.ts'
import { Button } from '../../ui/button.tsx'
import { DispatchLine } from '../../jobs/dispatch-line.tsx'
import { useNow } from '../../ui/use-now.ts'
import { conversationWords as words } from '../../words/conversation.ts'

const isBusy = (job: Job): boolean => job.state === 'starting' || job.state === 'running' || job.state === 'waiting'

/** Who has the conversation open in a terminal, or how to open it there. */
export function TakeOver({ conversation, job, jobs }: { conversation: Conversation; job: Job; jobs: readonly Job[] }) {
  const now = useNow(10_000)
  const [open, setOpen] = useState(false)
  const taken = conversation.takenOverBy
  if (taken) return <p role="status" className="flex shrink-0 items-center gap-2 border-b border-line bg-tint-violet px-4 py-2"><SquareTerminal size={16} aria-hidden="true" className="shrink-0 text-violet" /><span>{words.taken(taken.pid, formatClock(taken.since, now), formatAge(taken.since, now))}</span></p>
  const begun = conversation.sessionId !== null || jobs.some((each) => each.run > 0)
  return (
    <div className="flex shrink-0 flex-col border-b border-line px-3 py-1.5">
      <div className="flex"><Button look="quiet" shortcut="o" aria-expanded={open} icon={<SquareTerminal size={14} aria-hidden="true" />} onClick={() => setOpen(!open)}>{words.open}</Button></div>
      {open && <div className="flex max-w-[80ch] flex-col gap-1.5 px-2 pt-1 pb-2"><p className={jobs.some(isBusy) ? 'text-amber' : 'text-soft'}>{!begun ? words.openNotYet : jobs.some(isBusy) ? words.openBusy : words.openHint}</p>{begun && <DispatchLine args={`open ${job.id}`} />}</div>}
    </div>
  )
}
