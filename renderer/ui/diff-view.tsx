import type { DiffLine } from './diff.ts'

const LOOK: Record<DiffLine['kind'], string> = { same: '', added: 'bg-tint-green', removed: 'bg-tint-red', note: 'text-soft italic' }
const SIGN: Record<DiffLine['kind'], string> = { same: ' ', added: '+', removed: '−', note: ' ' }
const SIGN_TONE: Record<DiffLine['kind'], string> = { same: 'text-soft', added: 'text-green', removed: 'text-red', note: 'text-soft' }

/** One line of a diff: numbers, sign, text. The sign says what the ground says. */
export function DiffLineView({ line, numbers = true }: { line: DiffLine; numbers?: boolean }) {
  return (
    <div className={`flex min-w-max font-mono text-[12px] leading-[20px] whitespace-pre ${LOOK[line.kind]}`}>
      {numbers && <span aria-hidden="true" className="sticky left-0 flex shrink-0 bg-inherit text-soft select-none"><span className="hidden w-10 pr-1 text-right medium:block">{line.before}</span><span className="w-10 pr-1 text-right">{line.after}</span></span>}
      <span className={`w-5 shrink-0 text-center select-none ${SIGN_TONE[line.kind]}`}>{SIGN[line.kind]}</span>
      <span className="pr-4">{line.text}</span>
    </div>
  )
}

/** A short diff, whole. */
export function DiffBlock({ lines, label }: { lines: readonly DiffLine[]; label: string }) {
  return (
    <div role="region" aria-label={label} tabIndex={0} className="max-h-96 overflow-auto rounded-md border border-line bg-bg py-1">
      {lines.map((line, at) => <DiffLineView key={at} line={line} numbers={false} />)}
    </div>
  )
}

/** `+12 −3` in their colours. */
export function Counts({ added, removed }: { added: number | null; removed: number | null }) {
  if (added === null || removed === null) return <span className="text-soft">binary</span>
  return <span className="font-mono text-[12px] whitespace-nowrap"><span className="text-green">+{added}</span> <span className="text-red">−{removed}</span></span>
}
