import { describeProfile } from '../../contract/describe-profile.ts'
import type { Profile } from '../../contract/profile.ts'

/** Sentences from the front: what it may do comes first there, the most dangerous before the rest. */
const FROM_FRONT = 3

/** What a profile may do, short: enough to choose one. The sentences are those of the whole description; the last ones say when it stops, and when it may start. */
export function summarizeProfile(profile: Profile): string[] {
  const all = describeProfile(profile)
  const atEnd = profile.windows.length > 0 ? 2 : 1
  return all.length <= FROM_FRONT + atEnd ? all : [...all.slice(0, FROM_FRONT), ...all.slice(-atEnd)]
}
