import { useSyncExternalStore } from 'react'

/** `wide`: rail, list and detail beside each other. `medium`: the detail slides over the list. `narrow`: one column, tabs at the bottom. */
export type Layout = 'wide' | 'medium' | 'narrow'
const WIDE = '(min-width: 1200px)'
const MEDIUM = '(min-width: 720px)'

export const readLayout = (): Layout => (matchMedia(WIDE).matches ? 'wide' : matchMedia(MEDIUM).matches ? 'medium' : 'narrow')

function listen(listener: () => void): () => void {
  const queries = [matchMedia(WIDE), matchMedia(MEDIUM)]
  for (const query of queries) query.addEventListener('change', listener)
  return () => { for (const query of queries) query.removeEventListener('change', listener) }
}

export const useLayout = (): Layout => useSyncExternalStore(listen, readLayout)

/** A phone on its side, a page at 200 %: too low for more than what is looked at. */
const LOW = '(max-height: 559px)'

function listenLow(listener: () => void): () => void {
  const query = matchMedia(LOW)
  query.addEventListener('change', listener)
  return () => query.removeEventListener('change', listener)
}

export const readLow = (): boolean => matchMedia(LOW).matches
export const useLow = (): boolean => useSyncExternalStore(listenLow, readLow)
