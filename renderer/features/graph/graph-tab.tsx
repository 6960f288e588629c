import { Workflow } from 'lucide-react'
import { GraphView } from '../../graph/graph-view.tsx'
import { useGraph } from '../../graph/use-graph.ts'
import type { JobTabProps } from '../../jobs/job-tab.ts'
import { openOverlay } from '../../state/view.ts'
import { Button } from '../../ui/button.tsx'
import { Empty, Loading } from '../../ui/empty.tsx'
import { graphWords } from '../../words/graph.ts'
import { ExportButton } from './export-dialog.tsx'

const TAB = ['graph']

/** What a job hangs together with. A box opens its job on this tab, so that one can walk through the graph. */
export function GraphTab({ job }: JobTabProps) {
  const { topology, cut, trouble, reload } = useGraph(job.id)
  if (!topology) return trouble === null ? <Loading what={graphWords.loading} /> : <Empty icon={<Workflow size={28} />} title={graphWords.failed} action={<Button onClick={reload}>{graphWords.again}</Button>}>{trouble}</Empty>
  if (topology.nodes.size <= 1) return <Empty icon={<Workflow size={28} />} title={graphWords.aloneTitle} action={<Button onClick={() => openOverlay('composer', { after: [job.id] })}>{graphWords.newAfter}</Button>}>{graphWords.aloneHint}</Empty>
  return <GraphView topology={topology} own={job.id} tab={TAB} cut={cut}><ExportButton root={job.id} /></GraphView>
}
