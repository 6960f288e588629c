import { useEffect, useState } from 'react'
import type { Failure } from '../../../contract/errors.ts'
import type { Job } from '../../../contract/job.ts'
import { call, learn } from '../../state/sync.ts'
import { useJob, useStore } from '../../state/store.ts'

/** A job with all of its runs and its whole prompt: read when it is opened and when a run begins or ends; what events bring is laid over it. */
export function useFullJob(id: string): { job: Job | null; trouble: Failure | null } {
  const [full, setFull] = useState<Job | null>(null)
  const [trouble, setTrouble] = useState<Failure | null>(null)
  const mine = full !== null && full.id.startsWith(id) ? full : null
  const latest = useJob(mine?.id ?? id)
  const live = useStore((store) => store.connection === 'live')
  const step = latest ? `${latest.run} ${latest.state} ${latest.endedAt}` : ''
  useEffect(() => {
    let stopped = false
    void call('jobs.get', { id }).then((answer) => {
      if (stopped) return
      if (answer.ok) {
        setFull(answer.value)
        setTrouble(null)
        learn([answer.value])
      } else if (answer.code !== 'no-engine') setTrouble(answer)
    })
    return () => { stopped = true }
  // oxlint-disable-next-line react/exhaustive-effect-dependencies, react-hooks/exhaustive-deps -- read again when a run begins or ends, or the engine is back
  }, [id, step, live])
  return { job: mine && latest ? lay(mine, latest) : (latest ?? mine), trouble: mine || latest ? null : trouble }
}

/** The newer job with what only the full one has. */
export function lay(full: Job, latest: Job): Job {
  if (full === latest) return full
  const newest = latest.runs.at(-1)
  const runs = newest ? [...full.runs.filter((run) => run.number < newest.number), newest] : full.runs
  return { ...latest, runs, ...(latest.promptCut && latest.prompt === full.prompt.slice(0, latest.prompt.length) ? { prompt: full.prompt, promptCut: false } : {}) }
}
