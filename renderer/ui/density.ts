import { useSyncExternalStore } from 'react'
import { createKept } from './kept.ts'
import { useLayout } from './use-media.ts'

/** How high the rows of lists are: 44 px, or 36 px on one line. */
export const density = createKept('dispatch.density', ['comfortable', 'compact'])
export type Density = (typeof density.values)[number]
export const ROW_HEIGHT: Record<Density, number> = { comfortable: 44, compact: 36 }

const TOUCHED = '(pointer: coarse)'
function listen(listener: () => void): () => void {
  const query = matchMedia(TOUCHED)
  query.addEventListener('change', listener)
  return () => query.removeEventListener('change', listener)
}

/** The density as chosen; what is touched is never smaller than a thumb. */
export function useDensity(): Density {
  const chosen = density.use()
  const touched = useSyncExternalStore(listen, () => matchMedia(TOUCHED).matches)
  return useLayout() === 'narrow' || touched ? 'comfortable' : chosen
}
