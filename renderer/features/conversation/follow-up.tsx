import { useEffect, useState, type FormEvent } from 'react'
import type { Conversation } from '../../../contract/conversation.ts'
import type { Job } from '../../../contract/job.ts'
import { useFiles } from '../../job-form/use-files.ts'
import { keepFollowUp, onProposed, readFollowUp } from '../../jobs/follow-up-draft.ts'
import { attemptKey, endAttempt } from '../../state/attempt.ts'
import { call, learn } from '../../state/sync.ts'
import { useReadOnly } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import { Field, TextInput } from '../../ui/field.tsx'
import { TextArea } from '../../ui/text-area.tsx'
import { conversationWords as words } from '../../words/conversation.ts'
import { jobFormWords } from '../../words/job-form.ts'
import { takeFocus } from './follow-up-focus.ts'

/** Adds a job to the conversation. What was typed outlives a reload; the check is that of the last job unless changed. */
export function FollowUp({ conversation, last }: { conversation: Conversation; last: Job }) {
  const [prompt, setPrompt] = useState(() => readFollowUp(conversation.id))
  const [check, setCheck] = useState<string | null>(null)
  const [fault, setFault] = useState<{ field: 'prompt' | 'check'; message: string } | null>(null)
  const [busy, setBusy] = useState(false)
  const readOnly = useReadOnly()
  const type = (text: string): void => { setPrompt(text); setFault(null) }
  const { field, adding, onFiles } = useFiles(last.repository, type)
  useEffect(() => takeFocus(conversation.id, field.current), [conversation.id, field])
  const checked = check ?? last.check?.command ?? ''
  useEffect(() => keepFollowUp(conversation.id, prompt), [prompt, conversation.id])
  useEffect(() => onProposed((id, text) => { if (id === conversation.id) setPrompt(text) }), [conversation.id])

  const add = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (readOnly || busy) return
    if (prompt.trim() === '') return setFault({ field: 'prompt', message: words.blank })
    setBusy(true)
    const place = `follow-up.${conversation.id}`
    const more = { prompt, ...(checked.trim() === '' ? {} : { check: { command: checked.trim() } }) }
    // Not bound to the job it follows: the lost answer's job is the last one by now.
    const answer = await call('jobs.continue', { id: last.id, ...more, idempotencyKey: attemptKey(localStorage, place, more) })
    if (answer.ok || answer.code !== 'no-engine') endAttempt(localStorage, place)
    setBusy(false)
    if (!answer.ok) return setFault({ field: String(answer.details?.['field'] ?? '').startsWith('check') ? 'check' : 'prompt', message: answer.message })
    setFault(null)
    setPrompt('')
    setCheck(null)
    learn([answer.value])
  }
  const hint = adding.length > 0 ? jobFormWords.adding(adding) : readOnly ? words.offline : conversation.takenOverBy ? words.boxTaken : last.state === 'finished' ? words.boxHint : words.boxAfter(last.title)
  return (
    <form noValidate onSubmit={(event) => void add(event)} onKeyDown={(event) => { if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) { event.preventDefault(); event.currentTarget.requestSubmit() } }} className="flex shrink-0 flex-col gap-2 border-t border-line px-4 py-3 low:py-1.5">
      <Field label={words.box} hint={prompt === '' && adding.length === 0 && !readOnly && !conversation.takenOverBy ? undefined : <span role="status">{hint}</span>} error={fault?.field === 'prompt' ? fault.message : null}>
        {(control) => <TextArea {...control} ref={field} data-follow-up={conversation.id} rows={2} className="max-h-48!" placeholder={words.placeholder} value={prompt} onChange={(event) => type(event.target.value)} onPaste={onFiles} onDrop={onFiles} />}
      </Field>
      {prompt !== '' && (
        <div className="flex flex-wrap items-end gap-2">
          <Field label={words.check} error={fault?.field === 'check' ? fault.message : null} className="min-w-40 flex-1">{(control) => <TextInput {...control} className="font-mono text-[12px]" placeholder={words.checkPlaceholder} value={checked} onChange={(event) => { setCheck(event.target.value); setFault(null) }} />}</Field>
          <Button type="submit" look="primary" shortcut="mod+enter" className="medium:h-8" disabled={readOnly || busy}>{busy ? words.adding : words.add}</Button>
        </div>
      )}
    </form>
  )
}
