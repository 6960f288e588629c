import type { Job } from '../../../contract/job.ts'
import { urgency } from '../../../contract/priority.ts'
import { formatDate } from '../../../contract/formats.ts'
import { needsPerson } from '../../../contract/words.ts'
import { repositoryName } from '../../jobs/names.ts'
import type { ListFilter } from '../../state/view.ts'
import { createKept } from '../../ui/kept.ts'
import { queueWords } from '../../words/queue.ts'

/** What the list is grouped by; remembered. */
export const grouping = createKept('dispatch.group', ['state', 'pipeline', 'repository', 'profile'])
export type Grouping = (typeof grouping.values)[number]

/** The grouping of a list: what its address says, else what was chosen last. */
export const toGrouping = ({ group }: Pick<ListFilter, 'group'>, kept: Grouping): Grouping => grouping.values.find((value) => value === group) ?? kept

/** Where a job stands in the list: jobs with one id are together; lower ranks come first, and where `rank` is null the group with the newest job. */
export interface Place { id: string; label: string; rank: number | null }

const DAY_MS = 86_400_000
const LAST = Number.MAX_SAFE_INTEGER

/** Which group a job stands in. */
export function placeOf(job: Job, by: Grouping, now: number): Place {
  switch (by) {
    case 'state': return byState(job, now)
    case 'pipeline': return job.pipeline === null ? { id: '', label: queueWords.noPipeline, rank: LAST } : { id: job.pipeline, label: job.pipelineTitle ?? job.pipeline, rank: null }
    case 'repository': return { id: job.repository, label: repositoryName(job.repository), rank: null }
    case 'profile': return { id: job.profile, label: job.profile, rank: null }
  }
}

/** Who needs a person comes first, then who runs, who waits and why, who is next, and what ended, by day. */
function byState(job: Job, now: number): Place {
  const { groups } = queueWords
  if (needsPerson(job)) return { id: 'needs', label: groups.needs, rank: 0 }
  switch (job.state) {
    case 'starting':
    case 'running': return { id: 'running', label: groups.running, rank: 1 }
    case 'waiting': return { id: 'waiting', label: groups.waiting, rank: 2 }
    case 'held':
    case 'blocked': return { id: 'held', label: groups.held, rank: 3 }
    case 'queued': return { id: 'queued', label: groups.queued, rank: 4 }
    case 'finished': return dayOf(job.endedAt ?? job.createdAt, now)
  }
}

function dayOf(at: number, now: number): Place {
  const day = formatDate(at)
  const label = day === formatDate(now) ? queueWords.groups.today : day === formatDate(now - DAY_MS) ? queueWords.groups.yesterday : queueWords.groups.on(day)
  // Newer days first: later dates get lower ranks, all of them after the groups above.
  return { id: day, label, rank: 10 + 1e6 - Number(day.replaceAll('-', '')) / 1000 }
}

type Order = (a: Job, b: Job) => number
const tie: Order = (a, b) => a.seq - b.seq
// The newest first among those that ended at one moment: further pages of the engine bring the older ones, which belong beneath.
const byEnd: Order = (a, b) => (b.endedAt ?? b.createdAt) - (a.endedAt ?? a.createdAt) || b.seq - a.seq
const byAge: Order = (a, b) => b.createdAt - a.createdAt || tie(a, b)
const byWait: Order = (a, b) => (a.waitingFor?.until ?? Infinity) - (b.waitingFor?.until ?? Infinity) || tie(a, b)
const urgencyOf = (job: Job): number => urgency({ since: Math.max(job.queuedAt ?? job.createdAt, job.notBefore), priority: job.priority })
const ORDERS: Record<string, Order> = {
  // Questions first: they are the quickest to end.
  needs: (a, b) => Number(b.state === 'waiting') - Number(a.state === 'waiting') || byWait(a, b),
  running: (a, b) => (b.startedAt ?? 0) - (a.startedAt ?? 0) || tie(a, b),
  waiting: byWait,
  held: (a, b) => Number(b.state === 'held') - Number(a.state === 'held') || byAge(a, b),
  // As the scheduler takes them.
  queued: (a, b) => urgencyOf(a) - urgencyOf(b) || tie(a, b),
}

/** What is not read yet: unfinished jobs, finished ones. */
export interface Unread { unfinished: boolean; finished: boolean }
/** Whether jobs that are not read yet may come into a group: where states are grouped, those that ended stand by themselves. */
export const mayGrow = (id: string, by: Grouping, { unfinished, finished }: Unread): boolean => (by !== 'state' ? unfinished || finished : Object.hasOwn(ORDERS, id) ? unfinished : finished)

/** The order inside a group of states. */
export const orderOf = (id: string): Order => ORDERS[id] ?? byEnd

/** The order where states are mixed: as the groups of states stand to one another, and in each as there. */
export function mixedOrder(now: number): Order {
  const places = new Map<Job, Place>()
  const find = (job: Job): Place => {
    const place = places.get(job) ?? byState(job, now)
    places.set(job, place)
    return place
  }
  return (a, b) => find(a).rank! - find(b).rank! || orderOf(find(a).id)(a, b)
}
