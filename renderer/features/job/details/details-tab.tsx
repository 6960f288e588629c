import type { ReactNode } from 'react'
import type { Job, Run } from '../../../../contract/job.ts'
import { formatClock, formatDuration, formatMoney, formatTokens } from '../../../../contract/words.ts'
import { factsOf } from '../../../jobs/facts.ts'
import { JobName } from '../../../jobs/job-line.tsx'
import type { JobTabProps } from '../../../jobs/job-tab.ts'
import { TONE_TEXT } from '../../../jobs/tone.ts'
import { toHash } from '../../../state/route.ts'
import { useJob } from '../../../state/store.ts'
import { useNow } from '../../../ui/use-now.ts'
import { CodeBlock, Markdown } from '../../../ui/markdown-view.tsx'
import { jobWords } from '../../../words/job.ts'
import { toSpans } from './timings.ts'

const words = jobWords.details

/** All that is known of a job: what was asked, what came of each run, time and money. */
export function DetailsTab({ job }: JobTabProps) {
  const run = job.runs.at(-1)
  return (
    <div className="min-h-0 flex-1 overflow-y-auto px-4 py-3">
      <div className="flex max-w-[92ch] flex-col gap-6">
        <Section title={words.prompt}><p className="max-h-80 overflow-y-auto rounded-md border border-line bg-sunken px-3 py-2 whitespace-pre-wrap [overflow-wrap:anywhere]">{job.prompt}</p></Section>
        {run?.claimed && run.claimed.result !== '' && <Section title={words.said}><Markdown text={run.claimed.result} /></Section>}
        {run?.verified && run.verified.output !== '' && <Section title={words.checkOutput}><div className="[&>pre]:max-h-80 [&>pre]:overflow-y-auto"><CodeBlock text={run.verified.output} wrap label={words.checkOutput} /></div></Section>}
        <Section title={words.timings}><Timings job={job} /></Section>
        {job.runs.length > 0 && <Section title={words.runs}><Runs job={job} /></Section>}
        {job.runs.some((each) => each.usage) && <Section title={words.cost}><Tokens job={job} /></Section>}
        <Section title={words.spec}><Spec job={job} /></Section>
      </div>
    </div>
  )
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return <section className="flex flex-col gap-2"><h3 className="font-semibold text-soft">{title}</h3>{children}</section>
}

function Spec({ job }: { job: Job }) {
  const now = useNow(60_000)
  const limits = [job.budgetUsd === null ? null : words.budget(formatMoney(job.budgetUsd)), job.timeoutMs === null ? null : words.time(formatDuration(job.timeoutMs)), job.maxTurns === null ? null : words.maxTurns(job.maxTurns)].filter((each) => each !== null)
  return (
    <dl className="grid grid-cols-[minmax(88px,auto)_1fr] gap-x-4 gap-y-1.5">
      <Item name={words.repository} mono>{job.repository}</Item>
      <Item name={words.profile}>{job.profile} <span className="text-soft">{words.version(job.profileVersion)}</span></Item>
      {job.check && <Item name={words.check} mono>{job.check.command}</Item>}
      {job.after.length > 0 && <Item name={words.after}><ul className="flex flex-col gap-1">{job.after.map((edge) => <li key={edge.job} className="flex flex-wrap gap-x-2"><JobLink id={edge.job} /><span className="text-soft">{words.when[edge.when]}, {words.otherwise[edge.otherwise]}</span></li>)}</ul></Item>}
      {job.children.length > 0 && <Item name={words.children}><ul className="flex flex-col gap-1">{job.children.slice(0, 50).map((id) => <li key={id} className="flex"><JobLink id={id} /></li>)}</ul></Item>}
      <Item name={words.context}>{words.contexts[job.context]}</Item>
      {job.branch !== null && <Item name={words.branch} mono>{job.branch}</Item>}
      {job.baseCommit !== null && <Item name={words.base} mono>{job.baseCommit}</Item>}
      {job.headCommit !== null && <Item name={words.head} mono>{job.headCommit}</Item>}
      {job.worktree !== null && <Item name={words.worktree} mono>{job.worktree}</Item>}
      {job.isolation === 'none' && <Item name={words.worktree}>{words.place}</Item>}
      {job.priority !== 0 && <Item name={words.priority}>{job.priority}</Item>}
      {limits.length > 0 && <Item name={words.limits}>{limits.join(', ')}</Item>}
      {job.retry.max > 0 && <Item name={words.retries}>{job.retry.max}</Item>}
      {job.model !== null && <Item name={words.model} mono>{job.model}</Item>}
      {Object.keys(job.labels).length > 0 && <Item name={words.labels}>{Object.entries(job.labels).map(([key, value]) => `${key}=${value}`).join(', ')}</Item>}
      <Item name={words.submitted}>{formatClock(job.createdAt, now)} <span className="text-soft">{words.from(job.submittedFrom)}</span></Item>
      <Item name={words.conversation} mono>{job.conversation}</Item>
      {job.pipeline !== null && <Item name={words.pipeline} mono>{job.pipelineTitle} · {job.pipeline}{job.alias === null ? '' : ` · ${job.alias}`}</Item>}
    </dl>
  )
}

