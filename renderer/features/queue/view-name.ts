import type { Job } from '../../../contract/job.ts'
import { repositoryName } from '../../jobs/names.ts'
import { usePipelineStore } from '../../state/pipelines.ts'
import { useScheduleStore } from '../../state/schedules.ts'
import { useStore } from '../../state/store.ts'
import type { ListFilter } from '../../state/view.ts'
import { queueWords } from '../../words/queue.ts'
import { CHOICES, type FilterChoice } from './filter.ts'

/** What a value of the filter is called. */
export function labelOf(choice: FilterChoice, value: string): string {
  switch (choice) {
    case 'state': return (queueWords.states as Record<string, string>)[value] ?? value
    case 'repository': return repositoryName(value)
    case 'pipeline': return pipelineName(value)
    case 'schedule': return useScheduleStore.getState().known.find((schedule) => schedule.id === value)?.title ?? value
    case 'conversation': return conversationName(value)
    case 'profile':
    case 'label': return value
  }
}

function pipelineName(id: string): string {
  const known = usePipelineStore.getState().known.get(id)?.title
  if (known !== undefined) return known
  for (const job of useStore.getState().world.jobs.values()) if (job.pipeline === id && job.pipelineTitle !== null) return job.pipelineTitle
  return id
}

/** By the first of its jobs that is known. */
function conversationName(id: string): string {
  let first: Job | null = null
  for (const job of useStore.getState().world.jobs.values()) if (job.conversation === id && (first === null || job.seq < first.seq)) first = job
  return first?.title ?? id
}

/** A name to begin with, from what a filter asks for. */
export function nameOf(filter: ListFilter): string {
  const parts = CHOICES.filter((choice) => filter[choice] !== '').map((choice) => labelOf(choice, filter[choice]))
  return [...parts, ...(filter.text.trim() === '' ? [] : [`‘${filter.text.trim()}’`])].join(', ').slice(0, 60)
}
