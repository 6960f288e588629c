import { FileText } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { Graph } from '../../../contract/api.ts'
import type { Result } from '../../../contract/errors.ts'
import { toDot, toMermaid } from '../../../contract/graph-text.ts'
import { FileDialog } from '../../jobs/file-dialog.tsx'
import { call } from '../../state/sync.ts'
import { openOverlay } from '../../state/view.ts'
import { Button } from '../../ui/button.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { graphWords } from '../../words/graph.ts'

const words = graphWords.export
const FORMATS = [{ id: 'mermaid', label: 'Mermaid', name: 'graph.mmd', type: 'text/vnd.mermaid', toLines: toMermaid }, { id: 'dot', label: 'DOT (Graphviz)', name: 'graph.dot', type: 'text/vnd.graphviz', toLines: toDot }] as const

/** A graph in the words of other programs: what hangs together with `root`, or all of it. */
export function GraphExportDialog({ root = null }: { root?: string | null }) {
  const [format, setFormat] = useState<string>(FORMATS[0].id)
  const [answer, setAnswer] = useState<Result<Graph> | null>(null)
  useEffect(() => {
    let wanted = true
    void call('graph.get', root === null ? {} : { root }).then((said) => { if (wanted) setAnswer(said) })
    return () => { wanted = false }
  }, [root])
  const { name, type, toLines } = FORMATS.find(({ id }) => id === format)!
  const file = answer?.ok ? { name, type, text: `${toLines(answer.value).join('\n')}\n` } : null
  return (
    <FileDialog title={answer?.ok ? words.title(answer.value.nodes.length) : words.command} hint={words.hint} file={file} trouble={answer && !answer.ok ? answer.message : null} panel={{ id: 'graph-format-panel', role: 'tabpanel', 'aria-labelledby': `graph-format-${format}` }}>
      <div className="-mx-3"><Tabs id="graph-format" label={words.formats} items={FORMATS} current={format} onChange={setFormat} /></div>
      {answer?.ok && answer.value.cut && <p className="text-amber">{graphWords.cut}</p>}
    </FileDialog>
  )
}

/** Leads to it. */
export function ExportButton({ root }: { root: string | null }) {
  return <Button look="quiet" icon={<FileText size={14} aria-hidden="true" />} onClick={() => openOverlay('graph-export', { root })}>{words.button}</Button>
}
