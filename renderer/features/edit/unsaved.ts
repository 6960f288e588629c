import type { Job } from '../../../contract/job.ts'
import { toDraft } from '../../job-form/draft.ts'
import { createUnsaved } from '../../job-form/unsaved.ts'

/** Changes of jobs that were typed and not saved. */
export const unsavedJobs = createUnsaved<Job>('dispatch.unsaved.jobs', toDraft, localStorage)
