import type { Virtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import type { Job } from '../../../contract/job.ts'
import type { QueueRow } from './rows.ts'

/** What was shown last: these rows, and the job pointed at if it was in sight. */
interface Seen { rows: readonly QueueRow[]; job: Job | null }

/** A job that is pointed at and in sight stays so when others come in above it. One that moved itself is not followed, and at its top the list stays there. */
export function useStaysInSight(virtual: Virtualizer<HTMLDivElement, Element>, rows: readonly QueueRow[], cursor: string | null): void {
  const seen = useRef<Seen>({ rows, job: null })
  useEffect(() => {
    const at = cursor === null ? -1 : rows.findIndex((row) => row.kind === 'job' && row.job.id === cursor)
    const row = rows[at]
    const job = row?.kind === 'job' ? row.job : null
    const { startIndex, endIndex } = virtual.range ?? { startIndex: 0, endIndex: -1 }
    const inSight = at >= startIndex && at <= endIndex
    const follows = !inSight && job !== null && seen.current.job === job && seen.current.rows !== rows && (virtual.scrollOffset ?? 0) > 0
    if (follows) virtual.scrollToIndex(at, { align: 'auto' })
    seen.current = { rows, job: inSight || follows ? job : null }
  })
}
