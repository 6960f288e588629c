import { AfterEditor } from '../../graph/after-editor.tsx'
import { useJob } from '../../state/store.ts'
import { closeOverlay } from '../../state/view.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { graphWords } from '../../words/graph.ts'

/** What a job waits for, to change from wherever it is pointed at: what a line that is drawn does with the mouse. */
export function AfterDialog({ id }: { id: string }) {
  const job = useJob(id)
  return (
    <Dialog title={graphWords.edit.openTitle(job?.title ?? id)} onClose={closeOverlay} footer={<Button look="primary" onClick={closeOverlay}>{graphWords.edit.done}</Button>}>
      <div className="p-4">{job && <AfterEditor job={job} />}</div>
    </Dialog>
  )
}