function Item({ name, mono = false, children }: { name: string; mono?: boolean; children: ReactNode }) {
  return <><dt className="text-soft">{name}</dt><dd className={`min-w-0 [overflow-wrap:anywhere] ${mono ? 'font-mono text-[12px]' : ''}`}>{children}</dd></>
}

function JobLink({ id }: { id: string }) {
  const job = useJob(id)
  return <a href={toHash('job', [id])} className="inline-flex min-w-0 text-accent hover:underline">{job ? <JobName job={job} /> : <code>{id}</code>}</a>
}

function Runs({ job }: { job: Job }) {
  const now = useNow()
  return (
    <div role="region" aria-label={words.runs} tabIndex={0} className="overflow-x-auto">
      <table className="w-full border-collapse text-left whitespace-nowrap">
        <thead><tr>{words.runColumns.map((column) => <th key={column} scope="col" className="border-b border-line py-1 pr-4 font-medium text-soft">{column}</th>)}</tr></thead>
        <tbody>{job.runs.map((run) => (
          <tr key={run.number} className="tabular">
            <Cell>{run.number}</Cell><Cell>{formatClock(run.startedAt, now)}</Cell><Cell>{formatDuration((run.endedAt ?? (job.state === 'finished' ? (job.endedAt ?? run.startedAt) : now)) - run.startedAt)}</Cell>
            {factsOf(job, run).map((fact) => <Cell key={fact.name}><span className={TONE_TEXT[fact.tone]}>{fact.text}</span></Cell>)}
            <Cell>{formatMoney(run.costUsd)}</Cell>
          </tr>
        ))}</tbody>
      </table>
    </div>
  )
}

function Cell({ children }: { children: ReactNode }) {
  return <td className="border-b border-line py-1 pr-4">{children}</td>
}

/** Tokens of all runs together. */
function Tokens({ job }: { job: Job }) {
  const sum = (key: keyof NonNullable<Run['usage']>): number => job.runs.reduce((total, run) => total + (run.usage?.[key] ?? 0), 0)
  return (
    <dl className="flex flex-wrap gap-x-8 gap-y-2">
      <Figure name={words.runColumns[6]!} value={formatMoney(job.costUsd)} />
      {(Object.keys(words.tokens) as (keyof typeof words.tokens)[]).map((key) => <Figure key={key} name={words.tokens[key]} value={formatTokens(sum(key))} />)}
    </dl>
  )
}

function Figure({ name, value }: { name: string; value: string }) {
  return <div className="flex flex-col"><dt className="text-soft">{name}</dt><dd className="text-head font-medium tabular">{value}</dd></div>
}

/** The job's life on one line: pale where it waited, full where it ran. */
function Timings({ job }: { job: Job }) {
  const now = useNow()
  const spans = toSpans(job, now)
  const total = Math.max(1, spans.reduce((sum, span) => sum + span.to - span.from, 0))
  return (
    <div className="flex flex-col gap-2">
      <div aria-hidden="true" className="flex h-2 gap-px overflow-hidden rounded-full bg-line">{spans.map((span) => <span key={span.from} className={span.kind === 'ran' ? 'bg-blue' : 'bg-line'} style={{ width: `${Math.max(0.5, ((span.to - span.from) / total) * 100)}%` }} />)}</div>
      <ul className="flex flex-wrap gap-x-5 gap-y-1">
        {spans.map((span) => <li key={span.from} className="flex gap-1.5 tabular"><span className="text-soft">{span.kind === 'ran' ? `${jobWords.run(span.run)} ${words.steps.ran}` : words.steps.waited}</span>{formatDuration(span.to - span.from)}</li>)}
      </ul>
    </div>
  )
}
