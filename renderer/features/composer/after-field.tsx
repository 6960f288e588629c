import { X } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { Job } from '../../../contract/job.ts'
import { JobName } from '../../jobs/job-line.tsx'
import { useStore } from '../../state/store.ts'
import { Combobox } from '../../ui/combobox.tsx'
import { Field, Select } from '../../ui/field.tsx'
import { composerWords as words } from '../../words/composer.ts'
import type { Composer } from './use-composer.ts'

/** Offered at once; more are found by typing. */
const OFFERED = 12
const toChoices = <Value extends string>(labels: Record<Value, string>) => (Object.entries(labels) as [Value, string][]).map(([value, label]) => ({ value, label }))

/** Jobs this one follows, and what happens if they do not end as hoped. */
export function AfterField({ form }: { form: Composer }) {
  const { draft, errors } = form
  const jobs = useStore((store) => store.world.jobs)
  const [text, setText] = useState('')
  const found = useMemo(() => findJobs(jobs.values(), text, draft.after), [jobs, text, draft.after])
  return (
    <div className="flex flex-col gap-2">
      <Field label={words.after} hint={words.afterHint} error={errors.after}>
        {(control) => <Combobox control={control} placeholder={words.afterPlaceholder} value={text} onChange={setText} onPick={(id) => { form.set({ after: [...draft.after, id] }); setText('') }} options={found.map((job) => ({ value: job.id, node: <JobName job={job} /> }))} />}
      </Field>
      {draft.after.length > 0 && (
        <>
          <ul className="flex flex-wrap gap-1.5">
            {draft.after.map((id) => {
              const job = jobs.get(id)
              return (
                <li key={id} className="flex max-w-full items-center gap-1 rounded-md border border-line bg-sunken pl-2">
                  {job ? <JobName job={job} /> : <code>{id}</code>}
                  <button type="button" aria-label={words.remove(job?.title ?? id)} onClick={() => form.set({ after: draft.after.filter((each) => each !== id) })} className="flex size-11 shrink-0 items-center justify-center text-soft hover:text-ink medium:size-7"><X size={13} /></button>
                </li>
              )
            })}
          </ul>
          <div className="grid grid-cols-2 gap-4">
            <Field label={words.when}>{(control) => <Select {...control} value={draft.when} onChange={(event) => form.set({ when: event.target.value as typeof draft.when })} choices={toChoices(words.whens)} />}</Field>
            <Field label={words.otherwise}>{(control) => <Select {...control} value={draft.otherwise} onChange={(event) => form.set({ otherwise: event.target.value as typeof draft.otherwise })} choices={toChoices(words.otherwises)} />}</Field>
          </div>
        </>
      )}
    </div>
  )
}

/** Jobs to pick from: unfinished before finished, newest first. */
function findJobs(jobs: Iterable<Job>, text: string, taken: readonly string[]): Job[] {
  const wanted = text.trim().toLowerCase()
  return [...jobs].filter((job) => !taken.includes(job.id) && (wanted === '' || job.title.toLowerCase().includes(wanted) || job.id.startsWith(wanted)))
    .sort((a, b) => Number(a.state === 'finished') - Number(b.state === 'finished') || b.createdAt - a.createdAt).slice(0, OFFERED)
}
