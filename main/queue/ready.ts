import { urgency } from '../../contract/priority.ts'

/** A queued job that may be started. `since`: from when on it could (it is queued, and its time has come). `repositoryLock`: set when it works in place and must be alone in its repository. */
export interface Candidate { job: number; profile: string; priority: number; since: number; notBefore: number; conversation: string; repositoryLock: string | null }

/** What is free now. Jobs that wait for an answer or a limit use no slot. */
export interface Capacity {
  paused: boolean
  slots: number
  /** `closed`: none of its windows is open now. */
  profiles: ReadonlyMap<string, { slots: number; paused: boolean; closed?: boolean }>
  busyConversations: ReadonlySet<string>
  busyRepositories: ReadonlySet<string>
}

/**
 * Who runs next. Preconditions, in this order: nothing is paused, a window of the profile is open if it has any, the time has come, a slot of the profile and one overall is free,
 * nobody else writes to its conversation, nobody else works in its repository when it works in place.
 * Order: by urgency, then the older job. A job that may not start never stands in the way of one that may.
 */
export function ready(candidates: readonly Candidate[], capacity: Capacity, now: number): Candidate[] {
  if (capacity.paused || capacity.slots <= 0) return []
  const left = new Map([...capacity.profiles].map(([name, profile]) => [name, profile.paused || profile.closed ? 0 : profile.slots]))
  const conversations = new Set(capacity.busyConversations)
  const repositories = new Set(capacity.busyRepositories)
  const chosen: Candidate[] = []
  for (const candidate of [...candidates].sort((a, b) => urgency(a) - urgency(b) || a.job - b.job)) {
    if (chosen.length >= capacity.slots) break
    const slots = left.get(candidate.profile) ?? 0
    if (slots <= 0 || candidate.notBefore > now || conversations.has(candidate.conversation)) continue
    if (candidate.repositoryLock !== null && repositories.has(candidate.repositoryLock)) continue
    left.set(candidate.profile, slots - 1)
    conversations.add(candidate.conversation)
    if (candidate.repositoryLock !== null) repositories.add(candidate.repositoryLock)
    chosen.push(candidate)
  }
  return chosen
}
