import { useState } from 'react'
import { useStore } from '../../state/store.ts'
import { closeOverlay } from '../../state/view.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { CheckBox, Field, INPUT } from '../../ui/field.tsx'
import { inboxWords } from '../../words/inbox.ts'
import { answer } from './answer.ts'

/** What was typed for Claude and not sent, by question: closing the dialog does not lose it. */
const typed = new Map<string, string>()

/** Refuses a question, with words for Claude. */
export function DenyDialog({ id }: { id: string }) {
  const approval = useStore((store) => store.world.approvals.get(id))
  const live = useStore((store) => store.connection === 'live')
  const [message, setMessage] = useState(() => typed.get(id) ?? '')
  const type = (text: string): void => {
    typed.set(id, text)
    setMessage(text)
  }
  const [always, setAlways] = useState(false)
  const deny = (): void => {
    if (!approval) return
    closeOverlay()
    void answer(approval, { answer: 'deny', always, ...(message.trim() === '' ? {} : { message: message.trim() }) })
  }
  return (
    <Dialog title={inboxWords.denyNow} onClose={closeOverlay} footer={<><Button onClick={closeOverlay}>{inboxWords.cancel}</Button><Button look="danger" shortcut="mod+enter" disabled={!approval || !live} onClick={deny}>{inboxWords.denyNow}</Button></>}>
      <div className="flex flex-col gap-3 p-4" onKeyDown={(event) => { if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) deny() }}>
        <p className="[overflow-wrap:anywhere]">{approval?.question ?? inboxWords.gone}</p>
        <Field label={inboxWords.message} hint={inboxWords.messageHint}>
          {(control) => <textarea {...control} data-autofocus="" rows={4} maxLength={4000} value={message} onChange={(event) => type(event.target.value)} className={`${INPUT} h-auto! py-1.5`} />}
        </Field>
        <CheckBox label={inboxWords.denyJob} checked={always} onChange={setAlways} />
      </div>
    </Dialog>
  )
}
