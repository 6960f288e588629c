import { describeCron } from '../../contract/describe-cron.ts'
import { describeCatchUp, formatDue, OVERLAP_WORDS } from '../../contract/schedule-words.ts'
import { ownZone } from '../../contract/window-times.ts'
import { formatUntil } from '../../contract/formats.ts'
import { Combobox } from '../ui/combobox.tsx'
import { Field, Select, TextInput } from '../ui/field.tsx'
import { parseSpan } from '../ui/span.ts'
import { useNow } from '../ui/use-now.ts'
import { jobFormWords as words } from '../words/job-form.ts'
import type { Form } from './use-form.ts'
import { useTimes, type Times } from './use-times.ts'

/** Times shown beneath the pattern. */
const SHOWN = 3
/** Zones offered at once. */
const MOST_ZONES = 20
const ZONES = Intl.supportedValuesOf('timeZone')

/** Whether it comes again, and when: as it is typed, the pattern is said in words, with its next times. */
export function RepeatField({ form }: { form: Form }) {
  const { every } = form.draft
  const times = useTimes(form.draft)
  const options = words.repeats.filter((pattern) => every === '' || words.repeats.includes(every as typeof pattern) || pattern.startsWith(every))
  const set = (value: string): void => form.set({ every: value })
  return (
    <div className="flex flex-col gap-4">
      <Field label={words.fields.every.label} hint={every.trim() === '' ? words.fields.every.hint : <When every={every} times={times} />} error={form.errors.every ?? times?.faults.every}>
        {(control) => (
          <Combobox
            control={control} className="font-mono text-[12px]" placeholder={words.never} value={every} onChange={set} onPick={set}
            options={options.map((pattern) => ({ value: pattern, node: <span className="flex min-w-0 flex-1 gap-3"><code className="w-24 shrink-0">{pattern}</code><span className="truncate text-soft">{describeCron(pattern)}</span></span> }))}
          />
        )}
      </Field>
      {every.trim() !== '' && <RuleFields form={form} times={times} />}
    </div>
  )
}

function When({ every, times }: { every: string; times: Times | null }) {
  const now = useNow(10_000)
  const plain = describeCron(every)
  const zone = times?.zone ?? ownZone()
  return (
    <span role="status" className="flex flex-col">
      {plain !== null && <span className="text-ink first-letter:uppercase">{plain}</span>}
      {times === null ? <span>{words.asking}</span> : times.upcoming.length > 0 && <span className="tabular">{words.next}: {times.upcoming.slice(0, SHOWN).map((at, place) => `${formatDue(at, zone)}${place === 0 ? ` (${formatUntil(at, now)})` : ''}`).join(' · ')}</span>}
    </span>
  )
}

function RuleFields({ form, times }: { form: Form; times: Times | null }) {
  const { zone, catchUp, overlap } = form.draft
  const typed = zone.trim().toLowerCase()
  const zones = ZONES.filter((name) => name.toLowerCase().includes(typed)).slice(0, MOST_ZONES)
  const catchUpMs = catchUp.trim() === '' ? 0 : parseSpan(catchUp)
  return (
    <div className="grid grid-cols-1 items-start gap-4 medium:grid-cols-2">
      <Field label={words.fields.zone.label} hint={words.fields.zone.hint} error={form.errors.zone ?? times?.faults.zone}>
        {(control) => <Combobox control={control} placeholder={times?.zone ?? ownZone()} value={zone} onChange={(value) => form.set({ zone: value })} onPick={(value) => form.set({ zone: value })} options={zones.map((name) => ({ value: name, node: <span className="truncate">{name}</span> }))} />}
      </Field>
      <Field label={words.fields.overlap.label} hint={<span className="first-letter:uppercase inline-block">{OVERLAP_WORDS[overlap]}</span>} error={form.errors.overlap}>
        {(control) => <Select {...control} value={overlap} choices={Object.entries(words.overlaps).map(([value, label]) => ({ value, label }))} onChange={(event) => form.set({ overlap: event.target.value as typeof overlap })} />}
      </Field>
      <Field label={words.fields.catchUp.label} hint={<span className="first-letter:uppercase inline-block">{catchUpMs === null ? words.fields.catchUp.hint : describeCatchUp(catchUpMs)}</span>} error={form.errors.catchUp} className="medium:col-span-2">
        {(control) => <TextInput {...control} placeholder="6h" value={catchUp} onChange={(event) => form.set({ catchUp: event.target.value })} />}
      </Field>
    </div>
  )
}
