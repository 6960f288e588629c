import { create } from 'zustand'
import { followSteps, stepOver } from './overlay-steps.ts'
import { parseRoute, toHash, type Route } from './route.ts'

/** What of the list is shown, and in which groups. Empty texts mean everything; `label` is `key=value`; an empty `group` the one that was chosen last. */
export interface ListFilter { state: string; profile: string; repository: string; pipeline: string; schedule: string; conversation: string; label: string; text: string; group: string }
export const NO_FILTER: ListFilter = { state: '', profile: '', repository: '', pipeline: '', schedule: '', conversation: '', label: '', text: '', group: '' }

/** What lies over the screens; its kind is registered in registry/overlays.tsx. */
export interface Overlay { kind: string; props?: Record<string, unknown> }

/** The person's side: where they are, what they point at. */
export interface View {
  route: Route
  filter: ListFilter
  /** The job the keyboard points at. */
  cursor: string | null
  selected: ReadonlySet<string>
  /** Everything shown is to be selected as soon as all of it is there. */
  selectsAll: boolean
  /** Ids of the list as shown, top to bottom: what j and k walk. */
  order: readonly string[]
  overlay: Overlay | null
}

/** The filter an address carries. */
export function toFilter({ query }: Pick<Route, 'query'>): ListFilter {
  return { state: query['state'] ?? '', profile: query['profile'] ?? '', repository: query['repository'] ?? '', pipeline: query['pipeline'] ?? '', schedule: query['schedule'] ?? '', conversation: query['conversation'] ?? '', label: query['label'] ?? '', text: query['q'] ?? '', group: query['group'] ?? '' }
}
const first = typeof location === 'undefined' ? parseRoute('') : parseRoute(location.hash)

export const useView = create<View>(() => ({ route: first, filter: toFilter(first), cursor: first.name === 'job' ? (first.path[0] ?? null) : null, selected: new Set(), selectsAll: false, order: [], overlay: null }))

/** Goes to a place; `replace` leaves no step in the history. */
export function go(name: string, path: readonly string[] = [], options: { query?: Readonly<Record<string, string>>; replace?: boolean } = {}): void {
  const hash = toHash(name, path, options.query)
  if (options.replace) {
    history.replaceState(history.state, '', hash)
    follow()
  } else if (location.hash !== hash) location.hash = hash
}

/** Shows the list with a filter; the address carries it. */
export function setFilter(change: Partial<ListFilter>): void {
  const { route, filter } = useView.getState()
  const next = { ...filter, ...change }
  useView.setState({ filter: next, selectsAll: false })
  if (showsList(route)) go(route.name, route.path, { query: { ...route.query, ...toQuery(next) }, replace: true })
}

/** A filter as the address carries it. */
export const toQuery = ({ text, ...rest }: ListFilter): Record<string, string> => ({ ...rest, q: text })

/** Opens a job, on a tab. */
export function openJob(id: string, ...rest: string[]): void {
  useView.setState({ cursor: id })
  go('job', [id, ...rest])
}

export function openOverlay(kind: string, props?: Record<string, unknown>): void {
  stepOver()
  useView.setState({ overlay: props ? { kind, props } : { kind } })
}
export const closeOverlay = (): void => useView.setState({ overlay: null })

export function toggleSelected(id: string): void {
  const selected = new Set(useView.getState().selected)
  if (!selected.delete(id)) selected.add(id)
  useView.setState({ selected })
}
export const clearSelected = (): void => {
  const { selected, selectsAll } = useView.getState()
  if (selected.size > 0 || selectsAll) useView.setState({ selected: new Set(), selectsAll: false })
}

/** Places where the list is, or stands beside a job: their addresses say what it shows. */
const showsList = (route: Route): boolean => route.name === 'jobs' || route.name === 'job'

/** The address of a job that was opened beside a filtered list gets the filter, so that a reload shows the same. */
export function withFilter(route: Route, filter: ListFilter): Route {
  if (route.name !== 'job' || Object.values(toFilter(route)).some((value) => value !== '')) return route
  return { ...route, query: { ...route.query, ...Object.fromEntries(Object.entries(toQuery(filter)).filter(([, value]) => value !== '')) } }
}

function follow(): void {
  const route = withFilter(parseRoute(location.hash), useView.getState().filter)
  const hash = toHash(route.name, route.path, route.query)
  if (route.name === 'job' && location.hash !== hash) history.replaceState(history.state, '', hash)
  useView.setState((view) => ({
    route,
    filter: showsList(route) ? toFilter(route) : view.filter,
    cursor: cursorAt(route, view),
    overlay: null,
  }))
}

/** What is pointed at in a place somebody comes to. A drawing shows nothing as pointed at yet, so that no key moves a job that is elsewhere. */
export function cursorAt(route: Route, view: Pick<View, 'route' | 'cursor'>): string | null {
  if (route.name === 'job' && route.path[0] !== undefined) return route.path[0]
  const isThere = route.name === view.route.name && route.path[0] === view.route.path[0]
  return (route.name === 'graph' || route.name === 'pipeline') && !isThere ? null : view.cursor
}

/** Keeps the view in step with the address, back and forward included. */
export function followAddress(): void {
  window.addEventListener('hashchange', follow)
  followSteps(() => {
    const isOver = useView.getState().overlay !== null
    if (isOver) closeOverlay()
    return isOver
  })
}
