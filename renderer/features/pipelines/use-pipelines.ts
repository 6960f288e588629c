import { useEffect, useMemo, useState } from 'react'
import { call, learn } from '../../state/sync.ts'
import { useStore } from '../../state/store.ts'
import { toPipelines, type Pipeline } from './summary.ts'

/** Jobs read with one call. */
const PAGE = 1000
/** Pipelines that are whole: all of their jobs have been read once; events bring the rest. */
const whole = new Set<string>()

/** All pipelines of which the window knows a job, each whole. */
export function usePipelines(): Pipeline[] {
  const jobs = useStore((store) => store.world.jobs)
  const pipelines = useMemo(() => toPipelines(jobs.values()), [jobs])
  const mayLack = useStore((store) => store.next !== null)
  const missing = pipelines.filter(({ id }) => mayLack && !whole.has(id)).map(({ id }) => id).join(' ')
  useEffect(() => { if (missing !== '') void readAll(missing.split(' ')) }, [missing])
  return pipelines
}

/** One after the other: the list fills from the top. */
async function readAll(ids: readonly string[]): Promise<void> {
  for (const id of ids) if (!whole.has(id)) await readPipeline(id)
}

/** Reads all jobs of a pipeline; what went wrong, or null. */
async function readPipeline(id: string): Promise<string | null> {
  whole.add(id)
  for (let cursor: string | undefined; ;) {
    const page = await call('jobs.list', { pipeline: id, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) })
    if (!page.ok) { whole.delete(id); return page.message }
    learn(page.value.jobs)
    if (page.value.next === null) return null
    cursor = page.value.next
  }
}

/** One pipeline; read if the window does not have all of it. */
export function usePipeline(id: string): { pipeline: Pipeline | null; loading: boolean; trouble: string | null } {
  const jobs = useStore((store) => store.world.jobs)
  const live = useStore((store) => store.connection === 'live')
  const [answer, setAnswer] = useState<{ id: string; trouble: string | null } | null>(null)
  useEffect(() => {
    let wanted = true
    void readPipeline(id).then((trouble) => { if (wanted) setAnswer({ id, trouble }) })
    return () => { wanted = false }
  }, [id, live])
  const pipeline = useMemo(() => toPipelines([...jobs.values()].filter((job) => job.pipeline === id))[0] ?? null, [jobs, id])
  return { pipeline, loading: answer?.id !== id, trouble: answer?.id === id ? answer.trouble : null }
}
