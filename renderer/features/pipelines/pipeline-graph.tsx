import { useMemo } from 'react'
import { GraphView } from '../../graph/graph-view.tsx'
import { topologyOf } from '../../graph/topology.ts'
import { useStable } from '../../graph/use-stable.ts'
import type { WholePipeline } from './summary.ts'

/** The graph of a pipeline alone, its critical path marked. */
export function PipelineGraph({ pipeline, path }: { pipeline: WholePipeline; path: readonly string[] }) {
  const topology = useStable(useMemo(() => topologyOf(pipeline.jobs), [pipeline]))
  return <GraphView topology={topology} own={null} path={path} />
}
