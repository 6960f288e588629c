import type { Job } from '../../../contract/job.ts'
import type { Draft } from '../../job-form/draft.ts'

/** Changes somebody has begun, and the job as it was then. */
export interface Unsaved { base: Job; draft: Draft }

/** Changes that were typed and not saved, by job; kept while the window is open. */
const kept = new Map<string, Unsaved>()

export const readUnsaved = (id: string): Unsaved | undefined => kept.get(id)
export const dropUnsaved = (id: string): void => { kept.delete(id) }
export const keepUnsaved = (unsaved: Unsaved): void => { kept.set(unsaved.base.id, unsaved) }
