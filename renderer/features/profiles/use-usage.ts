import { useEffect } from 'react'
import { create } from 'zustand'
import type { ProfileUsage } from '../../../contract/usage.ts'
import { useReadOnly, useStore } from '../../state/store.ts'
import { call } from '../../state/sync.ts'
import { useNow } from '../../ui/use-now.ts'

/** Figures are read again this often while somebody looks at them. */
const READ_EVERY_MS = 15_000

const useUsages = create<{ known: ReadonlyMap<string, ProfileUsage> | null }>(() => ({ known: null }))

/** Keeps the figures of all profiles at hand while the screen is open. */
export function useReadUsage(): void {
  const told = useStore((store) => store.world.changed.engine)
  const readOnly = useReadOnly()
  const tick = useNow(READ_EVERY_MS)
  useEffect(() => {
    if (readOnly) return
    void call('profiles.usage', {}).then((answer) => { if (answer.ok) useUsages.setState({ known: new Map(answer.value.profiles.map((each) => [each.profile, each])) }) })
  }, [told, readOnly, tick])
}

/** How much a profile is used; null until it was read. */
export const useUsage = (name: string): ProfileUsage | null => useUsages(({ known }) => known?.get(name) ?? null)

/** What all profiles spent today; null until it was read. */
export function useSpentToday(): { runs: number; costUsd: number } | null {
  const known = useUsages((state) => state.known)
  return known && [...known.values()].reduce((sum, { today }) => ({ runs: sum.runs + today.runs, costUsd: sum.costUsd + today.costUsd }), { runs: 0, costUsd: 0 })
}
