import { useEffect, useState } from 'react'
import type { Moved } from '../../../contract/api.ts'
import type { Result } from '../../../contract/errors.ts'
import type { Job } from '../../../contract/job.ts'
import { callEach } from '../../jobs/actions.ts'
import type { Also } from '../../jobs/move-lists.tsx'

/** Jobs that are meant and would move; what else would, each job once and none that is meant itself; and why the engine refuses some or all of it. */
export interface Foreseen { jobs: readonly Job[]; also: readonly Also[]; refused: readonly string[] }

/** What would come of a move, as the engine says. Null while it is asked. The question was asked about these jobs; what they do meanwhile does not ask it again. */
export function usePreview(jobs: readonly Job[], one: (job: Job) => Promise<Result<Moved>>): Foreseen | null {
  const [foreseen, setForeseen] = useState<Foreseen | null>(null)
  const [asked] = useState({ jobs, one })
  useEffect(() => {
    let wanted = true
    const own = new Set(asked.jobs.map((job) => job.id))
    void callEach(asked.jobs, asked.one).then(({ done, refused }) => {
      const all = new Map(done.flatMap((moved) => moved.also).map((other) => [other.id, other]))
      if (wanted) setForeseen({ jobs: done.flatMap((moved) => moved.changed), also: [...all.values()].filter((other) => !own.has(other.id)), refused: [...new Set(refused)] })
    })
    return () => { wanted = false }
  }, [asked])
  return foreseen
}

/** When a move may be confirmed: once the engine has said what would come of it, and that is anything at all. */
export const readiness = (foreseen: Foreseen | null, live: boolean): { ready: boolean; news: boolean } => ({ ready: live && foreseen !== null && foreseen.jobs.length > 0, news: foreseen !== null && foreseen.also.length > 0 })
