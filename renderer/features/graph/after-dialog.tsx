import { useRef } from 'react'
import { AfterEditor } from '../../graph/after-editor.tsx'
import { useJob } from '../../state/store.ts'
import { closeOverlay } from '../../state/view.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { graphWords } from '../../words/graph.ts'

/** What a job waits for, to change from wherever it is pointed at: what a line that is drawn does with the mouse. */
export function AfterDialog({ id }: { id: string }) {
  const job = useJob(id)
  const body = useRef<HTMLDivElement>(null)
  /** What was typed and not picked would be lost without a word. */
  const close = (): void => {
    const left = body.current?.querySelector<HTMLInputElement>('input[aria-invalid=true]')
    if (left && left.value !== '') left.focus()
    else closeOverlay()
  }
  return (
    <Dialog title={graphWords.edit.openTitle(job?.title ?? id)} onClose={closeOverlay} footer={<Button look="primary" onClick={close}>{graphWords.edit.done}</Button>}>
      <div ref={body} className="p-4">{job && <AfterEditor job={job} />}</div>
    </Dialog>
  )
}
