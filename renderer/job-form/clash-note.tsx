import { useEffect, useRef } from 'react'
import type { Draft, DraftField } from './draft.ts'
import { Button } from '../ui/button.tsx'
import { jobFormWords } from '../words/job-form.ts'

const words = jobFormWords.clash

interface ClashNoteProps { fields: readonly DraftField[]; mine: Draft; theirs: Draft; onKeep(): void; onTake(): void }

/** Somebody else has saved the same fields meanwhile: both values, and which of them is to stand. */
export function ClashNote({ fields, mine, theirs, onKeep, onTake }: ClashNoteProps) {
  const note = useRef<HTMLElement>(null)
  // It stands at the top of a form somebody is further down in.
  useEffect(() => note.current?.focus(), [])
  // The button goes with the note; the keys of the form go on working.
  const leave = (choose: () => void): void => {
    note.current?.closest('form')?.querySelector<HTMLElement>('input, textarea')?.focus()
    choose()
  }
  return (
    <section ref={note} tabIndex={-1} role="alert" aria-label={words.title} className="flex flex-col gap-2 rounded-md bg-tint-amber px-3 py-2">
      <p>{words.title} {words.what}</p>
      {fields.map((field) => (
        <dl key={field} className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3">
          <dt className="col-span-2 font-medium">{labelOf(field)}</dt>
          <Value name={words.mine} text={toText(mine[field])} />
          <Value name={words.theirs} text={toText(theirs[field])} />
        </dl>
      ))}
      <div className="flex flex-wrap gap-2"><Button onClick={() => leave(onKeep)}>{words.keep}</Button><Button onClick={() => leave(onTake)}>{words.take}</Button></div>
    </section>
  )
}

function Value({ name, text }: { name: string; text: string }) {
  return <><dt className="text-soft">{name}</dt><dd className="max-h-32 overflow-y-auto whitespace-pre-wrap [overflow-wrap:anywhere]">{text === '' ? <span className="text-soft">{words.none}</span> : text}</dd></>
}

const LABELS: Readonly<Record<string, { label: string } | undefined>> = jobFormWords.fields
const OTHERS: Partial<Record<DraftField, string>> = { after: jobFormWords.after, any: jobFormWords.any, landUnverified: jobFormWords.landUnverified }
const labelOf = (field: DraftField): string => LABELS[field]?.label || OTHERS[field] || field

function toText(value: Draft[DraftField]): string {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return value ? words.yes : words.no
  return value.map((each) => (typeof each === 'string' ? each : `${each.job} ${jobFormWords.whens[each.when]}, ${jobFormWords.otherwises[each.otherwise]}`)).join('\n')
}
