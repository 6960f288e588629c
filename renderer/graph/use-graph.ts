import { useEffect, useRef, useState } from 'react'
import type { Job } from '../../contract/job.ts'
import { call } from '../state/sync.ts'
import { useStore } from '../state/store.ts'
import { addNewJobs, hasOtherEdges, toEdgeId, toTopology, withEdgesOf, type Topology } from './topology.ts'

/** The graph as far as it is known. `cut`: it is larger than what the engine gives. */
export interface GraphState { topology: Topology | null; cut: boolean; trouble: string | null }

/** The last graph around a job: another job of it shows the same one, at once and without a move. */
let last: { topology: Topology; cut: boolean } | null = null
/** New jobs come in bursts; the engine is asked once for all of them. */
const READ_AFTER_MS = 200

/** The graph around a job, or of everything unfinished and recent; kept in step with the jobs the window hears of. */
export function useGraph(root: string | null): GraphState & { reload(): void } {
  const [state, setState] = useState<GraphState>(() => (root !== null && last?.topology.nodes.has(root) ? { ...last, trouble: null } : { topology: null, cut: false, trouble: null }))
  const [asked, setAsked] = useState(0)
  const live = useStore((store) => store.connection === 'live')
  const reload = (): void => setAsked((count) => count + 1)
  const known = useRef<ReadonlyMap<string, Job> | null>(null)
  useEffect(() => {
    let wanted = true
    const seen = useStore.getState().world.jobs
    void call('graph.get', root === null ? {} : { root }).then((answer) => {
      if (!wanted) return
      if (!answer.ok) return setState((now) => ({ ...now, trouble: answer.message }))
      known.current = seen
      setState((now) => ({ topology: keepSame(now.topology, toTopology(answer.value.nodes, answer.value.edges)), cut: answer.value.cut, trouble: null }))
    })
    return () => { wanted = false }
  }, [root, live, asked])
  const { topology } = state
  useEffect(() => { if (root !== null && topology) last = { topology, cut: state.cut } }, [root, topology, state.cut])
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const stop = useStore.subscribe(({ world }) => {
      const before = known.current
      if (!before || world.jobs === before) return
      const fresh: Job[] = []
      const changed: Job[] = []
      for (const job of world.jobs.values()) {
        const was = before.get(job.id)
        if (!was) fresh.push(job)
        else if (was !== job && hasOtherEdges(was, job)) changed.push(job)
      }
      known.current = world.jobs
      if (fresh.length === 0 && changed.length === 0) return
      setState((now) => {
        if (!now.topology) return now
        const edited = withEdgesOf(now.topology, changed)
        const next = addNewJobs(edited.topology, fresh.filter((job) => root !== null || job.state !== 'finished'), root !== null)
        // Around a job, an edge that went may leave a part behind that hangs on it no more.
        if (next.incomplete || edited.incomplete || (root !== null && changed.length > 0)) { clearTimeout(timer); timer = setTimeout(reload, READ_AFTER_MS) }
        return next.topology === now.topology ? now : { ...now, topology: next.topology }
      })
    })
    return () => { stop(); clearTimeout(timer) }
  }, [root])
  return { ...state, reload }
}

/** The one that is there, if the other has the same jobs and edges: nothing is laid out again for news about states. */
export function keepSame(now: Topology | null, next: Topology): Topology {
  if (!now || now.nodes.size !== next.nodes.size || now.edges.length !== next.edges.length) return next
  for (const [id, node] of next.nodes) if (now.nodes.get(id)?.any !== node.any) return next
  const edges = new Map(now.edges.map((edge) => [toEdgeId(edge), edge]))
  for (const edge of next.edges) {
    const same = edges.get(toEdgeId(edge))
    if (same?.when !== edge.when || same.otherwise !== edge.otherwise) return next
  }
  return now
}
