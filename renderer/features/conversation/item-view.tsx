import { ChevronRight } from 'lucide-react'
import { memo, useState, type ReactNode } from 'react'
import { formatTime } from '../../../contract/formats.ts'
import { describeState, stateMark } from '../../../contract/words.ts'
import { StateMark } from '../../jobs/state-mark.tsx'
import { ToolInput } from '../../jobs/tool-input.tsx'
import { TONE_TEXT } from '../../jobs/tone.ts'
import { toHash } from '../../state/route.ts'
import { CodeBlock, Markdown } from '../../ui/markdown-view.tsx'
import { conversationWords as words } from '../../words/conversation.ts'
import type { Item } from './items.ts'
import { summarizeCalls, type ToolCall, type Turn } from './turns.ts'

/** Characters shown of a long text before the rest is asked for: about two screens. */
const SHOWN = 6000

interface ItemProps { item: Item; current: boolean; open: ReadonlySet<string>; onToggle(key: string): void }

/** One line of the transcript. */
export const ItemView = memo(function ItemView({ item, current, open, onToggle }: ItemProps) {
  switch (item.kind) {
    case 'job': return <JobHeading job={item.job} current={current} />
    case 'person': return <div className="px-4 pt-1 pb-3"><div className="max-w-[88ch] rounded-lg bg-selected px-3 py-2"><p className="pb-0.5 font-medium text-accent">{words.you}</p><Long text={item.text} /></div></div>
    case 'working': return <p className="px-4 pb-3 text-blue"><span className="animate-pulse-slow">●</span> {words.working}</p>
    case 'end': return <p className={`px-4 pb-3 [overflow-wrap:anywhere] ${TONE_TEXT[stateMark(item.job).tone]}`}>{describeState(item.job, item.job.endedAt ?? 0)}</p>
    case 'turn': return <TurnView turn={item.turn} id={item.key} open={open} onToggle={onToggle} />
  }
})

function JobHeading({ job, current }: { job: Item['job']; current: boolean }) {
  const mark = stateMark(job)
  const title = <span className="truncate font-medium">{job.title}</span>
  return (
    <h2 className="flex items-center gap-2 px-4 pt-4 pb-2">
      <StateMark job={job} />
      {current ? title : <a href={toHash('job', [job.id, 'conversation'])} title={words.openJob} className="flex min-w-0 text-ink underline-offset-2 hover:underline">{title}</a>}
      <span className={`shrink-0 ${TONE_TEXT[mark.tone]}`}>{mark.word}</span>
      {current && <span className="shrink-0 text-soft">{words.thisJob}</span>}
      <span aria-hidden="true" className="h-px min-w-4 flex-1 bg-line" />
    </h2>
  )
}

function TurnView({ turn, id, open, onToggle }: { turn: Turn; id: string; open: ReadonlySet<string>; onToggle(key: string): void }) {
  switch (turn.kind) {
    case 'claude': return (
      <div className={`px-4 pb-3 ${turn.helper ? 'pl-8 text-soft' : ''}`}>
        <p className="flex items-baseline gap-2 pb-0.5"><span className="font-medium">{turn.helper ? words.helper : words.claude}</span><span className="text-soft tabular">{formatTime(turn.at)}</span></p>
        <div className="max-w-[88ch]"><Markdown text={turn.text} /></div>
      </div>
    )
    case 'permission': return <p className="px-4 pb-3 text-violet [overflow-wrap:anywhere]">{turn.text}</p>
    case 'run': return <p className="px-4 pb-3 font-medium text-soft">{words.run(turn.run)}</p>
    case 'tools': return <Tools calls={turn.calls} id={id} open={open} onToggle={onToggle} />
  }
}

/** Neighbouring calls as one line; opens to the calls, each of which opens to its input and result. */
function Tools({ calls, id, open, onToggle }: { calls: readonly ToolCall[]; id: string; open: ReadonlySet<string>; onToggle(key: string): void }) {
  if (calls.length === 1) return <div className="px-4 pb-3"><Call call={calls[0]!} open={open.has(id)} onToggle={() => onToggle(id)} /></div>
  const failed = calls.filter((call) => call.result?.isError).length
  return (
    <div className="px-4 pb-3">
      <Fold open={open.has(id)} onToggle={() => onToggle(id)} line={<><span className="shrink-0">{words.tools(calls.length)}</span><span className="min-w-0 truncate text-soft">{summarizeCalls(calls)}</span>{failed > 0 && <span className="shrink-0 text-red">✕ {words.failedTools(failed)}</span>}</>}>
        <div className="ml-2 flex flex-col gap-1 border-l border-line pl-4">{calls.map((call) => <Call key={call.seq} call={call} open={open.has(`${id} ${call.seq}`)} onToggle={() => onToggle(`${id} ${call.seq}`)} />)}</div>
      </Fold>
    </div>
  )
}

function Call({ call, open, onToggle }: { call: ToolCall; open: boolean; onToggle(): void }) {
  const rest = call.line.startsWith(call.name) ? call.line.slice(call.name.length).trim() : call.line
  const end = call.result?.isError ? <span className="shrink-0 text-red">✕ {call.result.exitCode === null ? words.error : words.exited(call.result.exitCode)}</span> : null
  return (
    <Fold open={open} onToggle={onToggle} line={<><span className="shrink-0 font-medium">{call.name}</span><code className="min-w-0 truncate text-soft">{rest}</code>{end}</>}>
      <div className="flex flex-col gap-2">
        {Object.keys(call.input).length > 0 && <ToolInput tool={call.name} input={call.input} />}
        {call.result === null ? <p className="text-soft">{words.noResult}</p> : call.result.text.trim() === '' ? <p className="text-soft">{words.emptyResult}</p> : <Long text={call.result.text} code />}
      </div>
    </Fold>
  )
}

function Fold({ open, onToggle, line, children }: { open: boolean; onToggle(): void; line: ReactNode; children: ReactNode }) {
  return (
    <div className="max-w-full">
      <button type="button" aria-expanded={open} onClick={onToggle} className="-ml-1 flex min-h-11 w-full min-w-0 items-center gap-2 rounded pr-1 text-left hover:bg-hover medium:min-h-6">
        <ChevronRight size={14} aria-hidden="true" className={`-mr-1 shrink-0 text-soft transition-transform duration-100 ${open ? 'rotate-90' : ''}`} />{line}
      </button>
      {open && <div className="mt-1 mb-1">{children}</div>}
    </div>
  )
}

/** The first two screens of a text, the rest on demand. */
function Long({ text, code = false }: { text: string; code?: boolean }) {
  const [all, setAll] = useState(false)
  const shown = all ? text : text.slice(0, SHOWN)
  return (
    <>
      {code ? <CodeBlock text={shown} wrap /> : <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">{shown}</p>}
      {text.length > SHOWN && <button type="button" className="min-h-6 text-accent hover:underline" onClick={() => setAll(!all)}>{all ? words.less : words.more}</button>}
    </>
  )
}
