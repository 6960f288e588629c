import { create } from 'zustand'
import { toHash } from '../../state/route.ts'
import { grouping, toGrouping } from './groups.ts'
import { NO_FILTER, toQuery, type ListFilter } from '../../state/view.ts'

/** A filter with a name; its `group` is never empty. */
export interface SavedView { name: string; filter: ListFilter }

const KEY = 'dispatch.views'
/** More than fit beside one another in the rail; beyond this nobody finds one again. */
const MOST_VIEWS = 50
export const LONGEST_NAME = 60

export const useSavedViews = create<{ views: readonly SavedView[] }>(() => ({ views: parseViews(typeof localStorage === 'undefined' ? null : localStorage.getItem(KEY)) }))

/** What was kept, as far as it can be read: what another version wrote is left out, never fatal. */
export function parseViews(text: string | null): SavedView[] {
  const found = parse(text)
  return (Array.isArray(found) ? found : []).flatMap((each: unknown) => {
    const { name, filter } = (each ?? {}) as { name?: unknown; filter?: unknown }
    if (typeof name !== 'string' || name.trim() === '' || typeof filter !== 'object' || filter === null) return []
    const texts = Object.keys(NO_FILTER).map((key) => [key, (filter as Record<string, unknown>)[key] ?? ''] as const)
    return texts.every(([, value]) => typeof value === 'string') ? [{ name, filter: Object.fromEntries(texts) as unknown as ListFilter }] : []
  }).slice(0, MOST_VIEWS)
}

function parse(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text)
  } catch {
    return null
  }
}

function keep(views: readonly SavedView[]): void {
  localStorage.setItem(KEY, JSON.stringify(views))
  useSavedViews.setState({ views })
}

/** Adds a view, or changes the one that had a name. */
export function saveView(view: SavedView, former: string | null = null): void {
  const { views } = useSavedViews.getState()
  keep(former === null ? [...views, view].slice(-MOST_VIEWS) : views.map((each) => (each.name === former ? view : each)))
}

export const removeView = (name: string): void => keep(useSavedViews.getState().views.filter((each) => each.name !== name))

/** Where a view is: its filter as an address. */
export const viewHash = ({ filter }: SavedView): string => toHash('jobs', [], toQuery(filter))

/** The view that shows what a filter shows, in the same groups. */
export function findView(views: readonly SavedView[], given: ListFilter): SavedView | undefined {
  const filter = { ...given, group: toGrouping(given, grouping.read()) }
  return views.find((view) => (Object.keys(NO_FILTER) as (keyof ListFilter)[]).every((key) => view.filter[key] === filter[key]))
}

/** A view is followed in another window of this browser, too. */
if (typeof window !== 'undefined') window.addEventListener('storage', (event) => { if (event.key === KEY) useSavedViews.setState({ views: parseViews(event.newValue) }) })
