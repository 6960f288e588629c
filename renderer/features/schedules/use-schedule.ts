import { useEffect, useMemo, useState } from 'react'
import type { Job } from '../../../contract/job.ts'
import type { Schedule } from '../../../contract/schedule.ts'
import { followSchedules, useSchedule, useScheduleStore } from '../../state/schedules.ts'
import { useStore } from '../../state/store.ts'
import { call, learn } from '../../state/sync.ts'
import { jobsOf } from './summary.ts'

/** Jobs read with one call. */
const PAGE = 50

/** One schedule with its whole prompt, read anew whenever the list hears that it changed. Undefined while it is read, null when there is none. */
export function useWholeSchedule(id: string): Schedule | null | undefined {
  const known = useSchedule(id)
  const loaded = useScheduleStore((store) => store.loaded)
  const [whole, setWhole] = useState<Schedule | null>(null)
  useEffect(followSchedules, [])
  useEffect(() => {
    if (!known) return
    let wanted = true
    void call('schedules.get', { id }).then((answer) => { if (wanted && answer.ok) setWhole(answer.value) })
    return () => { wanted = false }
  }, [id, known])
  if (!known) return loaded ? null : undefined
  return whole?.id === id ? { ...known, job: { ...known.job, prompt: whole.job.prompt } } : known
}

/** The jobs of a schedule as far as they were read, the newest first; `older` reads the next page, null when all are there. */
export function useJobsOf(id: string): { jobs: readonly Job[]; loading: boolean; older: (() => void) | null } {
  const all = useStore((store) => store.world.jobs)
  const [next, setNext] = useState<string | null | undefined>()
  const read = async (cursor?: string): Promise<void> => {
    const page = await call('jobs.list', { schedule: id, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) })
    if (page.ok) learn(page.value.jobs)
    setNext(page.ok ? page.value.next : null)
  }
  // oxlint-disable-next-line react/exhaustive-effect-dependencies, react-hooks/exhaustive-deps -- read once for each schedule; events bring the rest
  useEffect(() => { void read() }, [id])
  const jobs = useMemo(() => jobsOf(id, all.values()), [id, all])
  return { jobs, loading: next === undefined, older: next == null ? null : () => void read(next) }
}
