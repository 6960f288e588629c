import type { Draft } from './draft.ts'
import { toSafeDraft } from './stored-draft.ts'

/** Changes somebody has begun, and the thing as it was then. */
export interface Unsaved<Base> { base: Base; draft: Draft }
/** Changes that were typed and not saved, by id. They outlive the page, but for those too large to be kept in a browser. */
export interface UnsavedEdits<Base> { read(id: string): Unsaved<Base> | undefined; keep(unsaved: Unsaved<Base>): void; drop(id: string): void }

/** Of more than so many the oldest is forgotten. */
const MOST = 20
/** A browser gives a page 5 MB in all. */
const LARGEST = 200_000

/** `toDraft`: what is kept counts only if the thing it began with can still be read. */
export function createUnsaved<Base extends { id: string }>(key: string, toDraft: (base: Base) => Draft, storage: Pick<Storage, 'getItem' | 'setItem'>): UnsavedEdits<Base> {
  const here = new Map<string, Unsaved<Base>>()
  const stored = (): [string, unknown][] => {
    try {
      return Object.entries(JSON.parse(storage.getItem(key) ?? '{}') as object)
    } catch {
      return []
    }
  }
  const store = (entries: readonly [string, unknown][]): void => {
    try {
      storage.setItem(key, JSON.stringify(Object.fromEntries(entries.slice(-MOST))))
    } catch {
      // No room: then it is kept as long as the page is.
    }
  }
  const others = (id: string): [string, unknown][] => stored().filter(([each]) => each !== id)
  return {
    read(id) {
      const found = here.get(id)
      if (found) return found
      const kept = stored().find(([each]) => each === id)?.[1] as Unsaved<Base> | undefined
      try {
        return kept && kept.base.id === id && toDraft(kept.base) ? { base: kept.base, draft: toSafeDraft(kept.draft) } : undefined
      } catch {
        return undefined
      }
    },
    keep(unsaved) {
      const { id } = unsaved.base
      here.set(id, unsaved)
      store(JSON.stringify(unsaved).length > LARGEST ? others(id) : [...others(id), [id, unsaved]])
    },
    drop(id) {
      here.delete(id)
      if (stored().some(([each]) => each === id)) store(others(id))
    },
  }
}
