import type { Job } from '../../../contract/job.ts'
import type { ListFilter } from '../../state/view.ts'
import { toMatcher } from './filter.ts'
import { mixedOrder, orderOf, placeOf, type Grouping } from './groups.ts'

/** A line of the list: a heading with its count, or a job. */
export type QueueRow = { kind: 'group'; id: string; label: string; count: number } | { kind: 'job'; job: Job }

interface Group { id: string; label: string; rank: number | null; jobs: Job[] }

/** The rows of the list: filtered, grouped, in order. */
export function toRows(jobs: Iterable<Job>, filter: ListFilter, now: number, by: Grouping = 'state'): QueueRow[] {
  const matches = toMatcher(filter)
  const groups = new Map<string, Group>()
  for (const job of jobs) {
    if (!matches(job)) continue
    const place = placeOf(job, by, now)
    const group = groups.get(place.id)
    if (group) group.jobs.push(job)
    else groups.set(place.id, { ...place, jobs: [job] })
  }
  const order = by === 'state' ? null : mixedOrder(now)
  return inOrder([...groups.values()]).flatMap((group): QueueRow[] => [
    { kind: 'group', id: group.id, label: group.label, count: group.jobs.length },
    ...group.jobs.sort(order ?? orderOf(group.id)).map((job): QueueRow => ({ kind: 'job', job })),
  ])
}

/** What rows need not say: the heading does, or it is the same in all of them. */
export interface Said { pipeline: boolean; repository: boolean; profile: boolean }

export function saidBy(rows: readonly QueueRow[], by: Grouping): Said {
  const isSame = (key: 'repository' | 'profile'): boolean => {
    let first: string | undefined
    return rows.every((row) => row.kind === 'group' || (first ??= row.job[key]) === row.job[key])
  }
  return { pipeline: by === 'pipeline', repository: by === 'repository' || isSame('repository'), profile: by === 'profile' || isSame('profile') }
}

/** By rank; those without one before the rest, the one with the newest job first. */
function inOrder(groups: Group[]): Group[] {
  const newest = new Map(groups.map((group) => [group, group.jobs.reduce((most, job) => Math.max(most, job.seq), 0)]))
  return groups.sort((a, b) => (a.rank ?? -1) - (b.rank ?? -1) || newest.get(b)! - newest.get(a)!)
}
