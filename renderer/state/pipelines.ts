import { create } from 'zustand'
import type { Pipeline } from '../../contract/pipeline.ts'
import { useStore, type Store } from './store.ts'
import { call } from './sync.ts'

/** Pipelines as the engine counts them. `loaded`: the first page is in; `next`: cursor of older ones, null when all are in. */
export interface PipelineStore { known: ReadonlyMap<string, Pipeline>; next: string | null; loaded: boolean; trouble: string | null }
export const usePipelineStore = create<PipelineStore>(() => ({ known: new Map(), next: null, loaded: false, trouble: null }))

const PAGE = 50
/** Changes are gathered for so long: a pipeline of many jobs is counted anew once, not with each of them. */
const GATHER_MS = 300
/** If more changed than this, a whole page is read instead of one after the other. */
const MOST_SINGLE = 20

const add = (pipelines: readonly Pipeline[]): void => usePipelineStore.setState(({ known }) => ({ known: new Map([...known, ...pipelines.map((each) => [each.id, each] as const)]) }))

/** Reads the newest pipelines. */
export async function loadPipelines(): Promise<void> {
  const page = await call('pipelines.list', { limit: PAGE })
  if (!page.ok) return usePipelineStore.setState({ trouble: page.message })
  add(page.value.pipelines)
  usePipelineStore.setState(({ loaded, next }) => ({ loaded: true, trouble: null, next: loaded ? next : page.value.next }))
}

/** Reads the next page of older ones. */
export async function loadOlderPipelines(): Promise<void> {
  const { next } = usePipelineStore.getState()
  if (next === null) return
  const page = await call('pipelines.list', { limit: PAGE, cursor: next })
  if (!page.ok || usePipelineStore.getState().next !== next) return
  add(page.value.pipelines)
  usePipelineStore.setState({ next: page.value.next })
}

/** Keeps the pipelines in step with their jobs for as long as somebody looks at them; returns what ends it. */
export function followPipelines(): () => void {
  const changed = new Set<string>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const flush = async (): Promise<void> => {
    timer = undefined
    const ids = [...changed]
    changed.clear()
    if (ids.length > MOST_SINGLE) return loadPipelines()
    for (const id of ids) {
      const answer = await call('pipelines.get', { id, figures: true })
      if (answer.ok) add([answer.value])
    }
  }
  const later = (ids: Iterable<string>): void => {
    for (const id of ids) changed.add(id)
    if (changed.size > 0) timer ??= setTimeout(() => void flush(), GATHER_MS)
  }
  void loadPipelines().then(() => later(unfinishedOf(useStore.getState())))
  const stop = useStore.subscribe((now, before) => {
    if (now.connection === 'live' && before.connection !== 'live') void loadPipelines()
    if (now.world.jobs !== before.world.jobs) later(changedOf(now, before))
  })
  return () => { stop(); clearTimeout(timer) }
}

/** Pipelines of unfinished jobs that stand on no page read so far. */
function unfinishedOf({ world }: Store): Set<string> {
  const { known } = usePipelineStore.getState()
  return new Set([...world.jobs.values()].flatMap((job) => (job.pipeline !== null && job.state !== 'finished' && !known.has(job.pipeline) ? [job.pipeline] : [])))
}

function changedOf(now: Store, before: Store): Set<string> {
  const ids = new Set<string>()
  for (const [id, job] of now.world.jobs) {
    // A finished job that was only loaded changes nothing.
    if (job.pipeline !== null && before.world.jobs.get(id) !== job && (job.state !== 'finished' || before.world.jobs.has(id))) ids.add(job.pipeline)
  }
  return ids
}
