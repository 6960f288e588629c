import type { Command, CommandContext } from '../../commands/command.ts'
import { useStore } from '../../state/store.ts'
import { go, NO_FILTER, setFilter, toQuery } from '../../state/view.ts'
import { queueWords as words } from '../../words/queue.ts'
import type { FilterChoice } from './filter.ts'
import { labelOf } from './view-name.ts'

/** Labels offered: past these one types into the filter itself. */
const MOST_LABELS = 200

/** Each state, profile, repository and label there is, as something to filter the list by. */
export function toFilterCommands(): Command[] {
  const { world, profiles } = useStore.getState()
  const jobs = [...world.jobs.values()]
  const values: Partial<Record<FilterChoice, Iterable<string>>> = {
    state: Object.keys(words.states),
    profile: [...profiles.map(({ name }) => name), ...jobs.map((job) => job.profile)],
    repository: jobs.map((job) => job.repository),
    label: jobs.flatMap((job) => Object.entries(job.labels).map(([key, value]) => `${key}=${value}`)),
  }
  return Object.entries(values).flatMap(([choice, all]) => [...new Set(all)].toSorted().slice(0, MOST_LABELS).map((value) => toCommand(choice as FilterChoice, value)))
}

const toCommand = (choice: FilterChoice, value: string): Command => ({
  id: `list.filter.${choice}.${value}`, title: words.filterBy(words[choice], labelOf(choice, value)), keywords: `ls --${choice}`, group: 'list', onlyFound: true, run: (context) => filterBy({ [choice]: value }, context),
})

/** Narrows the list that is in sight; from elsewhere it leads to the list, narrowed to this alone. */
export function filterBy(change: Partial<Record<FilterChoice, string>>, { view: { route }, layout }: CommandContext): void {
  if (route.name === 'jobs' || (route.name === 'job' && layout === 'wide')) setFilter(change)
  else go('jobs', [], { query: toQuery({ ...NO_FILTER, ...change }) })
}
