import type { ComponentType } from 'react'
import type { Job } from '../../contract/job.ts'

/** What a tab of a job gets. `rest` is the address after the tab's name. */
export interface JobTabProps { job: Job; rest: readonly string[] }
/** A tab of a job's screen; registered in registry/job-tabs.ts. `badge` is a short text beside the label. */
export interface JobTab { id: string; label: string; Panel: ComponentType<JobTabProps>; badge?(job: Job): string | undefined; when?(job: Job): boolean }
