import type { Status } from './engine.ts'
import type { Job } from './job.ts'

/** What is free for queued jobs: slots in use and in all, over the engine and by profile. */
export interface Capacity { paused: boolean; used: number; total: number; profiles: ReadonlyMap<string, { used: number; slots: number; paused: boolean }> }

/** The capacity an engine's status tells of. */
export function toCapacity(status: Pick<Status, 'paused' | 'slots' | 'profiles'>): Capacity {
  return { paused: status.paused, ...status.slots, profiles: new Map(status.profiles.map((profile) => [profile.name, { used: profile.running, slots: profile.slots, paused: profile.paused }])) }
}

/** Why a queued job whose time has come does not start, as the end of a sentence; empty when nothing of this kind stops it. */
export function describeCapacity(job: Pick<Job, 'profile'>, { paused, used, total, profiles }: Capacity): string {
  if (paused) return 'everything is paused'
  const profile = profiles.get(job.profile)
  if (profile?.paused) return `profile ‘${job.profile}’ is paused`
  if (profile && profile.used >= profile.slots) return inUse(profile.slots, ` of ‘${job.profile}’`)
  return used >= total ? inUse(total, '') : ''
}

const inUse = (count: number, whose: string): string => (count === 1 ? `the only slot${whose} is in use` : `all ${count} slots${whose} are in use`)
