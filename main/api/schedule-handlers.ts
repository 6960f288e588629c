import { orRefuse } from '../../contract/errors.ts'
import type { Core } from '../scheduler/core.ts'
import { addSchedule, editSchedule, previewTimes, runSchedule } from '../scheduler/schedules.ts'
import { resolveId } from '../store/ids.ts'
import { getSchedule, listSchedules, removeSchedule, toSchedule, type ScheduleRow } from '../store/schedules.ts'
import type { Handlers } from './handlers.ts'

const rowOf = (core: Core, id: string): ScheduleRow => getSchedule(core.store.read, orRefuse(resolveId(core.store.read, 's', id)))!

export const scheduleHandlers = {
  'schedules.list': ({ core }) => ({ schedules: listSchedules(core.store.read).map((row) => toSchedule(row, core.now(), false)) }),
  'schedules.preview': ({ core }, { every, zone }) => previewTimes(core, every, zone),
  'schedules.get': ({ core }, { id }) => toSchedule(rowOf(core, id), core.now(), true),
  'schedules.add': async ({ core }, spec, context) => {
    const { schedule, created } = await addSchedule(core, spec, context)
    if (!created) context.setStatus?.(200)
    return schedule
  },
  'schedules.edit': ({ core }, edit) => editSchedule(core, rowOf(core, edit.id), edit),
  'schedules.remove': async ({ core }, { id }) => {
    const { id: removed } = rowOf(core, id)
    await core.store.writer.write((db) => removeSchedule(db, removed))
    core.wake()
    return { removed }
  },
  'schedules.run': ({ core }, { id }, context) => runSchedule(core, rowOf(core, id), context),
} satisfies Partial<Handlers>
