import { useEffect, useRef, useState } from 'react'
import type { Failure } from '../../contract/errors.ts'
import type { Draft, DraftField } from './draft.ts'
import { fieldOf, judgeAtEngine, judgeHere, toQuestion, withoutField } from './judge.ts'
import type { Faults } from './read.ts'

export type Errors = Faults & { form?: string }
/** Typing rests this long before what was typed is judged. */
const JUDGE_AFTER_MS = 400

/** What the fields see of a form. */
export interface Form { draft: Draft; errors: Errors; set(change: Partial<Draft>): void }
/** What its owner can do besides. */
export interface OwnForm extends Form { fail(errors: Errors): void; refuse(refusal: Failure): void; restart(draft: Draft): void }

/** The state of a form: the draft, and what is wrong with it in the engine's words, said at fields somebody was at: an empty form is not a wrong one. */
export function useForm(start: () => Draft): OwnForm {
  const [draft, setDraft] = useState(start)
  const touched = useRef(new Set<DraftField>())
  const [here, setHere] = useState<Faults>({})
  const [refused, setRefused] = useState<Errors>({})
  const atEngine = useEngineFaults(draft)
  useEffect(() => {
    let wanted = true
    const timer = setTimeout(() => void judgeHere(draft).then((found) => { if (wanted) setHere(found) }), JUDGE_AFTER_MS)
    return () => { wanted = false; clearTimeout(timer) }
  }, [draft])
  const shown = Object.fromEntries(Object.entries(here).filter(([field]) => touched.current.has(field as DraftField)))
  const touch = (fields: Iterable<string>): void => { for (const field of fields) touched.current.add(field as DraftField) }
  return {
    draft, errors: { ...atEngine, ...shown, ...refused },
    set: (change) => {
      // A field somebody comes to has not been judged as it is now.
      const fresh = Object.keys(change).filter((field) => !touched.current.has(field as DraftField))
      if (fresh.some((field) => field in here)) setHere((before) => without(before, fresh))
      touch(Object.keys(change))
      setRefused((before) => (Object.keys(before).length === 0 ? before : without(before, [...Object.keys(change), 'form'])))
      setDraft((before) => ({ ...before, ...change }))
    },
    fail: (errors) => { touch(Object.keys(errors)); setRefused(errors) },
    refuse: (refusal) => {
      const field = fieldOf(refusal)
      if (field) touch([field])
      setRefused(field ? { [field]: withoutField(refusal.message) } : { form: refusal.message })
    },
    restart: (next) => { touched.current.clear(); setHere({}); setRefused({}); setDraft(next) },
  }
}

const without = (errors: Errors, fields: readonly string[]): Errors => Object.fromEntries(Object.entries(errors).filter(([field]) => !fields.includes(field)))

/** What the engine says of the draft; asked anew only when something changed that it is asked about. */
function useEngineFaults(draft: Draft): Faults {
  const [faults, setFaults] = useState<Faults>({})
  const asked = JSON.stringify(toQuestion(draft))
  const latest = useRef(draft)
  latest.current = draft
  useEffect(() => {
    let wanted = true
    if (asked === 'null') return setFaults({})
    const timer = setTimeout(() => void judgeAtEngine(latest.current).then((found) => { if (wanted) setFaults(found) }), JUDGE_AFTER_MS)
    return () => { wanted = false; clearTimeout(timer) }
  }, [asked])
  return faults
}

/** Takes the person to the first field that is wrong, once it is shown as such, and to what is said beneath it. */
export function focusFault(form: HTMLElement | null): void {
  requestAnimationFrame(() => requestAnimationFrame(() => {
    const field = form?.querySelector<HTMLElement>('[aria-invalid=true]')
    field?.focus()
    document.getElementById(field?.getAttribute('aria-describedby') ?? '')?.scrollIntoView({ block: 'nearest' })
  }))
}
