import type { Job } from '../../../contract/job.ts'
import { canCancel, canHold, canRelease, canRetry } from '../../jobs/allowed.ts'
import { askCancel, hold, release, retry } from '../../jobs/actions.ts'
import type { Command, CommandContext } from '../../commands/command.ts'
import { loadOlder } from '../../state/sync.ts'
import { clearSelected, go, NO_FILTER, openJob, openOverlay, setFilter, toggleSelected, toQuery, useView, type View } from '../../state/view.ts'
import { commandWords } from '../../words/commands.ts'
import { moveWords, queueWords, viewWords } from '../../words/queue.ts'
import { filterBy } from './filter-commands.ts'
import { isFiltering } from './filter.ts'
import { grouping } from './groups.ts'
import { findView, useSavedViews, viewHash } from './saved-views.ts'
import { walk } from './walk.ts'

/** Id of the list's search field: `/` goes there. */
export const SEARCH_ID = 'queue-search'
const ALL = 1e9

const inQueue = ({ view }: CommandContext): boolean => view.route.name === 'jobs' || view.route.name === 'job'
const some = (test: (job: Job) => boolean) => (context: CommandContext): boolean => context.targets.some(test)

/** What can be done with the list and with jobs. */
export const queueCommands: readonly Command[] = [
  { id: 'go.queue', title: commandWords.goQueue, group: 'go', run: () => { setFilter(NO_FILTER); go('jobs') } },
  ...([['running', commandWords.goRunning], ['pending', commandWords.goWaiting], ['finished', commandWords.goFinished]] as const).map(([state, title]): Command => ({ id: `go.${state}`, title, group: 'go', run: () => go('jobs', [], { query: { state } }) })),
  { id: 'list.next', title: commandWords.next, group: 'list', keys: ['j', 'arrowdown'], keyOnly: true, when: inQueue, run: (context) => walk(context, 1) },
  { id: 'list.previous', title: commandWords.previous, group: 'list', keys: ['k', 'arrowup'], keyOnly: true, when: inQueue, run: (context) => walk(context, -1) },
  { id: 'list.first', title: commandWords.first, group: 'list', keys: ['home'], keyOnly: true, when: inQueue, run: (context) => walk(context, -ALL) },
  { id: 'list.last', title: commandWords.last, group: 'list', keys: ['end'], keyOnly: true, when: inQueue, run: (context) => walk(context, ALL) },
  { id: 'list.filter', title: commandWords.filter, group: 'list', keys: ['/'], run: () => focusSearch() },
  { id: 'list.conversation', title: queueWords.ofConversation, group: 'list', when: ({ targets }) => targets.length === 1, run: (context) => filterBy({ conversation: context.targets[0]!.conversation }, context) },
  { id: 'list.clear', title: commandWords.clearFilters, group: 'list', when: ({ view }) => isFiltering(view.filter), run: () => setFilter(NO_FILTER) },
  { id: 'list.select', title: moveWords.select, group: 'list', keys: ['x'], keyOnly: true, when: (context) => inQueue(context) && context.view.cursor !== null, run: ({ view }) => toggleSelected(view.cursor!) },
  { id: 'list.selectAll', title: moveWords.selectAll, group: 'list', keys: ['mod+a'], when: ({ view }) => view.route.name === 'jobs' && !isTyping(), run: ({ store, view }) => useView.setState(store.reading === null ? { selected: new Set(view.order) } : { selectsAll: true }) },
  ...grouping.values.map((value): Command => ({ id: `list.group.${value}`, title: queueWords.groupCommands[value], group: 'list', when: inQueue, run: () => { grouping.set(value); setFilter({ group: '' }) } })),
  { id: 'view.save', title: `${viewWords.save}…`, group: 'list', when: (context) => inQueue(context) && isFiltering(context.view.filter) && shownView(context) === undefined, run: () => openOverlay('view') },
  { id: 'view.change', title: `${viewWords.changeCommand}…`, group: 'list', when: (context) => inQueue(context) && shownView(context) !== undefined, run: (context) => openOverlay('view', { name: shownView(context)!.name }) },
  { id: 'list.older', title: commandWords.reload, group: 'list', when: ({ store }) => store.next !== null, changes: true, run: () => void loadOlder() },
  { id: 'list.back', title: commandWords.back, group: 'list', keys: ['escape'], keyOnly: true, when: ({ view }) => view.selected.size > 0 || view.selectsAll || view.route.name === 'job' || (view.route.name === 'jobs' && isFiltering(view.filter)), run: ({ view }) => stepBack(view) },
  { id: 'job.open', title: moveWords.open, group: 'job', keys: ['enter'], keyOnly: true, when: (context) => inQueue(context) && context.view.cursor !== null, run: ({ view }) => openJob(view.cursor!) },
  { id: 'job.cancel', title: `${moveWords.cancel}…`, group: 'job', keys: ['c'], changes: true, when: some(canCancel), run: ({ targets }) => askCancel(targets) },
  { id: 'job.hold', title: moveWords.hold, group: 'job', keys: ['h'], changes: true, when: some(canHold), run: ({ targets }) => void hold(targets) },
  { id: 'job.release', title: moveWords.release, group: 'job', keys: ['u'], changes: true, when: some(canRelease), run: ({ targets }) => void release(targets) },
  { id: 'job.retry', title: moveWords.retry, group: 'job', keys: ['r'], changes: true, when: some(canRetry), run: ({ targets }) => retry(targets) },
]

/** The saved views, as places to go to. */
export function toViewCommands(): Command[] {
  return useSavedViews.getState().views.map((view): Command => ({ id: `view.go.${view.name}`, title: viewWords.go(view.name), group: 'go', run: () => { location.hash = viewHash(view) } }))
}

const shownView = ({ view }: CommandContext) => findView(useSavedViews.getState().views, view.filter)

/** From the selection to the list, from the job to the list, from the filter to all jobs. */
function stepBack({ selected, selectsAll, route, filter }: View): void {
  if (selected.size > 0 || selectsAll) clearSelected()
  else if (route.name === 'job') go('jobs', [], { query: toQuery(filter) })
  else setFilter(NO_FILTER)
}

const isTyping = (): boolean => document.activeElement?.matches('input, textarea') ?? false

function focusSearch(): void {
  const field = document.getElementById(SEARCH_ID)
  if (field) return (field as HTMLInputElement).select()
  go('jobs')
  // The field is there once the screen is: two frames, one for React, one for the layout.
  requestAnimationFrame(() => requestAnimationFrame(() => document.getElementById(SEARCH_ID)?.focus()))
}
