import type { Overlap } from '../../contract/schedule.ts'

/** Lateness that is no absence: a busy machine, a timer that fires late, an engine that was just restarted. */
export const ON_TIME_MS = 60_000

/** What a due time meets. `lateMs`: how long ago it was. `open`: the schedule's jobs that have not finished, oldest first. */
export interface Due { lateMs: number; catchUpMs: number; overlap: Overlap; open: readonly number[] }

/** What is done at a due time. `after`: the new job waits for this one; `cancels`: these make way for it. */
export type DueDecision = { kind: 'missed' } | { kind: 'skip'; because: number } | { kind: 'submit'; after: number | null; cancels: readonly number[] }

/** Whether a due time becomes a job. It is asked once for all the times that have passed, with the latest: what was missed is made up for once, never in a burst. */
export function decideDue({ lateMs, catchUpMs, overlap, open }: Due): DueDecision {
  if (lateMs > Math.max(ON_TIME_MS, catchUpMs)) return { kind: 'missed' }
  const newest = open.at(-1)
  if (newest === undefined) return { kind: 'submit', after: null, cancels: [] }
  switch (overlap) {
    case 'skip': return { kind: 'skip', because: newest }
    case 'queue': return { kind: 'submit', after: newest, cancels: [] }
    case 'replace': return { kind: 'submit', after: null, cancels: open }
  }
}
