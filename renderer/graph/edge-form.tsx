import { useEffect, useId, useRef, useState, type FormEvent, type KeyboardEvent } from 'react'
import type { EdgeOtherwise, EdgeWhen } from '../../contract/job.ts'
import { call } from '../state/sync.ts'
import { useReadOnly } from '../state/store.ts'
import { Button } from '../ui/button.tsx'
import { Field, Select } from '../ui/field.tsx'
import { notify } from '../ui/notices.tsx'
import { graphWords } from '../words/graph.ts'
import type { Topology } from './topology.ts'
import { setGraphView, useGraphView, type AskedEdge } from './view.ts'

const words = graphWords.edit
const WIDTH = 300
/** About how high it is: it must not hang out of the window. */
const HEIGHT = 260
const GAP = 12
export const toChoices = <Value extends string>(labels: Record<Value, string>) => (Object.entries(labels) as [Value, string][]).map(([value, label]) => ({ value, label }))

/** Asks how one job is to wait for another, where the line was let go or clicked. */
export function EdgeForm({ topology }: { topology: Topology }) {
  const edge = useGraphView((view) => view.edge)
  return edge && topology.nodes.has(edge.parent) && topology.nodes.has(edge.child) ? <Form key={`${edge.parent} ${edge.child}`} edge={edge} topology={topology} /> : null
}

function Form({ edge, topology }: { edge: AskedEdge; topology: Topology }) {
  const [when, setWhen] = useState<EdgeWhen>(edge.when)
  const [otherwise, setOtherwise] = useState<EdgeOtherwise>(edge.otherwise)
  const [error, setError] = useState<string | null>(null)
  const readOnly = useReadOnly()
  const id = useId()
  const form = useRef<HTMLFormElement>(null)
  const title = (job: string): string => topology.nodes.get(job)?.title ?? job
  const close = (): void => setGraphView({ edge: null })
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null
    form.current?.querySelector('select')?.focus()
    return () => before?.focus({ preventScroll: true })
  }, [])
  const send = async (change: { after: { job: string; when: EdgeWhen; otherwise: EdgeOtherwise }[] } | { noAfter: string[] }, said: string): Promise<void> => {
    const answer = await call('jobs.edit', { id: edge.child, ...change })
    if (!answer.ok) return setError(answer.message)
    close()
    notify(said)
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    void send({ after: [{ job: edge.parent, when, otherwise }] }, words.put(title(edge.child), title(edge.parent)))
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    event.stopPropagation()
    if (event.key === 'Escape') close()
  }
  const place = { left: Math.max(GAP, Math.min(edge.at.x + GAP, innerWidth - WIDTH - GAP)), top: Math.max(GAP, Math.min(edge.at.y + GAP, innerHeight - HEIGHT - GAP)), width: WIDTH }
  return (
    <div role="dialog" aria-labelledby={id} onKeyDown={onKeyDown} style={place} className="arrive fixed z-30 rounded-lg border border-line bg-raised p-3 shadow-overlay">
      <form ref={form} onSubmit={submit} className="flex flex-col gap-3">
        <h2 id={id} className="line-clamp-3 font-medium [overflow-wrap:anywhere]">{words.title(title(edge.child), title(edge.parent))}</h2>
        <Field label={words.when}>{(control) => <Select {...control} value={when} onChange={(event) => setWhen(event.target.value as EdgeWhen)} choices={toChoices(words.whens)} />}</Field>
        <Field label={words.otherwise} error={error}>{(control) => <Select {...control} value={otherwise} onChange={(event) => setOtherwise(event.target.value as EdgeOtherwise)} choices={toChoices(words.otherwises)} />}</Field>
        <div className="flex flex-wrap justify-end gap-2">
          {edge.known && <Button look="quiet" className="mr-auto text-red!" disabled={readOnly} onClick={() => void send({ noAfter: [edge.parent] }, words.dropped(title(edge.child), title(edge.parent)))}>{words.drop}</Button>}
          <Button onClick={close}>{words.keep}</Button>
          <Button look="primary" type="submit" disabled={readOnly || (edge.known && when === edge.when && otherwise === edge.otherwise)}>{edge.known ? words.change : words.add}</Button>
        </div>
      </form>
    </div>
  )
}
