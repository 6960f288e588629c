import { useSyncExternalStore } from 'react'
import { useStore, type Store } from '../../state/store.ts'

const KEY = 'dispatch.welcomed'
const listeners = new Set<() => void>()

/** Whether nobody has submitted a job yet. */
export const hasNoJobs = ({ loaded, world, next }: Pick<Store, 'loaded' | 'world' | 'next'>): boolean => loaded && world.jobs.size === 0 && next === null

/** Whether how to begin is shown in the place of the list: no job at all, and nobody has said "not now". */
export function useIsFirst(): boolean {
  const none = useStore(hasNoJobs)
  const skipped = useSyncExternalStore((listener) => { listeners.add(listener); return () => listeners.delete(listener) }, () => localStorage.getItem(KEY) !== null)
  return none && !skipped
}

/** Shows the list instead, from now on. */
export function skipWelcome(): void {
  localStorage.setItem(KEY, '1')
  for (const listener of listeners) listener()
}
