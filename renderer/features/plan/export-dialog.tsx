import { useEffect, useState } from 'react'
import type { PlanExport } from '../../../contract/plan.ts'
import type { Result } from '../../../contract/errors.ts'
import { call } from '../../state/sync.ts'
import { Tabs } from '../../ui/tabs.tsx'
import { planWords } from '../../words/plan.ts'
import { FileDialog, type TextFile } from '../../jobs/file-dialog.tsx'

const words = planWords.file
type Format = PlanExport['format']
const FORMATS = [{ id: 'yaml', label: 'YAML' }, { id: 'json', label: 'JSON' }] as const

/** A pipeline, or all that is connected with a job, written back as a plan. */
export function PlanExportDialog({ id }: { id: string }) {
  const [format, setFormat] = useState<Format>('yaml')
  const [answer, setAnswer] = useState<Result<PlanExport> | null>(null)
  useEffect(() => {
    let wanted = true
    void call('plans.export', { id, format }).then((said) => { if (wanted) setAnswer(said) })
    return () => { wanted = false }
  }, [id, format])
  const plan = answer?.ok ? answer.value : null
  return (
    <FileDialog title={plan ? words.exported(plan.title, plan.jobs) : words.export} hint={words.exportHint} file={plan && toFile(plan)} trouble={answer && !answer.ok ? answer.message : null} panel={{ id: 'plan-format-panel', role: 'tabpanel', 'aria-labelledby': `plan-format-${format}` }}>
      <div className="-mx-3"><Tabs id="plan-format" label={words.formats} items={FORMATS} current={format} onChange={(chosen) => setFormat(chosen as Format)} /></div>
      {plan && plan.notes.length > 0 && <ul aria-label={words.notes} className="flex list-disc flex-col gap-0.5 rounded-md bg-tint-amber py-2 pr-3 pl-7">{plan.notes.map((note) => <li key={note} className="[overflow-wrap:anywhere]">{note}</li>)}</ul>}
    </FileDialog>
  )
}

function toFile({ title, format, text }: PlanExport): TextFile {
  const name = title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '').slice(0, 60)
  return { name: `${name || 'plan'}.${format}`, type: format === 'yaml' ? 'application/yaml' : 'application/json', text }
}
