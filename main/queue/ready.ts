/**
 * How long a job waits to rise by one step of priority. Ten minutes: shorter than most runs, so that a step still decides who takes the next free slot,
 * and few enough steps a day (144) that a priority of some hundreds stays ahead over night.
 */
export const AGEING_STEP_MS = 10 * 60_000

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
 * Order: by urgency. A job that may not start never stands in the way of one that may.
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

/**
 * The lower, the sooner: higher priority first, among equals whoever waits longer, then the older job. Every step of waiting counts as one of priority, so
 * nothing starves: a job is overtaken only by those that became ready less than their lead in priority, times the step, after it; with the priorities
 * there are (−1000 to 1000) that is two weeks at most. No cap beyond that: it would let a steady stream of higher ones keep a job waiting for ever.
 * All age at the same pace, so the order of two jobs never changes while they wait, and the store keeps it in an index.
 */
export const urgency = (candidate: Pick<Candidate, 'since' | 'priority'>): number => candidate.since - candidate.priority * AGEING_STEP_MS
