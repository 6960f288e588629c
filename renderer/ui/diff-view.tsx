import type { ReactNode } from 'react'
import type { DiffLine } from './diff.ts'
import type { DiffPair, Mark } from './diff-pairs.ts'

const LOOK: Record<DiffLine['kind'], string> = { same: '', added: 'bg-tint-green', removed: 'bg-tint-red', note: 'text-soft italic' }
const SIGN: Record<DiffLine['kind'], string> = { same: ' ', added: '+', removed: '−', note: ' ' }
const SIGN_TONE: Record<DiffLine['kind'], string> = { same: 'text-soft', added: 'text-green', removed: 'text-red', note: 'text-soft' }
const MARK: Partial<Record<DiffLine['kind'], string>> = { added: 'bg-green/20', removed: 'bg-red/20' }
/** A line is drawn as far as this: more in one row stops every browser, and nobody reads it. */
export const MOST_DRAWN = 2000
const LINE = 'font-mono text-[12px] leading-[20px] whitespace-pre'

/** One line of a diff: numbers, sign, text. The sign says what the ground says. */
export function DiffLineView({ line, numbers = true, mark }: { line: DiffLine; numbers?: boolean; mark?: Mark | undefined }) {
  return (
    <div className={`flex min-w-max ${LINE} ${LOOK[line.kind]}`}>
      {numbers && <span aria-hidden="true" className="sticky left-0 flex shrink-0 bg-inherit text-soft select-none"><span className="hidden w-10 pr-1 text-right medium:block">{line.before}</span><span className="w-10 pr-1 text-right">{line.after}</span></span>}
      <span className={`w-5 shrink-0 text-center select-none ${SIGN_TONE[line.kind]}`}>{SIGN[line.kind]}</span>
      <span className="pr-4"><LineText line={line} mark={mark} /></span>
    </div>
  )
}

/** Before on the left, after on the right. Both are moved sideways together by `--shift`, which whoever scrolls them sets. */
export function DiffPairView({ pair, marks }: { pair: DiffPair; marks: { before: Mark; after: Mark } | null }) {
  return (
    <div className={`flex h-full ${LINE}`}>
      <Half line={pair.before} number={pair.before?.before ?? null} mark={marks?.before} />
      <Half line={pair.after} number={pair.after?.after ?? null} mark={marks?.after} divided />
    </div>
  )
}

function Half({ line, number, mark, divided = false }: { line: DiffLine | null; number: number | null; mark: Mark | undefined; divided?: boolean }) {
  const edge = divided ? 'border-l border-line' : ''
  if (!line) return <div className={`w-1/2 bg-sunken ${edge}`} />
  return (
    <div className={`flex w-1/2 overflow-hidden ${edge} ${LOOK[line.kind]}`}>
      <span aria-hidden="true" className="w-10 shrink-0 pr-1 text-right text-soft select-none">{number}</span>
      <span className={`w-5 shrink-0 text-center select-none ${SIGN_TONE[line.kind]}`}>{SIGN[line.kind]}</span>
      <span className="min-w-0 flex-1 overflow-hidden"><span className="inline-block [transform:translateX(calc(var(--shift,0)*-1px))]"><LineText line={line} mark={mark} /></span></span>
    </div>
  )
}

function LineText({ line, mark }: { line: DiffLine; mark: Mark | undefined }): ReactNode {
  const { text } = line
  if (text.length > MOST_DRAWN) return <>{text.slice(0, MOST_DRAWN)}<span className="text-soft italic"> … {text.length - MOST_DRAWN} more characters</span></>
  if (!mark || mark.from >= mark.to) return text
  return <>{text.slice(0, mark.from)}<span className={`rounded-xs ${MARK[line.kind] ?? ''}`}>{text.slice(mark.from, mark.to)}</span>{text.slice(mark.to)}</>
}

/** A line too long for one row, whole: what a person decides by is not cut. */
function LongLine({ line }: { line: DiffLine }) {
  return <div className={`flex font-mono text-[12px] leading-[20px] whitespace-pre-wrap [overflow-wrap:anywhere] ${LOOK[line.kind]}`}><span className={`w-5 shrink-0 text-center select-none ${SIGN_TONE[line.kind]}`}>{SIGN[line.kind]}</span><span className="min-w-0 flex-1 pr-4">{line.text}</span></div>
}

/** A short diff, whole. */
export function DiffBlock({ lines, label }: { lines: readonly DiffLine[]; label: string }) {
  return (
    <div role="region" aria-label={label} tabIndex={0} className="max-h-96 overflow-auto rounded-md border border-line bg-bg py-1">
      {lines.map((line, at) => (line.text.length > MOST_DRAWN ? <LongLine key={at} line={line} /> : <DiffLineView key={at} line={line} numbers={false} />))}
    </div>
  )
}

/** `+12 −3` in their colours. */
export function Counts({ added, removed }: { added: number | null; removed: number | null }) {
  if (added === null || removed === null) return <span className="text-soft">binary</span>
  return <span className="font-mono text-[12px] whitespace-nowrap"><span className="text-green">+{added}</span> <span className="text-red">−{removed}</span></span>
}
