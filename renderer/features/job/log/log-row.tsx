import { ChevronRight } from 'lucide-react'
import { memo, useState, type ReactNode } from 'react'
import { formatTime } from '../../../../contract/formats.ts'
import { ToolInput } from '../../../jobs/tool-input.tsx'
import { TONE_TEXT } from '../../../jobs/tone.ts'
import { InlineCode } from '../../../ui/inline-code.tsx'
import { CodeBlock, Markdown } from '../../../ui/markdown-view.tsx'
import { jobWords } from '../../../words/job.ts'
import type { CommandRow, LogRow } from './log-rows.ts'

const words = jobWords.log
/** Characters of a result shown before the rest is asked for: about two screens. */
const SHOWN = 6000
/** Prose longer than this is cut likewise. */
const LONG_TEXT = 20_000

interface RowProps { row: LogRow; open: boolean; linked: boolean; live: boolean; find: string; onToggle(row: LogRow): void; onLink(row: LogRow): void }

/** One row of the log: its time, which is its link, and what happened. `live`: the job has not ended. `find`: words that have to be seen, also where the text is long. */
export const LogRowView = memo(function LogRowView({ row, open, linked, live, find, onToggle, onLink }: RowProps) {
  if (row.kind === 'run') return <div className="mt-2 flex items-center gap-3 px-4 py-1 font-semibold text-soft"><span className="h-px flex-1 bg-line" />{jobWords.run(row.run)}<span className="h-px flex-1 bg-line" /></div>
  const time = formatTime(row.at)
  return (
    <div className={`flex gap-1 py-1 pr-4 pl-2 medium:pl-4 ${linked ? 'bg-selected' : ''}`}>
      <button type="button" title={words.link(time)} aria-label={words.link(time)} onClick={() => onLink(row)} className="hidden h-5 shrink-0 font-mono text-[12px] text-soft tabular hover:text-accent hover:underline medium:block">{time}</button>
      <div className="min-w-0 flex-1 pl-5"><Content row={row} open={open} live={live} find={find} onToggle={() => onToggle(row)} /></div>
    </div>
  )
})

function Content({ row, open, live, find, onToggle }: { row: LogRow; open: boolean; live: boolean; find: string; onToggle(): void }) {
  switch (row.kind) {
    case 'text': return <div className={`max-w-[88ch] ${row.helper ? 'border-l-2 border-line pl-3 text-soft' : ''}`}><Prose text={row.text} find={find} /></div>
    case 'thinking': return <Fold open={open} onToggle={onToggle} line={<span className="text-soft italic">{words.thinking}{!open && `: ${firstLine(row.text)}`}</span>}><div className="max-w-[88ch] text-soft italic"><Prose text={row.text} find={find} /></div></Fold>
    case 'tool': return <ToolRow row={row} open={open} find={find} onToggle={onToggle} />
    case 'command': return (
      <Fold open={open} onToggle={onToggle} line={<CommandLine row={row} live={live} />}>
        {row.output === '' ? <p className="text-soft">{words.emptyResult}</p> : <LongText find={find} text={row.output} isError={row.end?.ok === false} />}
      </Fold>
    )
    case 'quiet': return <p className={`[overflow-wrap:anywhere] ${QUIET[row.about]}`}><InlineCode text={row.text} /></p>
    case 'stderr': return <LongText find={find} text={row.text} isError label={words.stderr} />
    case 'said': return <p className={`[overflow-wrap:anywhere] ${row.isError ? 'text-red' : 'text-soft'}`}><InlineCode text={row.text} /></p>
    case 'outcome': return <p className={`font-medium [overflow-wrap:anywhere] ${OUTCOME[row.outcome] ?? ''}`}><InlineCode text={row.text} /></p>
    case 'run': return null
  }
}

const QUIET = { git: 'text-soft', note: 'text-soft', retry: TONE_TEXT.orange, limit: TONE_TEXT.amber, permission: TONE_TEXT.violet } as const
const OUTCOME: Record<string, string> = { succeeded: TONE_TEXT.green, failed: TONE_TEXT.red, lost: TONE_TEXT.orange, cancelled: TONE_TEXT.grey, unchanged: TONE_TEXT.grey }

function ToolRow({ row, open, find, onToggle }: { row: Extract<LogRow, { kind: 'tool' }>; open: boolean; find: string; onToggle(): void }) {
  const rest = row.line.startsWith(row.name) ? row.line.slice(row.name.length).trim() : row.line
  const { text, counts } = splitCounts(rest)
  return (
    <Fold open={open} onToggle={onToggle} line={<><span className="shrink-0 font-medium">{row.name}</span><Mono text={text} />{counts}<ToolEnd row={row} /></>}>
      <div className="flex flex-col gap-2">
        {Object.keys(row.input).length > 0 && <ToolInput tool={row.name} input={row.input} />}
        {row.result === null ? <p className="text-soft">{words.noResult}</p> : row.result.text.trim() === '' ? <p className="text-soft">{words.emptyResult}</p> : !isBoring(row) && <LongText find={find} text={row.result.text} isError={row.result.isError} />}
      </div>
    </Fold>
  )
}

