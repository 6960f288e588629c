import { Workflow } from 'lucide-react'
import { useMemo, useState } from 'react'
import { GraphView } from '../../graph/graph-view.tsx'
import { singlesOf, without } from '../../graph/topology.ts'
import { useGraph } from '../../graph/use-graph.ts'
import { openOverlay } from '../../state/view.ts'
import { Button } from '../../ui/button.tsx'
import { Empty, Loading } from '../../ui/empty.tsx'
import { graphWords } from '../../words/graph.ts'
import { ExportButton } from './export-dialog.tsx'

const NONE: ReadonlySet<string> = new Set()

/** What waits for what: all of it, or (with a job's id in the address) what hangs together with that job. */
export function GraphScreen({ path }: { path: readonly string[] }) {
  return <Around key={path[0] ?? ''} root={path[0] ?? null} />
}

function Around({ root }: { root: string | null }) {
  const { topology, cut, trouble, reload } = useGraph(root)
  const [withSingles, setWithSingles] = useState(false)
  const singles = useMemo(() => (topology && root === null ? singlesOf(topology) : NONE), [topology, root])
  const shown = useMemo(() => topology && without(topology, withSingles ? NONE : singles), [topology, singles, withSingles])
  if (!topology || !shown) return trouble === null ? <Loading what={graphWords.loading} /> : <Empty icon={<Workflow size={28} />} title={graphWords.failed} action={<Button onClick={reload}>{graphWords.again}</Button>}>{trouble}</Empty>
  const bar = (
    <>
      <h2 className="text-head font-semibold">{graphWords.title}</h2>
      {shown.nodes.size > 0 && <ExportButton root={root} />}
      {singles.size > 0 && <label className="flex h-11 items-center gap-1.5 medium:h-7" title={graphWords.singlesHint}><input type="checkbox" checked={withSingles} onChange={(event) => setWithSingles(event.target.checked)} className="accent-fill" />{graphWords.singles(singles.size)}</label>}
    </>
  )
  if (shown.nodes.size > 0) return <GraphView topology={shown} own={root} cut={cut}>{bar}</GraphView>
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex min-h-11 shrink-0 items-center gap-4 border-b border-line px-3">{bar}</div>
      <Empty icon={<Workflow size={28} />} title={graphWords.emptyTitle} action={<Button look="primary" shortcut="n" onClick={() => openOverlay('composer')}>{graphWords.newJob}</Button>}>{graphWords.emptyHint}</Empty>
    </div>
  )
}
