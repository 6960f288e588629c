import { z } from 'zod'

/** Jobs submitted together from one plan, in figures. */
export const Pipeline = z.object({
  id: z.string(),
  /** What the plan calls itself; `pipeline` when it does not say. */
  title: z.string(),
  createdAt: z.number(),
  /** All of its jobs. */
  total: z.number().int(),
  /** Jobs by where they stand: a state, or for finished ones how they ended (`succeeded`, `failed`, `cancelled`, `lost`). What no job is in is left out. */
  counts: z.record(z.string(), z.number().int()),
  costUsd: z.number(),
  /** When the first job started; null before. */
  startedAt: z.number().nullable(),
  /** When the last job ended; null while one is unfinished. */
  endedAt: z.number().nullable(),
})
export type Pipeline = z.infer<typeof Pipeline>

/** A page of pipelines, newest first; `next` is the cursor of the following page. */
export const PipelineList = z.object({ pipelines: z.array(Pipeline), next: z.string().nullable() })
export type PipelineList = z.infer<typeof PipelineList>
