import { Plus, X } from 'lucide-react'
import { useId, useRef } from 'react'
import { Button, IconButton } from '../../ui/button.tsx'
import { TextInput } from '../../ui/field.tsx'
import { TextArea } from '../../ui/text-area.tsx'
import { profileWords } from '../../words/profiles.ts'
import type { EnvRow } from './draft.ts'

const words = profileWords.env

/** Variables, a row each. A value may have several lines. */
export function EnvField({ rows, fault, onChange }: { rows: readonly EnvRow[]; fault: string | undefined; onChange(rows: readonly EnvRow[]): void }) {
  const id = useId()
  const group = useRef<HTMLDivElement>(null)
  const set = (at: number, part: Partial<EnvRow>): void => onChange(rows.map((row, index) => (index === at ? { ...row, ...part } : row)))
  const add = (): void => {
    onChange([...rows, { name: '', value: '' }])
    requestAnimationFrame(() => [...group.current?.querySelectorAll<HTMLElement>('[data-env-row] input') ?? []].at(-1)?.focus())
  }
  return (
    <div ref={group} role="group" aria-labelledby={id} aria-describedby={`${id}-below`} className="flex min-w-0 flex-col gap-1.5 medium:col-span-2">
      <span id={id} className="font-medium text-soft">{profileWords.fields.env.label}</span>
      {rows.map((row, at) => (
        <div key={at} data-env-row="" className="flex items-start gap-2 max-medium:flex-wrap">
          <TextInput aria-label={words.name} placeholder="NAME" aria-invalid={fault ? true : undefined} aria-describedby={`${id}-below`} className="font-mono text-[12px] medium:max-w-52" value={row.name} onChange={(event) => set(at, { name: event.target.value })} />
          <TextArea aria-label={`${words.value}: ${row.name}`} code rows={1} className="min-w-0 flex-1" value={row.value} onChange={(event) => set(at, { value: event.target.value })} />
          <IconButton label={words.remove(row.name)} onClick={() => onChange(rows.filter((_, index) => index !== at))}><X size={14} /></IconButton>
        </div>
      ))}
      <div><Button look="quiet" className="-ml-2.5" icon={<Plus size={14} aria-hidden="true" />} onClick={add}>{words.add}</Button></div>
      <div id={`${id}-below`} role={fault ? 'alert' : undefined} className={fault ? 'text-red' : 'text-soft'}>{fault ?? profileWords.fields.env.hint}</div>
    </div>
  )
}
