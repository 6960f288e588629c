import { Plus, X } from 'lucide-react'
import { useId, useRef } from 'react'
import { DAYS, ownZone, type Day } from '../../../contract/window-times.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { TextInput } from '../../ui/field.tsx'
import { profileWords } from '../../words/profiles.ts'
import type { WindowRow } from './draft.ts'

const words = profileWords.window

/** Times of day at which jobs may start, a row each; none means at any time. */
export function WindowField({ rows, fault, onChange }: { rows: readonly WindowRow[]; fault: string | undefined; onChange(rows: readonly WindowRow[]): void }) {
  const id = useId()
  const group = useRef<HTMLDivElement>(null)
  const set = (at: number, part: Partial<WindowRow>): void => onChange(rows.map((row, index) => (index === at ? { ...row, ...part } : row)))
  const add = (): void => {
    onChange([...rows, { from: '22:00', to: '06:00', days: [], zone: '' }])
    requestAnimationFrame(() => [...group.current?.querySelectorAll<HTMLElement>('[data-window-row]') ?? []].at(-1)?.querySelector('input')?.focus())
  }
  return (
    <div ref={group} role="group" aria-labelledby={id} aria-describedby={`${id}-below`} className="flex min-w-0 flex-col gap-2 medium:col-span-2">
      <span id={id} className="font-medium text-soft">{profileWords.fields.windows.label}</span>
      {rows.map((row, at) => (
        <div key={at} data-window-row="" role="group" aria-label={words.row(at + 1)} className="flex flex-col gap-2 rounded-md border border-line p-2">
          <div className="flex flex-wrap items-center gap-2">
            <TextInput aria-label={words.from} placeholder="22:00" aria-invalid={fault ? true : undefined} aria-describedby={`${id}-below`} className="w-20! tabular" value={row.from} onChange={(event) => set(at, { from: event.target.value })} />
            <span className="text-soft">{words.until}</span>
            <TextInput aria-label={words.to} placeholder="06:00" aria-invalid={fault ? true : undefined} aria-describedby={`${id}-below`} className="w-20! tabular" value={row.to} onChange={(event) => set(at, { to: event.target.value })} />
            <TextInput aria-label={words.zone} placeholder={ownZone()} className="min-w-32 flex-1 basis-32 max-medium:order-last max-medium:basis-full" value={row.zone} onChange={(event) => set(at, { zone: event.target.value })} />
            <IconButton label={words.remove(row.from, row.to)} className="max-medium:ml-auto" onClick={() => onChange(rows.filter((_, index) => index !== at))}><X size={14} /></IconButton>
          </div>
          <Days days={row.days} onChange={(days) => set(at, { days })} />
        </div>
      ))}
      <div><Button look="quiet" className="-ml-2.5" icon={<Plus size={14} aria-hidden="true" />} onClick={add}>{words.add}</Button></div>
      <div id={`${id}-below`} role={fault ? 'alert' : undefined} className={fault ? 'text-red' : 'text-soft'}>{fault ?? profileWords.fields.windows.hint}</div>
    </div>
  )
}

/** The days on which a window begins; none chosen means every day. */
function Days({ days, onChange }: { days: readonly Day[]; onChange(days: readonly Day[]): void }) {
  return (
    <div role="group" aria-label={words.days} className="flex flex-wrap items-center gap-1">
      {DAYS.map((day) => (
        <button
          key={day} type="button" aria-pressed={days.includes(day)} onClick={() => onChange(DAYS.filter((each) => (each === day ? !days.includes(day) : days.includes(each))))}
          className={`h-11 min-w-11 rounded-md border px-2 medium:h-7 ${days.includes(day) ? 'border-edge bg-selected font-medium' : 'border-line text-soft hover:bg-hover'}`}
        >
          {words.dayNames[day]}
        </button>
      ))}
      <span className="ml-1 text-soft">{days.length === 0 ? words.everyDay : words.onThese}</span>
    </div>
  )
}
