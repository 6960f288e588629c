import { useEffect, useState } from 'react'
import type { Job } from '../../../contract/job.ts'
import { moveJobs, type Move } from '../../jobs/actions.ts'
import type { Also } from '../../jobs/move-lists.tsx'

/** Jobs that are meant and would move; what else would, each job once and none that is meant itself; and why the engine refuses some or all of it. */
export interface Foreseen { jobs: readonly Job[]; also: readonly Also[]; refused: readonly string[]; notes: readonly string[] }

/** What would come of a move, with everything downstream, as the engine says. Null while it is asked. The question was asked about these jobs; what they do meanwhile does not ask it again. */
export function usePreview(jobs: readonly Job[], move: Move): Foreseen | null {
  const [foreseen, setForeseen] = useState<Foreseen | null>(null)
  const [asked] = useState({ jobs, move })
  useEffect(() => {
    let wanted = true
    const own = new Set(asked.jobs.map((job) => job.id))
    void moveJobs(asked.jobs, asked.move, { withDependents: true, dryRun: true }).then(({ changed, also, refused, notes }) => {
      const all = new Map(also.map((other) => [other.id, other]))
      if (wanted) setForeseen({ jobs: changed, also: [...all.values()].filter((other) => !own.has(other.id)), refused, notes })
    })
    return () => { wanted = false }
  }, [asked])
  return foreseen
}

/** When a move may be confirmed: once the engine has said what would come of it, and that is anything at all. */
export const readiness = (foreseen: Foreseen | null, live: boolean): { ready: boolean; news: boolean } => ({ ready: live && foreseen !== null && foreseen.jobs.length > 0, news: foreseen !== null && foreseen.also.length > 0 })
