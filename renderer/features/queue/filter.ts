import type { CallInput } from '../../../contract/api.ts'
import type { Job } from '../../../contract/job.ts'
import type { ListFilter } from '../../state/view.ts'

/** Jobs asked for with one call. */
const PAGE = 200

/** States a choice of the filter stands for, where it is not one state alone. */
const STATES: Record<string, (job: Job) => boolean> = {
  running: (job) => job.state === 'running' || job.state === 'starting',
  pending: (job) => job.state === 'waiting' || job.state === 'held' || job.state === 'blocked' || job.state === 'queued',
  succeeded: (job) => job.outcome?.kind === 'succeeded',
  failed: (job) => job.outcome?.kind === 'failed',
  cancelled: (job) => job.outcome?.kind === 'cancelled',
  lost: (job) => job.outcome?.kind === 'lost',
}
const ENDED = new Set(['finished', 'succeeded', 'failed', 'cancelled', 'lost'])

/** Whether a text is a label as the filter takes it: `key=value`. */
export const isLabel = (text: string): boolean => /^[^=]+=/.test(text)

/** Whether a job has all a filter asks for. */
export function toMatcher(filter: ListFilter): (job: Job) => boolean {
  const tests: ((job: Job) => boolean)[] = []
  const { state, profile, repository, pipeline, schedule, conversation, label } = filter
  if (state !== '') tests.push(STATES[state] ?? ((job) => job.state === state))
  if (profile !== '') tests.push((job) => job.profile === profile)
  if (repository !== '') tests.push((job) => job.repository === repository)
  if (pipeline !== '') tests.push((job) => job.pipeline === pipeline)
  if (schedule !== '') tests.push((job) => job.schedule === schedule)
  if (conversation !== '') tests.push((job) => job.conversation === conversation)
  if (label !== '') {
    const at = label.indexOf('=')
    tests.push((job) => job.labels[label.slice(0, at)] === label.slice(at + 1))
  }
  const words = filter.text.trim().toLowerCase()
  if (words !== '') tests.push((job) => job.title.toLowerCase().includes(words) || job.id.startsWith(words) || job.prompt.toLowerCase().includes(words))
  return (job) => tests.every((test) => test(job))
}

/** What a filter asks for beside the text, in the order of the bar. */
export const CHOICES = ['state', 'profile', 'repository', 'pipeline', 'schedule', 'conversation', 'label'] as const satisfies readonly (keyof ListFilter)[]
export type FilterChoice = (typeof CHOICES)[number]

/** Whether it asks for anything beside the text. */
export const isNarrowed = (filter: ListFilter): boolean => CHOICES.some((key) => filter[key] !== '')
/** Whether it asks for anything. */
export const isFiltering = (filter: ListFilter): boolean => isNarrowed(filter) || filter.text.trim() !== ''

/** Whether it is all jobs, or one of the lists the rail leads to: the rail says so, and nothing needs to be said again. */
export const isPlace = (filter: ListFilter): boolean => !isFiltering({ ...filter, state: PLACES.has(filter.state) ? '' : filter.state })
const PLACES = new Set(['running', 'pending', 'finished'])

/** The same filter as the engine takes it, for finished jobs that are not loaded; null where all of them are. */
export function toOlderQuery(filter: ListFilter): CallInput<'jobs.list'> | null {
  const { state, profile, repository, pipeline, schedule, conversation, label } = filter
  if (state !== '' && !ENDED.has(state)) return null
  const given = Object.entries({ profile, repository, pipeline, schedule, conversation, label: isLabel(label) ? label : '', search: filter.text.trim().slice(0, 500) }).filter(([, value]) => value !== '')
  return { state: state === '' ? 'finished' : state as 'finished', ...Object.fromEntries(given), limit: PAGE }
}
