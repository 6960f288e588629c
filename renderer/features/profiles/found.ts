const KEY = 'dispatch.profiles.found'

/** What was found about a profile the last time somebody looked: shown until it is looked at again. */
export type Found = Readonly<Record<string, { version: number; ok: boolean }>>

/** What is kept in this browser; whatever of it cannot be read is left out. */
export function readFound(storage: Pick<Storage, 'getItem'>): Found {
  try {
    const kept = JSON.parse(storage.getItem(KEY) ?? '{}') as Record<string, { version: unknown; ok: unknown } | null>
    return Object.fromEntries(Object.entries(kept).filter((entry): entry is [string, { version: number; ok: boolean }] => typeof entry[1]?.version === 'number' && typeof entry[1].ok === 'boolean'))
  } catch {
    return {}
  }
}

export const writeFound = (storage: Pick<Storage, 'setItem'>, found: Found): void => storage.setItem(KEY, JSON.stringify(found))
