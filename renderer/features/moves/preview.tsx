import type { ReactNode } from 'react'
import { AlsoList } from '../../jobs/move-lists.tsx'
import { InlineCode } from '../../ui/inline-code.tsx'
import { moveWords } from '../../words/queue.ts'
import type { Foreseen } from './use-preview.ts'

/** Reasons shown at once. */
const MOST_REASONS = 3

/** What would come of a move; `none` when nothing else would move. Null while it is asked. */
export function Preview({ foreseen, none }: { foreseen: Foreseen | null; none: ReactNode }) {
  if (foreseen === null) return <p aria-live="polite" className="text-soft">{moveWords.looking}</p>
  const { also, refused, notes } = foreseen
  return (
    <>
      {refused.slice(0, MOST_REASONS).map((message) => <p key={message} role="alert" className="rounded-md bg-tint-red px-3 py-2 [overflow-wrap:anywhere]"><InlineCode text={message} /></p>)}
      {also.length > 0 && <AlsoList also={also} title={moveWords.cancelAlso(also.length)} />}
      {notes.slice(0, MOST_REASONS).map((note) => <p key={note} className="text-soft [overflow-wrap:anywhere]">{note}</p>)}
      {also.length === 0 && notes.length === 0 && refused.length === 0 && <p aria-live="polite" className="text-soft">{none}</p>}
    </>
  )
}
