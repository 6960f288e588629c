import { create } from 'zustand'
import { Profile } from '../../../contract/profile.ts'
import { toDraft, type Draft } from './draft.ts'

/** A form somebody has begun to fill in, and the version it began with. */
export interface Unsaved { base: Profile; draft: Draft }

type Drafts = Readonly<Record<string, Unsaved>>
const KEY = 'dispatch.unsaved.profiles'
/** A browser gives a page 5 MB in all. */
const LARGEST = 200_000

/** Forms that were begun and not saved, by profile; they outlive the page, but for a key or token. The name of a new one is empty. */
export const useUnsaved = create<{ drafts: Drafts }>(() => ({ drafts: readStored(localStorage) }))

/** What was kept, perhaps by an older program; whatever of it cannot be read is left out. */
export function readStored(storage: Pick<Storage, 'getItem'>): Drafts {
  try {
    const kept = JSON.parse(storage.getItem(KEY) ?? '{}') as Record<string, { base: unknown; draft: unknown } | null>
    return Object.fromEntries(Object.entries(kept).flatMap(([name, each]) => {
      const base = Profile.safeParse(each?.base)
      return base.success ? [[name, { base: base.data, draft: toSafe(each?.draft, toDraft(base.data)) }] as const] : []
    }))
  } catch {
    return {}
  }
}

function toSafe(found: unknown, otherwise: Draft): Draft {
  const kept = (typeof found === 'object' && found !== null ? found : {}) as Record<string, unknown>
  const fits = ([key, value]: [string, unknown]): boolean => typeof kept[key] === typeof value && Array.isArray(kept[key]) === Array.isArray(value) && (!Array.isArray(value) || (kept[key] as unknown[]).every(isRow))
  return Object.fromEntries(Object.entries(otherwise).map(([key, value]) => [key, fits([key, value]) ? kept[key] : value])) as unknown as Draft
}

/** A variable or a window, as it is typed. */
function isRow(row: unknown): boolean {
  if (typeof row !== 'object' || row === null || !('value' in row || ('days' in row && 'zone' in row))) return false
  return Object.entries(row).every(([key, value]) => (key === 'days' ? Array.isArray(value) : typeof value === 'string'))
}

/** What other windows keep stays; no secret is written down. */
function store(name: string, unsaved: Unsaved | null): void {
  const others = Object.entries(readStored(localStorage)).filter(([each]) => each !== name)
  const own = unsaved === null ? [] : [[name, { ...unsaved, draft: { ...unsaved.draft, secret: '' } }] as const]
  try {
    localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(JSON.stringify(own).length > LARGEST ? others : [...others, ...own])))
  } catch {
    // No room: then it is kept as long as the page is.
  }
}

export function keepDraft(name: string, unsaved: Unsaved): void {
  useUnsaved.setState(({ drafts }) => ({ drafts: { ...drafts, [name]: unsaved } }))
  store(name, unsaved)
}

export function dropDraft(name: string): void {
  useUnsaved.setState(({ drafts }) => ({ drafts: Object.fromEntries(Object.entries(drafts).filter(([key]) => key !== name)) }))
  store(name, null)
}

/** A secret somebody typed does not wait around for them to come back. */
export function dropSecret(name: string): void {
  const unsaved = useUnsaved.getState().drafts[name]
  if (unsaved && unsaved.draft.secret !== '') keepDraft(name, { ...unsaved, draft: { ...unsaved.draft, secret: '' } })
}

/** The form of a profile: what was begun, or the profile as it is. */
export function useDraft(profile: Profile): Unsaved {
  const unsaved = useUnsaved((state) => state.drafts[profile.name])
  return unsaved ?? { base: profile, draft: toDraft(profile) }
}
