import { useState } from 'react'
import type { Failure } from '../../contract/errors.ts'
import type { Draft, DraftField } from './draft.ts'
import { mergeDrafts, takeFields, type Versions } from './merge.ts'
import type { OwnForm } from './use-form.ts'

/** Fields somebody else has saved while they were typed here. */
export interface Clash { fields: readonly DraftField[]; mine: Draft; theirs: Draft }
export interface ClashState { clash: Clash | null; meet(versions: Versions): Draft | null; keep(): void; take(): void; forget(): void }

/** Whether the engine refused an edit because what it was begun from is there no more. */
export const isOvertaken = (refusal: Failure): boolean => refusal.code === 'conflict' && Array.isArray(refusal.details?.['changed'])

/** What a person is asked when two have edited one thing. `meet` gives what is to be saved, or null where a person has to choose first. */
export function useClash(form: OwnForm): ClashState {
  const [clash, setClash] = useState<Clash | null>(null)
  return {
    clash,
    meet: (versions) => {
      const { draft, clashes } = mergeDrafts(versions)
      form.restart(draft)
      setClash(clashes.length === 0 ? null : { fields: clashes, mine: draft, theirs: versions.theirs })
      return clashes.length === 0 ? draft : null
    },
    keep: () => setClash(null),
    take: () => {
      if (clash) form.restart(takeFields(form.draft, clash.theirs, clash.fields))
      setClash(null)
    },
    forget: () => setClash(null),
  }
}
