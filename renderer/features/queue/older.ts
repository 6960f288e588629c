import { useCallback, useEffect, useRef, useState } from 'react'
import { call, learn, loadOlder } from '../../state/sync.ts'
import { useStore } from '../../state/store.ts'
import { toQuery, useView } from '../../state/view.ts'
import { isFiltering, toOlderQuery } from './filter.ts'

/** Typing goes on for a moment before the engine is asked for older jobs. */
const ASK_AFTER_MS = 250

/** Finished jobs that are not loaded. `more`: there may be some that belong into the list; `load` reads the next page of them. */
export interface Older { more: boolean; load(): void }

/** Where the pages of a filter stand; `next` is null once all are read. */
interface Pages { key: string; next: string | null }

/** A filter is asked of the engine, page by page; without one the list reads on where it ended. */
export function useOlder(): Older {
  const filter = useView((view) => view.filter)
  const mayBeMore = useStore((store) => store.next !== null)
  const query = mayBeMore && isFiltering(filter) ? toOlderQuery(filter) : null
  const key = query ? JSON.stringify(toQuery({ ...filter, group: '' })) : ''
  const [pages, setPages] = useState<Pages | null>(null)
  /** What is being read: a page asked for twice is read once, and what a former filter asked for does not count. */
  const reading = useRef('')

  const read = useCallback(async (cursor?: string): Promise<void> => {
    const asked = toOlderQuery(useView.getState().filter)
    const mine = `${key} ${cursor ?? ''}`
    if (!asked || reading.current === mine) return
    reading.current = mine
    const page = await call('jobs.list', { ...asked, ...(cursor === undefined ? {} : { cursor }) })
    if (page.ok) learn(page.value.jobs)
    if (reading.current !== mine) return
    reading.current = ''
    setPages({ key, next: page.ok ? page.value.next : null })
  }, [key])

  useEffect(() => {
    if (key === '') return
    const timer = setTimeout(() => void read(), ASK_AFTER_MS)
    return () => clearTimeout(timer)
  }, [key, read])

  if (key === '') return isFiltering(filter) ? { more: false, load: () => {} } : { more: mayBeMore, load: () => void loadOlder() }
  if (pages?.key !== key) return { more: true, load: () => {} }
  return { more: pages.next !== null, load: () => { if (pages.next !== null) void read(pages.next) } }
}
