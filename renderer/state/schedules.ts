import { create } from 'zustand'
import type { Schedule } from '../../contract/schedule.ts'
import { useStore } from './store.ts'
import { call, learn } from './sync.ts'

/** All schedules, the nearest time first. `loaded`: they were read once; `trouble`: why they could not be. */
export interface ScheduleStore { known: readonly Schedule[]; loaded: boolean; trouble: string | null }
export const useScheduleStore = create<ScheduleStore>(() => ({ known: [], loaded: false, trouble: null }))

/** Changes are gathered for so long: several schedules may have the same time. */
const GATHER_MS = 150

/** One schedule as the list knows it: a long prompt is cut. */
export const useSchedule = (id: string | undefined): Schedule | undefined => useScheduleStore((store) => store.known.find((schedule) => schedule.id === id))

/** Reads all schedules, and the newest job of each whose jobs nobody has read yet. */
export async function loadSchedules(): Promise<void> {
  const answer = await call('schedules.list', {})
  if (!answer.ok) return useScheduleStore.setState({ trouble: answer.message })
  const { schedules } = answer.value
  useScheduleStore.setState({ known: schedules, loaded: true, trouble: null })
  const withJobs = new Set([...useStore.getState().world.jobs.values()].flatMap((job) => job.schedule ?? []))
  const unread = schedules.filter((schedule) => !withJobs.has(schedule.id))
  const pages = await Promise.all(unread.map((schedule) => call('jobs.list', { schedule: schedule.id, limit: 1 })))
  learn(pages.flatMap((page) => (page.ok ? page.value.jobs : [])))
}

let followers = 0
let stopFollowing = (): void => {}

/** Keeps the schedules in step with the engine for as long as somebody looks at them; returns what ends it. */
export function followSchedules(): () => void {
  if (followers++ === 0) stopFollowing = follow()
  return () => { if (--followers === 0) stopFollowing() }
}

function follow(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const later = (): void => { timer ??= setTimeout(() => { timer = undefined; void loadSchedules() }, GATHER_MS) }
  void loadSchedules()
  const stop = useStore.subscribe((now, before) => {
    if (now.world.changed.schedules !== before.world.changed.schedules || (now.connection === 'live' && before.connection !== 'live')) later()
  })
  return () => { stop(); clearTimeout(timer) }
}
