import { create } from 'zustand'
import type { Status } from '../../contract/engine.ts'
import type { Job } from '../../contract/job.ts'
import type { Profile } from '../../contract/profile.ts'
import type { Connection } from '../api/client.ts'
import { EMPTY_WORLD, type World } from './world.ts'

/** The engine's side of what the window shows. `loaded`: the first pages are in; `next`: cursor of older finished jobs, null when all are in. */
export interface Store {
  world: World
  status: Status | null
  profiles: readonly Profile[]
  connection: Connection
  loaded: boolean
  /** While unfinished jobs are still being read: how many have been, of how many there were when it began. */
  reading: { have: number; of: number } | null
  /** Why the first load did not come through; null while it may. */
  trouble: string | null
  next: string | null
}

export const useStore = create<Store>(() => ({ world: EMPTY_WORLD, status: null, profiles: [], connection: 'connecting', loaded: false, reading: null, trouble: null, next: null }))

/** Nothing can be changed while the engine is away; what was seen last stays. */
export const useReadOnly = (): boolean => useStore((store) => store.connection !== 'live')
/** One job as the world knows it. */
export const useJob = (id: string | null): Job | undefined => useStore((store) => (id === null ? undefined : store.world.jobs.get(id)))
