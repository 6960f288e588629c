import { useRef } from 'react'
import type { Topology } from './topology.ts'
import { keepSame } from './use-graph.ts'

/** The topology of before as long as jobs and edges are the same: news about states lays nothing out again. */
export function useStable(next: Topology): Topology {
  const kept = useRef<Topology | null>(null)
  kept.current = keepSame(kept.current, next)
  return kept.current
}
