import { useEffect, useState } from 'react'
import type { PipelineDetail } from '../../../contract/pipeline.ts'
import { useStore } from '../../state/store.ts'
import { call } from '../../state/sync.ts'

/** What the engine foresees of a pipeline. */
export type Outlook = Pick<PipelineDetail, 'forecast' | 'conflicts'>

/** Changes are gathered for so long. */
const GATHER_MS = 500
/** A pipeline of thousands of jobs takes the engine a while: so many times as long is waited before it is asked again. */
const REST = 10
/** While nothing happens it is asked so often: a job may run longer than those before it did. */
const LOOK_MS = 30_000

/** What is foreseen of a pipeline, kept in step with its jobs; null until the first answer. */
export function useOutlook(id: string): Outlook | null {
  const [answer, setAnswer] = useState<{ id: string; outlook: Outlook } | null>(null)
  useEffect(() => followOutlook(id, (outlook) => setAnswer({ id, outlook })), [id])
  return answer?.id === id ? answer.outlook : null
}

function followOutlook(id: string, tell: (outlook: Outlook) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let [restMs, soon, reading, over] = [GATHER_MS, false, false, false]
  const later = (ms: number): void => { clearTimeout(timer); timer = setTimeout(() => void read(), ms) }
  const changed = (): void => {
    if (!soon && !reading) later(restMs)
    soon = true
  }
  const read = async (): Promise<void> => {
    [soon, reading] = [false, true]
    const before = performance.now()
    const answer = await call('pipelines.get', { id })
    reading = false
    if (over) return
    restMs = Math.max(GATHER_MS, REST * (performance.now() - before))
    if (answer.ok) tell(answer.value)
    if (soon) later(restMs)
    else if (!answer.ok || answer.value.forecast) later(LOOK_MS)
  }
  void read()
  const stop = useStore.subscribe((now, before) => {
    if (now.connection === 'live' && before.connection !== 'live') return changed()
    if (now.world.jobs === before.world.jobs) return
    for (const [job, known] of now.world.jobs) if (known.pipeline === id && before.world.jobs.get(job) !== known) return changed()
  })
  return () => { over = true; stop(); clearTimeout(timer) }
}
