import type { Tone } from '../../../contract/words.ts'
import { MarkShape } from '../../jobs/state-mark.tsx'
import type { StateCount } from './summary.ts'

/** Fills of the bar's pieces. What has not begun is pale, so that the bar fills as the work goes on. */
const FILLS: Record<Tone, string> = { green: 'bg-green', red: 'bg-red', orange: 'bg-orange', grey: 'bg-grey', blue: 'bg-blue', violet: 'bg-violet', amber: 'bg-amber/40', slate: 'bg-line' }

/** How many jobs stand where: a bar of pieces; the words beside it say the same. */
export function StateBar({ counts }: { counts: readonly StateCount[] }) {
  return (
    <span aria-hidden="true" className="flex h-1.5 w-full gap-0.5">
      {counts.map(({ word, tone, count }) => <span key={word} className={`min-w-1 rounded-full ${FILLS[tone]} ${word === 'running' ? 'animate-pulse-slow' : ''}`} style={{ flexGrow: count, flexBasis: 0 }} />)}
    </span>
  )
}

/** The same in words, each with its mark. */
export function StateWords({ counts }: { counts: readonly StateCount[] }) {
  return (
    <span className="flex min-w-0 flex-wrap gap-x-3 gap-y-0.5 text-soft">
      {counts.map(({ word, mark, count }) => <span key={word} className="inline-flex items-center gap-1 whitespace-nowrap tabular"><MarkShape mark={mark} size={13} />{count} {word}</span>)}
    </span>
  )
}
