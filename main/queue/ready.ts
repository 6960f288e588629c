import { urgency } from '../../contract/priority.ts'
import { fitsBeside, type Touches } from './overlap.ts'

/** A queued job that may be started. `since`: from when on it could (it is queued, and its time has come). `repositoryLock`: its repository, when it works in place; `touches`: what it says it changes there. */
export interface Candidate { job: number; profile: string; priority: number; since: number; notBefore: number; conversation: string; repositoryLock: string | null; touches: Touches }

/** What is free now. Jobs that wait for an answer or a limit use no slot. */
export interface Capacity {
  paused: boolean
  slots: number
  /** `closed`: none of its windows is open now. */
  profiles: ReadonlyMap<string, { slots: number; paused: boolean; closed?: boolean }>
  busyConversations: ReadonlySet<string>
  /** Repositories somebody works in in place, or lands in, with what each of them touches. */
  busyRepositories: ReadonlyMap<string, readonly Touches[]>
}

/**
 * Who runs next. Preconditions, in this order: nothing is paused, a window of the profile is open if it has any, the time has come, a slot of the profile and one overall is free,
 * nobody else writes to its conversation; and when it works in place, everybody else who does so in its repository says what they touch, as it does itself, and none of it meets.
 * Order: by urgency, then the older job. A job that may not start never stands in the way of one that may: nothing is kept free for one that has to be alone.
 */
export function ready(candidates: readonly Candidate[], capacity: Capacity, now: number): Candidate[] {
  if (capacity.paused || capacity.slots <= 0) return []
  const left = new Map([...capacity.profiles].map(([name, profile]) => [name, profile.paused || profile.closed ? 0 : profile.slots]))
  const conversations = new Set(capacity.busyConversations)
  const repositories = new Map(capacity.busyRepositories)
  const chosen: Candidate[] = []
  for (const candidate of [...candidates].sort((a, b) => urgency(a) - urgency(b) || a.job - b.job)) {
    if (chosen.length >= capacity.slots) break
    const slots = left.get(candidate.profile) ?? 0
    if (slots <= 0 || candidate.notBefore > now || conversations.has(candidate.conversation)) continue
    const { repositoryLock: repository, touches } = candidate
    const beside = repository === null ? [] : (repositories.get(repository) ?? [])
    if (!fitsBeside(touches, beside)) continue
    left.set(candidate.profile, slots - 1)
    conversations.add(candidate.conversation)
    if (repository !== null) repositories.set(repository, [...beside, touches])
    chosen.push(candidate)
  }
  return chosen
}
