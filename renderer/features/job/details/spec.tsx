import type { ReactNode } from 'react'
import { CHECK_NAMES, describeCheck } from '../../../../contract/check-words.ts'
import type { Job } from '../../../../contract/job.ts'
import { describeLand } from '../../../../contract/land.ts'
import { formatClock, formatDuration, formatMoney } from '../../../../contract/formats.ts'
import { AfterEditor } from '../../../graph/after-editor.tsx'
import { canEditEdges } from '../../../graph/offer-edge.ts'
import { JobName } from '../../../jobs/job-line.tsx'
import { describeRetry } from '../../../jobs/retry-words.ts'
import { toHash } from '../../../state/route.ts'
import { useJob } from '../../../state/store.ts'
import { useNow } from '../../../ui/use-now.ts'
import { jobWords } from '../../../words/job.ts'

const words = jobWords.details
/** So many children are named; the graph has the rest. */
const MOST_CHILDREN = 50

/** Everything that was asked, and where it happens. */
export function Spec({ job }: { job: Job }) {
  const now = useNow(60_000)
  const limits = [job.budgetUsd === null ? null : words.budget(formatMoney(job.budgetUsd)), job.timeoutMs === null ? null : words.time(formatDuration(job.timeoutMs)), job.silenceMs === undefined ? null : words.silence(formatDuration(job.silenceMs)), job.maxTurns === null ? null : words.maxTurns(job.maxTurns)].filter((each) => each !== null)
  return (
    <dl className="grid grid-cols-[minmax(88px,auto)_1fr] gap-x-4 gap-y-1.5">
      <Item name={words.id} mono>{job.id}</Item>
      <Item name={words.repository} mono>{job.repository}</Item>
      <Item name={words.profile}>{job.profile} <span className="text-soft">{words.version(job.profileVersion)}</span></Item>
      {job.check && describeCheck(job.check).map(({ kind, text }) => <Item key={kind} name={kind === 'command' ? words.check : words.checkOf(CHECK_NAMES[kind])}>{kind === 'prompt' ? <span className="whitespace-pre-wrap">{text}</span> : <code className="whitespace-pre-wrap">{text}</code>}{(kind === 'command' || kind === 'prompt') && <> <span className="text-soft">{words.atMost(formatDuration(job.check!.timeoutMs))}</span></>}</Item>)}
      {job.land && <Item name={words.land}>{upper(describeLand(job.land))}</Item>}
      {canEditEdges(job) ? <Item name={words.after}><AfterEditor job={job} /></Item> : job.after.length > 0 && <Item name={words.after}>{job.any && job.after.length > 1 && <span className="text-soft">{words.anyOf}</span>}<ul className="flex flex-col gap-1">{job.after.map((edge) => <li key={edge.job} className="flex flex-wrap gap-x-2"><JobLink id={edge.job} /><span className="text-soft">{words.when[edge.when]}, {words.otherwise[edge.otherwise]}</span></li>)}</ul></Item>}
      {job.children.length > 0 && <Item name={words.children}><ul className="flex flex-col gap-1">{job.children.slice(0, MOST_CHILDREN).map((id) => <li key={id} className="flex"><JobLink id={id} /></li>)}{job.children.length > MOST_CHILDREN && <li className="text-soft">{words.more(job.children.length - MOST_CHILDREN)}</li>}</ul></Item>}
      <Item name={words.context}>{words.contexts[job.context]}</Item>
      {job.branch !== null && <Item name={words.branch} mono>{job.branch}</Item>}
      {job.base !== null && <Item name={words.baseRef} mono>{job.base}</Item>}
      {job.baseCommit !== null && <Item name={words.base} mono>{job.baseCommit}</Item>}
      {job.headCommit !== null && <Item name={words.head} mono>{job.headCommit}</Item>}
      {job.worktree !== null && <Item name={words.worktree} mono>{job.worktree}</Item>}
      {job.isolation === 'none' && <Item name={words.worktree}>{words.place}</Item>}
      {job.touches && <Item name={words.touches} mono><span className="whitespace-pre-wrap">{job.touches.join('\n')}</span></Item>}
      {job.priority !== 0 && <Item name={words.priority}>{job.priority}</Item>}
      {limits.length > 0 && <Item name={words.limits}>{limits.join(', ')}</Item>}
      {job.retry.max > 0 && <Item name={words.retries}>{describeRetry(job.retry)}</Item>}
      {job.model !== null && <Item name={words.model} mono>{job.model}</Item>}
      {Object.keys(job.labels).length > 0 && <Item name={words.labels}>{Object.entries(job.labels).map(([key, value]) => `${key}=${value}`).join(', ')}</Item>}
      {job.notBefore > 0 && <Item name={words.notBefore}>{formatClock(job.notBefore, now)}</Item>}
      <Item name={words.submitted}>{formatClock(job.createdAt, now)} <span className="text-soft">{words.from(job.submittedFrom)}</span></Item>
      <Item name={words.conversation} mono>{job.conversation}</Item>
      {job.schedule !== undefined && <Item name={words.schedule}><a href={toHash('schedule', [job.schedule])} className="text-accent hover:underline"><code>{job.schedule}</code></a></Item>}
      {job.pipeline !== null && <Item name={words.pipeline} mono>{job.pipelineTitle} · {job.pipeline}{job.alias === null ? '' : ` · ${job.alias}`}</Item>}
    </dl>
  )
}

const upper = (text: string): string => `${text[0]!.toUpperCase()}${text.slice(1)}`

function Item({ name, mono = false, children }: { name: string; mono?: boolean; children: ReactNode }) {
  return <><dt className="text-soft">{name}</dt><dd className={`min-w-0 [overflow-wrap:anywhere] ${mono ? 'font-mono text-[12px]' : ''}`}>{children}</dd></>
}

function JobLink({ id }: { id: string }) {
  const job = useJob(id)
  return <a href={toHash('job', [id])} className="inline-flex min-w-0 text-accent hover:underline">{job ? <JobName job={job} /> : <code>{id}</code>}</a>
}
