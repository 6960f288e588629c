import { useEffect, useState } from 'react'
import { planWords } from '../../words/plan.ts'
import { FileDialog, type TextFile } from '../../jobs/file-dialog.tsx'

const words = planWords.file

/** What a plan may hold, for editors that complete and check it. */
export function PlanSchemaDialog() {
  const [file, setFile] = useState<TextFile | null>(null)
  useEffect(() => {
    let wanted = true
    void import('../../../contract/plan-schema.ts').then(({ planSchema }) => { if (wanted) setFile({ name: 'plan.schema.json', type: 'application/schema+json', text: `${JSON.stringify(planSchema(), null, 2)}\n` }) })
    return () => { wanted = false }
  }, [])
  return <FileDialog title={words.schema} hint={words.schemaHint} file={file} trouble={null} />
}
