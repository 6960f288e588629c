import { memo, useEffect, useMemo, useRef, useState, type DragEvent, type KeyboardEvent } from 'react'
import { planWords as words } from '../../words/plan.ts'
import { indentAfter, type PlanFault } from './draft.ts'

const LINE = 18
const PADDING = 8
const TEXT = 'font-mono text-[12px] leading-[18px]'

interface EditorProps { text: string; faults: readonly PlanFault[]; placeholder: string; describedBy: string; goTo: { line: number } | null; onChange(text: string): void; onFile(file: File): void }

/** A field for YAML with numbered lines; what is wrong stands at the end of its line. */
export function PlanEditor({ text, faults, placeholder, describedBy, goTo, onChange, onFile }: EditorProps) {
  const field = useRef<HTMLTextAreaElement>(null)
  const [scroll, setScroll] = useState({ x: 0, y: 0 })
  const lines = text.split('\n')
  const count = text === '' ? placeholder.split('\n').length : lines.length
  const digits = Math.max(2, String(count).length)
  const wrong = faults.length > 0
  // What else is wrong with a line stands in the list below.
  const at = useMemo(() => new Map(faults.flatMap(({ line, message }) => (line === null ? [] : [[line, message] as const])).toReversed()), [faults])
  useEffect(() => { if (goTo && field.current) putCaret(field.current, goTo.line) }, [goTo])
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.key !== 'Enter' || event.metaKey || event.ctrlKey || event.altKey || event.nativeEvent.isComposing) return
    const before = event.currentTarget.value.slice(0, event.currentTarget.selectionStart)
    const indent = indentAfter(before.slice(before.lastIndexOf('\n') + 1))
    if (indent === '') return
    event.preventDefault()
    // The one way to put text in that undo knows of.
    document.execCommand('insertText', false, `\n${indent}`)
  }
  const onDrop = (event: DragEvent): void => {
    const file = event.dataTransfer.files[0]
    if (!file) return
    event.preventDefault()
    onFile(file)
  }
  return (
    <div className={`relative flex min-h-0 flex-1 overflow-hidden rounded-md border bg-bg focus-within:outline-1 ${wrong ? 'border-red focus-within:outline-red' : 'border-edge focus-within:border-focus focus-within:outline-focus'}`}>
      {[...at.keys()].map((line) => <div key={line} aria-hidden="true" className="pointer-events-none absolute inset-x-0 bg-tint-red" style={{ top: topOf(line) - scroll.y, height: LINE }} />)}
      <div aria-hidden="true" className="relative shrink-0 overflow-hidden border-r border-line text-right text-soft select-none" style={{ width: `calc(${digits}ch + 18px)` }}>
        <div className={`absolute right-2 ${TEXT}`} style={{ top: PADDING - scroll.y }}><Numbers count={count} at={at} /></div>
      </div>
      <div className="relative min-w-0 flex-1">
        <textarea
          ref={field} data-autofocus="" aria-label={words.text} aria-invalid={wrong ? true : undefined} aria-describedby={describedBy} wrap="off" spellCheck={false} autoComplete="off" autoCapitalize="off" placeholder={placeholder} value={text}
          onChange={(event) => onChange(event.target.value)} onKeyDown={onKeyDown} onDrop={onDrop} onScroll={(event) => setScroll({ x: event.currentTarget.scrollLeft, y: event.currentTarget.scrollTop })}
          className={`absolute inset-0 size-full resize-none overflow-auto bg-transparent px-3 outline-none placeholder:text-soft ${TEXT}`} style={{ paddingTop: PADDING, paddingBottom: PADDING }}
        />
        {[...at].map(([line, message]) => <AtLine key={line} message={message} column={(lines[line - 1] ?? '').length} top={topOf(line) - scroll.y} left={12 - scroll.x} />)}
      </div>
    </div>
  )
}

const topOf = (line: number): number => PADDING + (line - 1) * LINE

/** Drawn anew when there are more lines or other faults, not when they are scrolled. */
const Numbers = memo(function Numbers({ count, at }: { count: number; at: ReadonlyMap<number, string> }) {
  return Array.from({ length: count }, (_, index) => <div key={index} className={at.has(index + 1) ? 'font-semibold text-red' : ''}>{index + 1}</div>)
})

/** What is wrong, right behind the line it is in. The whole of it is said below the field too. */
function AtLine({ message, column, top, left }: { message: string; column: number; top: number; left: number }) {
  return <div aria-hidden="true" className="pointer-events-none absolute inset-0 overflow-hidden"><span className={`absolute right-2 truncate text-red italic ${TEXT}`} style={{ top, left: `calc(${column + 3}ch + ${left}px)` }}>{message.split('\n')[0]}</span></div>
}

/** Selects a line and brings it into view. */
function putCaret(field: HTMLTextAreaElement, line: number): void {
  const lines = field.value.split('\n')
  const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0)
  field.focus()
  field.setSelectionRange(start, start + (lines[line - 1] ?? '').length)
  field.scrollTop = Math.max(0, (line - 1) * LINE - field.clientHeight / 2)
  field.scrollLeft = 0
}
