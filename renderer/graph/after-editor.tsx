import { X } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import type { CallInput } from '../../contract/api.ts'
import { isIdPrefix } from '../../contract/id.ts'
import type { EdgeOtherwise, EdgeWhen, Job } from '../../contract/job.ts'
import { JobName } from '../jobs/job-line.tsx'
import { toHash } from '../state/route.ts'
import { useJob, useReadOnly, useStore } from '../state/store.ts'
import { call } from '../state/sync.ts'
import { IconButton } from '../ui/button.tsx'
import { Combobox } from '../ui/combobox.tsx'
import { CheckBox, Field, Select } from '../ui/field.tsx'
import { graphWords } from '../words/graph.ts'
import { jobFormWords } from '../words/job-form.ts'
import { toChoices } from './edge-form.tsx'

const words = graphWords.edit
/** Offered at once; more are found by typing. */
const OFFERED = 12
type Change = Omit<CallInput<'jobs.edit'>, 'id'>

/** What a job that has not started waits for, to add to, change and take from. Each change is made at once; what the engine refuses stays as it was, with the reason. */
export function AfterEditor({ job }: { job: Job }) {
  const [error, setError] = useState<string | null>(null)
  // What was asked for, until the job says so itself.
  const [any, setAny] = useState<boolean | null>(null)
  const off = useReadOnly()
  useEffect(() => setAny(null), [job.any])
  const change = async (what: Change): Promise<void> => {
    const answer = await call('jobs.edit', { id: job.id, ...what })
    setError(answer.ok ? null : answer.message)
    if (!answer.ok) setAny(null)
  }
  return (
    <div className="flex flex-col gap-2">
      {job.after.length > 0 && <ul aria-label={words.parents} className="flex flex-col gap-1.5">{job.after.map((edge) => <Parent key={edge.job} edge={edge} off={off} onChange={(what) => void change(what)} />)}</ul>}
      {(job.after.length > 1 || job.any) && <CheckBox label={words.any} hint={words.anyHint} checked={any ?? job.any} onChange={(wanted) => { setAny(wanted); void change({ any: wanted }) }} />}
      <AddParent job={job} off={off} error={error} onPick={(id) => void change({ after: [id] })} />
    </div>
  )
}

function Parent({ edge, off, onChange }: { edge: Job['after'][number]; off: boolean; onChange(what: Change): void }) {
  const parent = useJob(edge.job)
  const title = parent?.title ?? edge.job
  return (
    <li className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <a href={toHash('job', [edge.job])} className="inline-flex min-w-0 flex-1 basis-[calc(100%-52px)] text-accent hover:underline medium:basis-48">{parent ? <JobName job={parent} /> : <code>{edge.job}</code>}</a>
      <Select className="order-2 medium:order-1" aria-label={words.whenOf(title)} disabled={off} value={edge.when} onChange={(event) => onChange({ after: [{ job: edge.job, when: event.target.value as EdgeWhen }] })} choices={toChoices(words.whens)} />
      <Select className="order-2 medium:order-1" aria-label={words.otherwiseOf(title)} disabled={off} value={edge.otherwise} onChange={(event) => onChange({ after: [{ job: edge.job, otherwise: event.target.value as EdgeOtherwise }] })} choices={toChoices(words.elses)} />
      <IconButton className="order-1 medium:order-2" label={words.dropOf(title)} disabled={off} onClick={() => onChange({ noAfter: [edge.job] })}><X size={14} aria-hidden="true" /></IconButton>
    </li>
  )
}

function AddParent({ job, off, error, onPick }: { job: Job; off: boolean; error: string | null; onPick(id: string): void }) {
  const jobs = useStore((store) => store.world.jobs)
  const [text, setText] = useState('')
  const [left, setLeft] = useState(false)
  const found = useMemo(() => findParents(jobs.values(), job, text), [jobs, job, text])
  const type = (typed: string): void => { setText(typed); setLeft(false) }
  const pick = (id: string): void => { type(''); if (!off) onPick(id) }
  const leave = (): void => {
    const id = text.trim().toLowerCase()
    if (isIdPrefix('j', id)) pick(id)
    else setLeft(id !== '')
  }
  return (
    <Field label={words.addParent} error={left ? jobFormWords.afterLeft(text.trim()) : error}>
      {(control) => <Combobox control={control} placeholder={words.addHint} picks value={text} onChange={type} onPick={pick} onLeave={leave} options={found.map((each) => ({ value: each.id, node: <JobName job={each} /> }))} />}
    </Field>
  )
}

/** Jobs it could wait for: unfinished before finished, newest first. */
function findParents(jobs: Iterable<Job>, child: Job, text: string): Job[] {
  const taken = new Set([child.id, ...child.after.map((edge) => edge.job)])
  const wanted = text.trim().toLowerCase()
  return [...jobs].filter((job) => !taken.has(job.id) && (wanted === '' || job.title.toLowerCase().includes(wanted) || job.id.startsWith(wanted)))
    .sort((a, b) => Number(a.state === 'finished') - Number(b.state === 'finished') || b.createdAt - a.createdAt).slice(0, OFFERED)
}