/** What Claude is told after an edit says nothing the diff does not say. */
const isBoring = (row: Extract<LogRow, { kind: 'tool' }>): boolean => row.result !== null && !row.result.isError && (row.name === 'Edit' || row.name === 'Write' || row.name === 'MultiEdit')

/** `src/a.ts +12 −3` with its counts in colour. */
function splitCounts(rest: string): { text: string; counts: ReactNode } {
  const found = /^(.*?) ?\+(\d+) −(\d+)$/.exec(rest)
  return found ? { text: found[1]!, counts: <span className="shrink-0 font-mono text-[12px]"><span className="text-green">+{found[2]}</span> <span className="text-red">−{found[3]}</span></span> } : { text: rest, counts: null }
}

function ToolEnd({ row }: { row: Extract<LogRow, { kind: 'tool' }> }) {
  if (!row.result) return null
  if (!row.result.isError) return null
  return <span className="shrink-0 text-red">✕ {row.result.exitCode === null ? words.error : words.exited(row.result.exitCode)}</span>
}

/** The command; of the later parts of its output what each begins with. */
function CommandLine({ row, live }: { row: CommandRow; live: boolean }) {
  if (row.part !== 1) return <><span className="shrink-0 text-soft">{words.part(row.part)}</span><Mono text={firstLine(row.output)} /><CommandEnd end={row.end} runs={false} /></>
  return <><span className="shrink-0 font-medium">{row.step === 'check' ? words.check('') : row.step === 'prompt' ? words.review : words.setup('')}</span><Mono text={row.command} /><CommandEnd end={row.end} runs={live} /></>
}

function CommandEnd({ end, runs }: { end: CommandRow['end']; runs: boolean }) {
  if (!end) return runs ? <span className="shrink-0 text-blue">{words.checkRunning}</span> : null
  return end.ok ? <span className="shrink-0 text-green">✓ {words.passed}</span> : <span className="shrink-0 text-red">✕ {end.exitCode === null ? words.failed : words.exited(end.exitCode)}</span>
}

function Mono({ text }: { text: string }) {
  return <code className="min-w-0 truncate text-soft">{text}</code>
}

function Fold({ open, onToggle, line, children }: { open: boolean; onToggle(): void; line: ReactNode; children: ReactNode }) {
  return (
    <div>
      <button type="button" aria-expanded={open} onClick={onToggle} className="-ml-5 flex min-h-5 w-[calc(100%+20px)] min-w-0 items-center gap-2 rounded text-left hover:bg-hover">
        <ChevronRight size={14} aria-hidden="true" className={`-mr-1 ml-0.5 shrink-0 text-soft transition-transform duration-100 ${open ? 'rotate-90' : ''}`} />
        {line}
      </button>
      {open && <div className="mt-1 mb-1">{children}</div>}
    </div>
  )
}

/** Text of a program: the first two screens, the rest on demand. */
function LongText({ text, find, isError, label }: { text: string; find: string; isError?: boolean; label?: string }) {
  const cut = useCut(text, SHOWN, find)
  return (
    <div className={`flex flex-col items-start gap-1 ${isError ? '[&>pre]:border-red/40 [&>pre]:bg-tint-red' : ''} [&>pre]:w-full`}>
      {label && <span className="text-soft">{label}</span>}
      <CodeBlock text={cut.shown} wrap />
      {cut.more}
    </div>
  )
}

/** What Claude wrote; of a text longer than a book's chapter the beginning. */
function Prose({ text, find }: { text: string; find: string }) {
  const cut = useCut(text, LONG_TEXT, find)
  return cut.more ? <div className="flex flex-col items-start gap-1"><Markdown text={cut.shown} />{cut.more}</div> : <Markdown text={text} />
}

/** A long text up to a line's end near `SHOWN`, and the button for the rest. Words that have to be seen and stand in the rest bring it along. */
function useCut(text: string, longest: number, find: string): { shown: string; more: ReactNode } {
  const [wanted, setWanted] = useState<boolean | null>(null)
  if (text.length <= longest) return { shown: text, more: null }
  const end = text.lastIndexOf('\n', SHOWN)
  const start = text.slice(0, end > SHOWN / 2 ? end : SHOWN)
  const all = wanted ?? (find.trim() !== '' && text.toLowerCase().includes(find.trim().toLowerCase(), start.length))
  return { shown: all ? text : start, more: <button type="button" className="text-accent hover:underline" onClick={() => setWanted(!all)}>{all ? words.less : words.more}</button> }
}

const firstLine = (text: string): string => { const line = text.trim().split('\n', 1)[0]!; return line.length > 120 ? `${line.slice(0, 120)}…` : line }
