import { create } from 'zustand'
import type { Profile } from '../../../contract/profile.ts'
import { toDraft, type Draft } from './draft.ts'

/** A form somebody has begun to fill in, and the version it began with. */
export interface Unsaved { base: Profile; draft: Draft }

/** Forms that were begun and not saved, by profile; kept while the window is open. The name of a new one is empty. */
export const useUnsaved = create<{ drafts: Readonly<Record<string, Unsaved>> }>(() => ({ drafts: {} }))

export function keepDraft(name: string, unsaved: Unsaved): void {
  useUnsaved.setState(({ drafts }) => ({ drafts: { ...drafts, [name]: unsaved } }))
}

export function dropDraft(name: string): void {
  useUnsaved.setState(({ drafts }) => ({ drafts: Object.fromEntries(Object.entries(drafts).filter(([key]) => key !== name)) }))
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
