import { create } from 'zustand'
import type { Profile, ProfileCheck } from '../../../contract/profile.ts'
import { call } from '../../state/sync.ts'

/** What was last found about a profile, and of which version. Kept while the window is open: each check starts `claude`. */
export interface KnownCheck { version: number; running: boolean; check: ProfileCheck | null; trouble: string | null }
const useChecks = create<{ known: Readonly<Record<string, KnownCheck>> }>(() => ({ known: {} }))

export const useCheck = (name: string): KnownCheck | null => useChecks((state) => state.known[name] ?? null)
const put = (name: string, check: KnownCheck): void => useChecks.setState(({ known }) => ({ known: { ...known, [name]: check } }))

/** Looks whether a profile can run jobs. */
export async function runCheck({ name, version }: Pick<Profile, 'name' | 'version'>): Promise<void> {
  const before = useChecks.getState().known[name]
  if (before?.running) return
  put(name, { version, running: true, check: before?.check ?? null, trouble: null })
  const answer = await call('profiles.check', { name })
  put(name, answer.ok ? { version, running: false, check: answer.value, trouble: null } : { version, running: false, check: null, trouble: answer.message })
}

let looking = false
/** Looks at each profile that was not looked at in its present version, one after another. */
export async function checkAll(profiles: readonly Profile[]): Promise<void> {
  if (looking) return
  looking = true
  for (const profile of profiles) if (useChecks.getState().known[profile.name]?.version !== profile.version) await runCheck(profile)
  looking = false
}
