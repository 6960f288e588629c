import { ArrowDownToLine, ArrowUpToLine, ChevronDown, ChevronUp, Search as SearchIcon } from 'lucide-react'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import type { JobTabProps } from '../../jobs/job-tab.ts'
import { go } from '../../state/view.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { INPUT, Select } from '../../ui/field.tsx'
import { useTheme } from '../../ui/theme.ts'
import { terminalWords as words } from '../../words/terminal.ts'
import { TERMINAL_SEARCH_ID } from './commands.ts'
import { followRaw, type Begin, type Progress, type RawFollower } from './follow-raw.ts'
import { createScreen, type Screen } from './screen.ts'

const NOTHING: Progress = { from: 0, to: 0, reading: true, stopped: false, trouble: null }
const KEYS: Record<string, Parameters<Screen['scroll']>[0]> = { ArrowUp: 'line-up', ArrowDown: 'line-down', PageUp: 'page-up', PageDown: 'page-down', Home: 'top', End: 'bottom', ' ': 'page-down' }

/** The exact bytes of a run in a terminal that can only show. The address after the tab names the run; the latest without one. */
export function TerminalTab({ job, rest }: JobTabProps) {
  const wanted = Number(rest[0])
  const run = Number.isInteger(wanted) && wanted >= 1 && wanted <= job.run ? wanted : job.run
  const [begin, setBegin] = useState<Begin>('end')
  return <RunTerminal key={`${run} ${begin}`} job={job} run={run} begin={begin} onBegin={setBegin} />
}

function RunTerminal({ job, run, begin, onBegin }: { job: JobTabProps['job']; run: number; begin: Begin; onBegin(begin: Begin): void }) {
  const place = useRef<HTMLDivElement>(null)
  const screen = useRef<Screen | null>(null)
  const follower = useRef<RawFollower | null>(null)
  const [progress, setProgress] = useState(NOTHING)
  const [hits, setHits] = useState({ at: -1, count: 0 })
  const theme = useTheme()
  useEffect(() => {
    const mine = createScreen(place.current!, (at, count) => setHits({ at, count }))
    screen.current = mine
    mine.fit()
    const resized = new ResizeObserver(() => mine.fit())
    resized.observe(place.current!)
    const system = matchMedia('(prefers-color-scheme: dark)')
    system.addEventListener('change', mine.restyle)
    const reading = followRaw({ job: job.id, run, begin, screen: mine, onProgress: setProgress })
    follower.current = reading
    return () => { reading.stop(); resized.disconnect(); system.removeEventListener('change', mine.restyle); mine.dispose(); screen.current = null }
  }, [job.id, run, begin])
  useEffect(() => screen.current?.restyle(), [theme])

  const onKeyDown = (event: KeyboardEvent): void => {
    const by = KEYS[event.key]
    if (!by || event.metaKey || event.ctrlKey || event.altKey) return
    event.preventDefault()
    screen.current?.scroll(by)
  }
  const blank = !progress.reading && progress.to === 0
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <Bar job={job} run={run} hits={hits} onFind={(text, forward) => { if (text === '') { setHits({ at: -1, count: 0 }); screen.current?.endSearch() } else screen.current?.find(text, forward) }} onScroll={(by) => screen.current?.scroll(by)} />
      <Notes progress={progress} blank={blank} live={job.state !== 'finished' && run === job.run} begin={begin} onBegin={onBegin} onNext={() => follower.current?.nextPart()} />
      {/* The focus stays here: keys scroll, everything else belongs to the window. */}
      <div
        role="region" aria-label={words.label(run)} tabIndex={0} onKeyDown={onKeyDown} onMouseDownCapture={(event) => event.currentTarget.focus()}
        onCopy={(event) => { const text = screen.current?.selection() ?? ''; if (text !== '') { event.clipboardData.setData('text/plain', text); event.preventDefault() } }}
        className={`min-h-0 flex-1 overflow-hidden py-2 pl-4 focus-visible:row-focus ${blank ? 'invisible' : ''}`}
      >
        <div ref={place} className="size-full" />
      </div>
    </div>
  )
}

function Notes({ progress, blank, live, begin, onBegin, onNext }: { progress: Progress; blank: boolean; live: boolean; begin: Begin; onBegin(begin: Begin): void; onNext(): void }) {
  if (progress.trouble !== null) return <p role="alert" className="shrink-0 bg-tint-red px-4 py-2">{words.failed}: {progress.trouble}</p>
  if (blank) return <p role="status" className="shrink-0 px-4 py-2 text-soft">{live ? words.emptyLive : words.empty}</p>
  if (progress.from === 0 && begin === 'end') return null
  return (
    <p role="status" className="flex shrink-0 flex-wrap items-center gap-2 border-b border-line bg-sunken px-4 py-1 text-soft">
      {begin === 'end' && <>{words.cut(progress.from)}<Button look="quiet" onClick={() => onBegin('start')}>{words.fromStart}</Button></>}
      {begin === 'start' && <>{words.part(progress.from, progress.to)}{progress.stopped && <Button look="quiet" onClick={onNext}>{words.nextPart}</Button>}<Button look="quiet" onClick={() => onBegin('end')}>{words.toEnd}</Button></>}
    </p>
  )
}

interface BarProps { job: JobTabProps['job']; run: number; hits: { at: number; count: number }; onFind(text: string, forward: boolean): void; onScroll(by: 'top' | 'bottom'): void }

function Bar({ job, run, hits, onFind, onScroll }: BarProps) {
  const [text, setText] = useState('')
  const look = (next: string): void => { setText(next); onFind(next, true) }
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-1 border-b border-line px-3 py-1.5">
      <div className="relative min-w-36 flex-1 medium:max-w-64">
        <SearchIcon size={14} aria-hidden="true" className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-soft" />
        <input
          id={TERMINAL_SEARCH_ID} type="text" autoComplete="off" spellCheck={false} aria-label={words.search} placeholder={words.search} className={`${INPUT} pl-8 medium:h-7`} value={text} onChange={(event) => look(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') onFind(text, !event.shiftKey)
            else if (event.key === 'Escape') { event.preventDefault(); look(''); event.currentTarget.blur() }
          }}
        />
      </div>
      {text !== '' && (
        <>
          <span role="status" className="px-1 whitespace-nowrap text-soft tabular">{words.hits(hits.at, hits.count)}</span>
          <IconButton label={words.previous} disabled={hits.count === 0} onClick={() => onFind(text, false)}><ChevronUp size={16} /></IconButton>
          <IconButton label={words.next} disabled={hits.count === 0} onClick={() => onFind(text, true)}><ChevronDown size={16} /></IconButton>
        </>
      )}
      <span className="flex-1" />
      {job.run > 1 && <Select aria-label={words.run} className="w-auto! medium:h-7!" value={String(run)} choices={Array.from({ length: job.run }, (_, at) => job.run - at).map((number) => ({ value: String(number), label: words.runOf(number, number === job.run) }))} onChange={(event) => go('job', [job.id, 'terminal', event.target.value], { replace: true })} />}
      <IconButton label={words.begin} onClick={() => onScroll('top')}><ArrowUpToLine size={15} /></IconButton>
      <IconButton label={words.end} onClick={() => onScroll('bottom')}><ArrowDownToLine size={15} /></IconButton>
    </div>
  )
}
