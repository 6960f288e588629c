import type { Job } from '../../../contract/job.ts'
import { formatDate } from '../../../contract/words.ts'
import type { ListFilter } from '../../state/view.ts'
import { queueWords } from '../../words/queue.ts'

/** A line of the list: a heading with its count, or a job. */
export type QueueRow = { kind: 'group'; id: string; label: string; count: number } | { kind: 'job'; job: Job }

const DAY_MS = 86_400_000

/** The rows of the list: filtered, grouped, in order. Who runs comes first, then who waits and why, who is next, and what ended, by day. */
export function toRows(jobs: Iterable<Job>, filter: ListFilter, now: number): QueueRow[] {
  const matches = toMatcher(filter)
  const groups = new Map<string, { label: string; rank: number; jobs: Job[] }>()
  for (const job of jobs) {
    if (!matches(job)) continue
    const { id, label, rank } = groupOf(job, now)
    const group = groups.get(id)
    if (group) group.jobs.push(job)
    else groups.set(id, { label, rank, jobs: [job] })
  }
  return [...groups].sort(([, a], [, b]) => a.rank - b.rank).flatMap(([id, group]): QueueRow[] => [
    { kind: 'group', id, label: group.label, count: group.jobs.length },
    ...group.jobs.sort(ORDERS[id] ?? byEnd).map((job): QueueRow => ({ kind: 'job', job })),
  ])
}

/** Which group a job stands in; rank orders the groups, days by age. */
function groupOf(job: Job, now: number): { id: string; label: string; rank: number } {
  switch (job.state) {
    case 'starting':
    case 'running': return { id: 'running', label: queueWords.groups.running, rank: 0 }
    case 'waiting': return { id: 'waiting', label: queueWords.groups.waiting, rank: 1 }
    case 'held':
    case 'blocked': return { id: 'held', label: queueWords.groups.held, rank: 2 }
    case 'queued': return { id: 'queued', label: queueWords.groups.queued, rank: 3 }
    case 'finished': return dayOf(job.endedAt ?? job.createdAt, now)
  }
}

function dayOf(at: number, now: number): { id: string; label: string; rank: number } {
  const day = formatDate(at)
  const label = day === formatDate(now) ? queueWords.groups.today : day === formatDate(now - DAY_MS) ? queueWords.groups.yesterday : queueWords.groups.on(day)
  // Newer days first: later dates get lower ranks, all of them after the groups above.
  return { id: day, label, rank: 10 + 1e6 - Number(day.replaceAll('-', '')) / 1000 }
}

const tie = (a: Job, b: Job): number => a.seq - b.seq
const byEnd = (a: Job, b: Job): number => (b.endedAt ?? b.createdAt) - (a.endedAt ?? a.createdAt) || tie(a, b)
const byAge = (a: Job, b: Job): number => b.createdAt - a.createdAt || tie(a, b)
const ORDERS: Record<string, (a: Job, b: Job) => number> = {
  running: (a, b) => (b.startedAt ?? 0) - (a.startedAt ?? 0) || tie(a, b),
  // Questions first: they are the ones a person can end.
  waiting: (a, b) => Number(b.waitingFor?.kind === 'approval') - Number(a.waitingFor?.kind === 'approval') || (a.waitingFor?.until ?? Infinity) - (b.waitingFor?.until ?? Infinity) || tie(a, b),
  held: (a, b) => Number(b.state === 'held') - Number(a.state === 'held') || byAge(a, b),
  // As the scheduler takes them.
  queued: (a, b) => b.priority - a.priority || a.createdAt - b.createdAt || tie(a, b),
}

/** States a choice of the filter stands for, where it is not one state alone. */
const STATES: Record<string, (job: Job) => boolean> = {
  running: (job) => job.state === 'running' || job.state === 'starting',
  pending: (job) => job.state === 'waiting' || job.state === 'held' || job.state === 'blocked' || job.state === 'queued',
  succeeded: (job) => job.outcome?.kind === 'succeeded',
  failed: (job) => job.outcome?.kind === 'failed',
  cancelled: (job) => job.outcome?.kind === 'cancelled',
  lost: (job) => job.outcome?.kind === 'lost',
}

/** Whether a job has all a filter asks for. */
export function toMatcher(filter: ListFilter): (job: Job) => boolean {
  const tests: ((job: Job) => boolean)[] = []
  if (filter.state !== '') tests.push(STATES[filter.state] ?? ((job) => job.state === filter.state))
  if (filter.profile !== '') tests.push((job) => job.profile === filter.profile)
  if (filter.repository !== '') tests.push((job) => job.repository === filter.repository)
  const words = filter.text.trim().toLowerCase()
  if (words !== '') tests.push((job) => job.title.toLowerCase().includes(words) || job.id.startsWith(words) || job.prompt.toLowerCase().includes(words))
  return (job) => tests.every((test) => test(job))
}

/** Whether a filter asks for anything. */
export const isFiltering = (filter: ListFilter): boolean => filter.state !== '' || filter.profile !== '' || filter.repository !== '' || filter.text.trim() !== ''

/** The same filter as the engine takes it, for finished jobs that are not loaded; null where all of them are. */
export function toOlderQuery(filter: ListFilter): { state: 'finished' | 'succeeded' | 'failed' | 'cancelled' | 'lost'; profile?: string; repository?: string; search?: string; limit: number } | null {
  const { state } = filter
  if (state !== '' && state !== 'finished' && state !== 'succeeded' && state !== 'failed' && state !== 'cancelled' && state !== 'lost') return null
  const text = filter.text.trim()
  return { state: state === '' ? 'finished' : state, ...(filter.profile === '' ? {} : { profile: filter.profile }), ...(filter.repository === '' ? {} : { repository: filter.repository }), ...(text === '' ? {} : { search: text.slice(0, 500) }), limit: 200 }
}
