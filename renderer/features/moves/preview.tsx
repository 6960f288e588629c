import type { ReactNode } from 'react'
import { AlsoList, type Also } from '../../jobs/move-lists.tsx'
import { moveWords } from '../../words/queue.ts'

/** What else would move; `none` when nothing would. Null while it is asked. */
export function Preview({ also, none }: { also: readonly Also[] | null; none: ReactNode }) {
  if (also === null || also.length === 0) return <p aria-live="polite" className="text-soft">{also === null ? moveWords.looking : none}</p>
  return <AlsoList also={also} title={moveWords.cancelAlso(also.length)} />
}
