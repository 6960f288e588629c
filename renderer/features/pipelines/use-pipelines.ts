import { useEffect, useMemo, useState } from 'react'
import { call, learn } from '../../state/sync.ts'
import { followPipelines, usePipelineStore } from '../../state/pipelines.ts'
import { useStore } from '../../state/store.ts'
import { inOrder, toFigures, toWhole, type Figures, type WholePipeline } from './summary.ts'

/** Jobs read with one call. */
const PAGE = 1000

/** The pipelines read so far, as the engine counts them, followed for as long as they are shown. */
export function usePipelines(): readonly Figures[] {
  const known = usePipelineStore((store) => store.known)
  useEffect(followPipelines, [])
  return useMemo(() => inOrder([...known.values()].map(toFigures)), [known])
}

/** Reads all jobs of a pipeline; what went wrong, or null. */
async function readPipeline(id: string): Promise<string | null> {
  for (let cursor: string | undefined; ;) {
    const page = await call('jobs.list', { pipeline: id, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) })
    if (!page.ok) return page.message
    learn(page.value.jobs)
    if (page.value.next === null) return null
    cursor = page.value.next
  }
}

/** One pipeline with its jobs; read if the window does not have all of them. */
export function usePipeline(id: string): { pipeline: WholePipeline | null; loading: boolean; trouble: string | null } {
  const jobs = useStore((store) => store.world.jobs)
  const live = useStore((store) => store.connection === 'live')
  const [answer, setAnswer] = useState<{ id: string; trouble: string | null } | null>(null)
  useEffect(() => {
    let wanted = true
    void readPipeline(id).then((trouble) => { if (wanted) setAnswer({ id, trouble }) })
    return () => { wanted = false }
  }, [id, live])
  const pipeline = useMemo(() => {
    const own = [...jobs.values()].filter((job) => job.pipeline === id)
    return own.length === 0 ? null : toWhole(id, own)
  }, [jobs, id])
  return { pipeline, loading: answer?.id !== id, trouble: answer?.id === id ? answer.trouble : null }
}
