import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDownToLine, MessagesSquare } from 'lucide-react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { JobTabProps } from '../../jobs/job-tab.ts'
import { useStore } from '../../state/store.ts'
import { Empty, Loading } from '../../ui/empty.tsx'
import { conversationWords as words } from '../../words/conversation.ts'
import { FollowUp } from './follow-up.tsx'
import { ItemView } from './item-view.tsx'
import { toItems, type Item } from './items.ts'
import { TakeOver } from './take-over.tsx'
import { useConversation } from './use-conversation.ts'

/** Guessed heights until an item was measured. */
const GUESS: Record<Item['kind'], number> = { job: 44, person: 64, turn: 56, working: 32, end: 32 }
/** Closer to the end than this counts as being at the end. */
const AT_END_PX = 40

/** The whole conversation this job belongs to, across its jobs; a box to go on with it; the way into a terminal. */
export function ConversationTab({ job }: JobTabProps) {
  const { conversation, parts, trouble } = useConversation(job.conversation)
  const known = useStore((store) => store.world.jobs)
  const items = useMemo(() => toItems(parts, known), [parts, known])
  if (!conversation) return trouble === null ? <Loading what={words.loading} /> : <Empty icon={<MessagesSquare size={28} />} title={words.failed}>{trouble}</Empty>
  const jobs = parts.flatMap((part) => known.get(part.id) ?? part.job ?? [])
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <TakeOver conversation={conversation} job={job} jobs={jobs} />
      <Transcript key={conversation.id} items={items} current={job.id} done={parts.every((part) => part.done)} />
      <FollowUp conversation={conversation} last={jobs.at(-1) ?? job} />
    </div>
  )
}

function Transcript({ items, current, done }: { items: readonly Item[]; current: string; done: boolean }) {
  const scroller = useRef<HTMLDivElement>(null)
  const [follows, setFollows] = useState(true)
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const virtual = useVirtualizer({ count: items.length, overscan: 8, getScrollElement: () => scroller.current, estimateSize: (at) => GUESS[items[at]!.kind], getItemKey: (at) => items[at]!.key, useFlushSync: false })
  const toggle = useCallback((key: string) => setOpen((before) => { const next = new Set(before); if (!next.delete(key)) next.add(key); return next }), [])
  const size = virtual.getTotalSize()
  const empty = items.length === 0
  useEffect(() => { if (follows && items.length > 0) virtual.scrollToIndex(items.length - 1, { align: 'end' }) }, [follows, items.length, size, virtual])
  // The box below grows with what is typed into it; the end stays in sight.
  useEffect(() => {
    if (!follows || !scroller.current) return
    const element = scroller.current
    const resized = new ResizeObserver(() => { element.scrollTop = element.scrollHeight })
    resized.observe(element)
    return () => resized.disconnect()
  }, [follows, empty])
  const onScroll = (): void => {
    const element = scroller.current!
    if (element.scrollHeight - element.scrollTop - element.clientHeight < AT_END_PX) setFollows(true)
  }
  if (empty) return done ? <Empty icon={<MessagesSquare size={28} />} title={words.emptyTitle}>{words.empty}</Empty> : <Loading what={words.loading} />
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <div
        ref={scroller} role="log" aria-label={words.label} aria-live="off" tabIndex={0} onScroll={onScroll}
        onWheel={(event) => { if (event.deltaY < 0) setFollows(false) }} onTouchMove={() => setFollows(false)} onKeyDown={(event) => { if (['ArrowUp', 'PageUp', 'Home'].includes(event.key)) setFollows(false) }}
        className="min-h-0 flex-1 overflow-y-auto [overflow-anchor:none] focus-visible:outline-none"
      >
        <div className="relative w-full" style={{ height: size }}>
          {virtual.getVirtualItems().map((row) => {
            const item = items[row.index]!
            return <div key={row.key} data-index={row.index} ref={virtual.measureElement} className="absolute inset-x-0 top-0" style={{ transform: `translateY(${row.start}px)` }}><ItemView item={item} current={item.job.id === current} open={open} onToggle={toggle} /></div>
          })}
        </div>
      </div>
      {!follows && <button type="button" onClick={() => setFollows(true)} className="absolute right-4 bottom-3 flex h-11 items-center gap-1.5 rounded-md border border-line bg-raised px-3 shadow-overlay medium:h-8"><ArrowDownToLine size={14} aria-hidden="true" />{words.follow}</button>}
    </div>
  )
}
