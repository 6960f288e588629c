import { describeNext } from '../../../contract/schedule-words.ts'
import type { Schedule } from '../../../contract/schedule.ts'
import { loadSchedules } from '../../state/schedules.ts'
import { call, learn } from '../../state/sync.ts'
import { notify } from '../../ui/notices.tsx'
import { scheduleWords as words } from '../../words/schedules.ts'

/** Submits its job now, whatever its times say. */
export async function runNow({ id }: Pick<Schedule, 'id'>): Promise<void> {
  const answer = await call('schedules.run', { id })
  if (!answer.ok) return notify(answer.message, 'error')
  learn([answer.value])
  notify(words.submitted(answer.value.id))
}

/** Stops it, or lets it go on from now. */
export async function setPaused({ id }: Pick<Schedule, 'id'>, paused: boolean): Promise<void> {
  const answer = await call('schedules.edit', { id, paused })
  if (!answer.ok) return notify(answer.message, 'error')
  void loadSchedules()
  notify(paused ? words.didPause(answer.value.title) : words.didResume(answer.value.title, describeNext(answer.value, Date.now())))
}
