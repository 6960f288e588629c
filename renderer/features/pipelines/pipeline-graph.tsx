import { useMemo } from 'react'
import { GraphView } from '../../graph/graph-view.tsx'
import { topologyOf } from '../../graph/topology.ts'
import { useStable } from '../../graph/use-stable.ts'
import type { WholePipeline } from './summary.ts'

/** The graph of a pipeline alone. */
export function PipelineGraph({ pipeline }: { pipeline: WholePipeline }) {
  const topology = useStable(useMemo(() => topologyOf(pipeline.jobs), [pipeline]))
  return <GraphView topology={topology} own={null} />
}
