import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { call, learn, loadOlder } from '../../state/sync.ts'
import { useStore } from '../../state/store.ts'
import { toQuery, useView } from '../../state/view.ts'
import { isFiltering, toOlderQuery } from './filter.ts'

/** Typing goes on for a moment before the engine is asked for older jobs. */
const ASK_AFTER_MS = 250

/** Finished jobs that are not loaded. `more`: there may be some that belong into the list; `load` reads the next page of them, once more if it `failed`, for the reason told. */
export interface Older { more: boolean; failed: string | null; load(): void }

const NO_MORE: Older = { more: false, failed: null, load: () => {} }

/** Where the pages of a filter stand: `next` is null once all are read, undefined before the first is. */
interface Pages { key: string; next: string | null | undefined; failed: string | null }

/** A filter is asked of the engine, page by page; without one the list reads on where it ended. */
export function useOlder(): Older {
  const filter = useView((view) => view.filter)
  const mayBeMore = useStore((store) => store.next !== null)
  const asks = isFiltering(filter)
  const query = mayBeMore && asks ? toOlderQuery(filter) : null
  const key = query ? JSON.stringify(toQuery({ ...filter, group: '' })) : ''
  const [pages, setPages] = useState<Pages>({ key, next: undefined, failed: null })
  /** What is being read: a page asked for twice is read once, and what a former filter asked for does not count. */
  const reading = useRef('')

  const read = useCallback(async (cursor?: string): Promise<void> => {
    const asked = toOlderQuery(useView.getState().filter)
    const mine = `${key} ${cursor ?? ''}`
    if (!asked || reading.current === mine) return
    reading.current = mine
    setPages({ key, next: cursor, failed: null })
    const page = await call('jobs.list', { ...asked, ...(cursor === undefined ? {} : { cursor }) })
    if (page.ok) learn(page.value.jobs)
    if (reading.current !== mine) return
    reading.current = ''
    setPages(page.ok ? { key, next: page.value.next, failed: null } : { key, next: cursor, failed: page.message })
  }, [key])

  const readOn = useCallback(async (): Promise<void> => {
    setPages((now) => (now.key === '' && now.failed === null ? now : { key: '', next: undefined, failed: null }))
    const failed = await loadOlder()
    if (failed !== null) setPages((now) => (now.key === '' ? { ...now, failed } : now))
  }, [])

  useEffect(() => {
    if (key === '') return
    const timer = setTimeout(() => void read(), ASK_AFTER_MS)
    return () => clearTimeout(timer)
  }, [key, read])

  const failed = pages.key === key ? pages.failed : null
  // The same as long as nothing about it changes: whoever asks again whenever `load` is another would never stop.
  return useMemo((): Older => {
    if (key === '') return asks ? NO_MORE : { more: mayBeMore, failed: mayBeMore ? failed : null, load: () => void readOn() }
    if (pages.key !== key || (pages.next === undefined && failed === null)) return { ...NO_MORE, more: true }
    return { more: pages.next !== null, failed, load: () => { if (pages.next !== null) void read(pages.next) } }
  }, [key, asks, mayBeMore, failed, pages, read, readOn])
}
