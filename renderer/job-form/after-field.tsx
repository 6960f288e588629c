import { X } from 'lucide-react'
import { lazy, Suspense, useMemo, useRef } from 'react'
import { isIdPrefix } from '../../contract/id.ts'
import type { Job } from '../../contract/job.ts'
import { toParent, type Draft, type Parent } from './draft.ts'
import type { OwnForm } from './use-form.ts'
import { JobName } from '../jobs/job-line.tsx'
import { call, learn } from '../state/sync.ts'
import { useJob, useStore } from '../state/store.ts'
import { IconButton } from '../ui/button.tsx'
import { Combobox } from '../ui/combobox.tsx'
import { Field, Select } from '../ui/field.tsx'
import { jobFormWords as words } from '../words/job-form.ts'

const AfterGraph = lazy(() => import('./after-graph.tsx').then((module) => ({ default: module.AfterGraph })))

/** Offered at once; more are found by typing. */
const OFFERED = 12
const toChoices = <Value extends string>(labels: Record<Value, string>) => (Object.entries(labels) as [Value, string][]).map(([value, label]) => ({ value, label }))

/** Jobs this one follows, what happens if they do not end as hoped, what it takes from them, and the graph that makes. `job` is there already: what it takes is settled. */
export function AfterField({ form, job: own }: { form: OwnForm; job?: Job }) {
  const { draft, errors } = form
  const jobs = useStore((store) => store.world.jobs)
  const text = draft.afterText
  // With the parents there are, so that what was said of them is said no more.
  const type = (afterText: string): void => form.set({ afterText, after: draft.after })
  const latest = useRef(draft)
  latest.current = draft
  const root = useRef<HTMLDivElement>(null)
  const found = useMemo(() => findJobs(jobs.values(), text, [...draft.after.map((parent) => parent.job), own?.id ?? '']), [jobs, text, draft.after, own])
  const options = found.map((job) => ({ value: job.id, node: <JobName job={job} /> }))
  const id = text.trim().toLowerCase()
  const takes = describeContext(draft, jobs)
  const change = (job: string, part: Partial<Parent>): void => form.set({ after: draft.after.map((parent) => (parent.job === job ? { ...parent, ...part } : parent)) })
  const remove = (parent: Parent): void => {
    form.set({ after: draft.after.filter((each) => each !== parent) })
    // The button that had the focus goes with its row; the keys of the form go on working.
    root.current!.focus()
  }
  const add = (job: string): void => {
    const { after } = latest.current
    form.set({ afterText: '', after: after.some((parent) => parent.job === job) ? after : [...after, toParent(job)] })
  }
  const pick = async (value: string): Promise<void> => {
    if (jobs.has(value)) return add(value)
    // Older finished jobs are not all loaded: one that is named by its id is looked up, and what was typed counts until it is found.
    const typed = latest.current.afterText
    const answer = await call('jobs.get', { id: value })
    if (latest.current.afterText !== typed) return
    if (!answer.ok) return form.fail({ after: answer.message })
    learn([answer.value])
    add(answer.value.id)
  }
  return (
    <div ref={root} tabIndex={-1} className="flex flex-col gap-3 outline-none!">
      <Field label={words.after} hint={words.afterHint} error={errors.after}>
        {(control) => <Combobox control={control} placeholder={words.afterPlaceholder} picks value={text} onChange={type} onPick={(value) => void pick(value)} onLeave={() => { if (isIdPrefix('j', id)) void pick(id) }} options={options.length === 0 && isIdPrefix('j', id) ? [{ value: id, node: words.byId(id) }] : options} />}
      </Field>
      {draft.after.length > 0 && (
        <>
          <ul className="flex flex-col gap-2">
            {draft.after.map((parent) => <ParentRow key={parent.job} parent={parent} onChange={(part) => change(parent.job, part)} onRemove={() => remove(parent)} />)}
          </ul>
          <p className="text-soft">{words.resultHint(draft.after.length === 1 ? '{{result}}' : `{{parents.${draft.after[0]!.alias ?? draft.after[0]!.job}.result}}`)}</p>
          {draft.after.length > 1 && (
            <Field label={words.any} hint={draft.any ? words.anyMeans : undefined} error={errors.any}>
              {(control) => <Select {...control} value={draft.any ? 'any' : 'all'} choices={toChoices(words.anys)} onChange={(event) => form.set({ any: event.target.value === 'any' })} />}
            </Field>
          )}
          {!own && (
            <Field label={words.context} hint={takes} error={errors.context}>
              {(control) => <Select {...control} value={draft.context} choices={toChoices(words.contexts)} onChange={(event) => form.set({ context: event.target.value as typeof draft.context })} />}
            </Field>
          )}
          <Suspense fallback={null}><AfterGraph draft={draft} job={own} /></Suspense>
        </>
      )}
    </div>
  )
}

/** What it takes from its parents; a worktree is made of the work in its own repository. */
function describeContext({ after, context, repository }: Draft, jobs: ReadonlyMap<string, Job>): string {
  const elsewhere = after.filter(({ job }) => jobs.has(job) && repository.trim() !== '' && !isWithin(repository.trim(), jobs.get(job)!.repository))
  if (elsewhere.length === 0 || context === 'fresh') return words.contextMeans[context]
  if (context === 'branch' && elsewhere.length === after.length) return words.elsewhere(true)
  return `${words.contextMeans[context]} ${words.elsewhere(false)}`
}

/** A folder of a repository names it as well as its top; `~/` is known to the engine alone. */
const isWithin = (path: string, top: string): boolean => path.startsWith('~/') || `${path.replace(/\/+$/, '')}/`.startsWith(`${top}/`)

/** A parent: when the job may start, and what becomes of it if it may not. */
function ParentRow({ parent, onChange, onRemove }: { parent: Parent; onChange(part: Partial<Parent>): void; onRemove(): void }) {
  const job = useJob(parent.job)
  const title = job?.title ?? parent.job
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-2 rounded-md border border-line bg-sunken py-1 pr-1 pl-2 medium:grid-cols-[minmax(0,1fr)_11rem_11rem_auto]">
      {job ? <JobName job={job} /> : <code className="truncate">{parent.job}</code>}
      <Select aria-label={words.start(title)} className="max-medium:order-1 max-medium:col-span-2" value={parent.when} choices={toChoices(words.whens)} onChange={(event) => onChange({ when: event.target.value as Parent['when'] })} />
      <Select aria-label={words.otherwise(title)} className="max-medium:order-1 max-medium:col-span-2" value={parent.otherwise} choices={toChoices(words.otherwises)} onChange={(event) => onChange({ otherwise: event.target.value as Parent['otherwise'] })} />
      <IconButton label={words.remove(title)} onClick={onRemove}><X size={13} aria-hidden="true" /></IconButton>
    </li>
  )
}

/** Jobs to pick from: unfinished before finished, newest first. */
function findJobs(jobs: Iterable<Job>, text: string, taken: readonly string[]): Job[] {
  const wanted = text.trim().toLowerCase()
  return [...jobs].filter((job) => !taken.includes(job.id) && (wanted === '' || job.title.toLowerCase().includes(wanted) || job.id.startsWith(wanted)))
    .sort((a, b) => Number(a.state === 'finished') - Number(b.state === 'finished') || b.createdAt - a.createdAt).slice(0, OFFERED)
}
