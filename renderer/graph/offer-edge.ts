import type { Job } from '../../contract/job.ts'
import { useStore } from '../state/store.ts'
import { graphWords } from '../words/graph.ts'
import { edgesAlong, pathDown } from './cycle.ts'
import type { Topology } from './topology.ts'
import { setGraphView, type Refused } from './view.ts'

/** Whether a job's edges may still be changed. The engine decides in the end. */
export const canEditEdges = (job: Pick<Job, 'state'>): boolean => job.state === 'blocked' || job.state === 'held' || job.state === 'queued'

/** Why an edge from one job to another cannot be, with the circle it would close; null if nothing known speaks against it. */
export function refusalOf(topology: Topology, parent: string, child: string, stateOf: (id: string) => Job['state'] | undefined): Refused | null {
  const title = (id: string): string => topology.nodes.get(id)?.title ?? id
  const refused = (message: string, path: readonly string[]): Refused => ({ message, parent, child, jobs: new Set(path), trail: edgesAlong(path) })
  if (parent === child) return refused(graphWords.refused.self(title(child)), [child])
  const state = stateOf(child)
  if (state !== undefined && !canEditEdges({ state })) return refused(graphWords.refused.started(title(child), state), [child])
  const path = pathDown(topology, child, parent)
  return path === null ? null : refused(graphWords.refused.circle(title(child), title(parent), [...path, child].map(title)), path)
}

/** What the world knows of a job's state, else what the graph does. */
export const readState = (topology: Topology, id: string): Job['state'] | undefined => useStore.getState().world.jobs.get(id)?.state ?? topology.nodes.get(id)?.state

/** Asks how one job is to wait for another, at a place of the screen; an edge that is there is asked about instead, one that cannot be is refused with the reason. */
export function offerEdge(topology: Topology, { parent, child }: { parent: string; child: string }, at: { x: number; y: number }): void {
  const known = topology.parents.get(child)?.find((edge) => edge.parent === parent)
  const refused = known ? null : refusalOf(topology, parent, child, (id) => readState(topology, id))
  if (refused) return setGraphView({ refused, edge: null, preview: null })
  setGraphView({ refused: null, preview: null, edge: { parent, child, when: known?.when ?? 'success', otherwise: known?.otherwise ?? 'cancel', known: known !== undefined, at } })
}

export const closeRefused = (): void => setGraphView({ refused: null })
