import type { Schedule } from '../../../contract/schedule.ts'
import { fromSchedule } from '../../job-form/draft.ts'
import { createUnsaved } from '../../job-form/unsaved.ts'

/** Changes of schedules that were typed and not saved. */
export const unsavedSchedules = createUnsaved<Schedule>('dispatch.unsaved.schedules', fromSchedule, localStorage)
