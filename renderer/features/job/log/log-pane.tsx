import { useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState, type KeyboardEvent, type ReactNode, type RefObject } from 'react'
import { flushSync } from 'react-dom'
import { jobWords } from '../../../words/job.ts'
import { HitMarks } from './hit-marks.tsx'
import { guessHeight } from './heights.ts'
import { isFoldable, isTrouble, keyOf, type LogRow } from './log-rows.ts'
import type { Pane } from './pane.ts'
import type { LogPart } from './reader.ts'
import type { Focus } from './window.ts'

const words = jobWords.log
/** What a press of an arrow scrolls, as in browsers. */
const ARROW_PX = 40

interface LogPaneProps { part: LogPart; pane: Pane; scroller: RefObject<HTMLDivElement | null>; allOpen: boolean; hits: readonly number[]; drawRow(row: LogRow): ReactNode; onLook(focus: Focus): void; onSticks(sticks: boolean): void; onDrawn(): void }

/** The rows of a log that are seen, on a range that is scrolled for all of them. */
export function LogPane({ part, pane, scroller, allOpen, hits, drawRow, onLook, onSticks, onDrawn }: LogPaneProps) {
  const spacer = useRef<HTMLDivElement>(null)
  const block = useRef<HTMLDivElement>(null)
  const [, draw] = useReducer((count: number) => count + 1, 0)
  const [width, setWidth] = useState(700)
  const guess = useMemo(() => (each: LogRow) => guessHeight(each, isFoldable(each) && (allOpen || isTrouble(each)), width), [allOpen, width])
  const { first, end, missing } = pane.lay(part, guess)

  useLayoutEffect(() => pane.attach({ scroller: scroller.current!, spacer: spacer.current!, block: block.current!, onShow: (now) => { if (now) flushSync(draw); else draw() }, onLook, onSticks }), [pane, scroller, onLook, onSticks])
  // After every drawing: rows are measured before anybody sees them.
  useLayoutEffect(() => pane.settle())
  useEffect(() => {
    const element = scroller.current!
    const observer = new ResizeObserver(() => { setWidth(element.clientWidth); pane.settle() })
    observer.observe(element)
    observer.observe(block.current!)
    return () => observer.disconnect()
  }, [pane, scroller])
  useLayoutEffect(onDrawn)

  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <div
        ref={scroller} role="log" aria-label={words.label} aria-live="off" aria-busy={missing !== null} tabIndex={0} onScroll={pane.scrolled} onKeyDown={(event) => onKey(event, pane)}
        onWheel={(event) => { if (event.deltaY < 0) pane.letGo() }} onTouchMove={pane.letGo}
        className="min-h-0 flex-1 overflow-y-auto [overflow-anchor:none] focus-visible:row-focus"
      >
        <div ref={spacer} className="relative w-full overflow-hidden">
          <div ref={block} className="absolute inset-x-0 top-0">
            {part.rows.slice(first, end).map((each, at) => <div key={keyOf(each)} data-index={part.from - 1 + first + at} data-row={keyOf(each)} className="flow-root pl-1 data-[index='0']:pt-2">{drawRow(each)}</div>)}
          </div>
        </div>
      </div>
      {missing !== null && <p role="status" className="pointer-events-none absolute inset-x-0 top-1/3 text-center text-soft [animation:arrive_150ms_150ms_both]">{part.trouble ?? words.readingLine(missing)}</p>}
      <HitMarks hits={hits} last={part.last} />
    </div>
  )
}

/** The log's own keys while it has the focus; the list's keys are the same ones. */
function onKey(event: KeyboardEvent<HTMLElement>, pane: Pane): void {
  if (event.altKey || event.ctrlKey || event.metaKey) return
  const page = event.currentTarget.clientHeight - ARROW_PX
  const act = KEYS[event.key === ' ' ? (event.target === event.currentTarget ? (event.shiftKey ? 'PageUp' : 'PageDown') : '') : event.key]
  if (!act) return
  event.preventDefault()
  act(pane, page)
}

const KEYS: Record<string, (pane: Pane, page: number) => void> = {
  ArrowUp: (pane) => pane.by(-ARROW_PX), ArrowDown: (pane) => pane.by(ARROW_PX), PageUp: (pane, page) => pane.by(-page), PageDown: (pane, page) => pane.by(page),
  Home: (pane) => pane.goTo(1, 'start'), End: (pane) => pane.goToEnd(),
}
