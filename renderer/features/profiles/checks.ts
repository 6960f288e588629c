import { create } from 'zustand'
import type { Profile, ProfileCheck } from '../../../contract/profile.ts'
import { call } from '../../state/sync.ts'
import { readFound, writeFound } from './found.ts'

/** What was last found about a profile, and of which version. `found`: ready or not, also from the last time the window was open; `check`: all of it, since then. Each check starts `claude`. */
export interface KnownCheck { version: number; running: boolean; found: boolean | null; check: ProfileCheck | null; trouble: string | null }

// Tests of what only reads run where no browser is.
const start = typeof localStorage === 'undefined' ? {} : readFound(localStorage)
const useChecks = create<{ known: Readonly<Record<string, KnownCheck>> }>(() => ({ known: Object.fromEntries(Object.entries(start).map(([name, { version, ok }]) => [name, { version, running: false, found: ok, check: null, trouble: null }])) }))

export const useCheck = (name: string): KnownCheck | null => useChecks((state) => state.known[name] ?? null)
const put = (name: string, check: KnownCheck): void => useChecks.setState(({ known }) => ({ known: { ...known, [name]: check } }))

/** Whether a profile was looked at in its present version since the window was opened. */
export const isLookedAt = (known: KnownCheck | null | undefined, { version }: Pick<Profile, 'version'>): boolean => known?.version === version && (known.check !== null || known.trouble !== null)

/** Looks whether a profile can run jobs. */
export async function runCheck({ name, version }: Pick<Profile, 'name' | 'version'>): Promise<void> {
  const before = useChecks.getState().known[name]
  if (before?.running) return
  put(name, { version, running: true, found: before?.found ?? null, check: before?.check ?? null, trouble: null })
  const answer = await call('profiles.check', { name })
  put(name, answer.ok ? { version, running: false, found: answer.value.ok, check: answer.value, trouble: null } : { version, running: false, found: null, check: null, trouble: answer.message })
  if (answer.ok) writeFound(localStorage, { ...readFound(localStorage), [name]: { version, ok: answer.value.ok } })
}

let looking = false
/** Looks at each profile that was not looked at in its present version, one after another. */
export async function checkAll(profiles: readonly Profile[]): Promise<void> {
  if (looking) return
  looking = true
  for (const profile of profiles) if (!isLookedAt(useChecks.getState().known[profile.name], profile)) await runCheck(profile)
  looking = false
}
