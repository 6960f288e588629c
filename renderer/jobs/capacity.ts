import { toCapacity, type Capacity } from '../../contract/capacity.ts'
import { useStore, type Store } from '../state/store.ts'

let last: { jobs: Store['world']['jobs']; status: NonNullable<Store['status']>; words: string; capacity: Capacity } | null = null

/** What is free now: the limits as the engine last told, the use as its events tell of jobs. The same object until something of it changes. */
export function readCapacity({ world: { jobs }, status }: Store): Capacity | undefined {
  if (!status) return undefined
  if (last?.jobs === jobs && last.status === status) return last.capacity
  const used = new Map<string, number>()
  let sum = 0
  for (const job of jobs.values()) {
    if (job.state !== 'running' && job.state !== 'starting') continue
    used.set(job.profile, (used.get(job.profile) ?? 0) + 1)
    sum++
  }
  const limits = toCapacity(status)
  const capacity = { ...limits, used: sum, profiles: new Map([...limits.profiles].map(([name, profile]) => [name, { ...profile, used: used.get(name) ?? 0 }])) }
  const words = JSON.stringify({ ...capacity, profiles: [...capacity.profiles] })
  last = { jobs, status, words, capacity: last?.words === words ? last.capacity : capacity }
  return last.capacity
}

/** The same, followed. */
export const useCapacity = (): Capacity | undefined => useStore(readCapacity)
