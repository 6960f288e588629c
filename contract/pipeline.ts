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

/** Why nobody can say when a pipeline ends: a job waits for a person's answer, is held, will be even if all goes well, may not start because the engine or its profile starts none, waits for a job outside of the pipeline, or is the first of its kind. */
export const FORECAST_OBSTACLES = ['person', 'held', 'will-be-held', 'paused', 'outside', 'no-estimate'] as const
export type ForecastObstacle = (typeof FORECAST_OBSTACLES)[number]

/** What is still to come in a pipeline, if all that runs succeeds and no other work takes its slots. */
export const Forecast = z.object({
  /** The unfinished jobs, one after the other, that take longest: when these are done, so is the pipeline, if there are slots for the rest. */
  criticalPath: z.array(z.string()),
  /** How long until the last job has ended, and when that is; both null where `obstacle` says why nobody can tell. */
  etaMs: z.number().nullable(),
  etaAt: z.number().nullable(),
  /** `job` is null when it is the engine that is paused. */
  obstacle: z.object({ kind: z.enum(FORECAST_OBSTACLES), job: z.object({ id: z.string(), title: z.string() }).nullable() }).nullable(),
  /** Of the jobs still to end, how many there are, and for how many past runs tell how long they take. */
  of: z.number().int(),
  judged: z.number().int(),
})
export type Forecast = z.infer<typeof Forecast>

/** Two jobs whose work conflicts, in these files: neither has been run again, landed or merged with the other since. */
export const ForeseenConflict = z.object({ jobs: z.tuple([z.string(), z.string()]), files: z.array(z.string()) })
export type ForeseenConflict = z.infer<typeof ForeseenConflict>

/** A pipeline as `pipelines.get` tells it. */
export const PipelineDetail = Pipeline.extend({
  /** Absent when every job has ended. */
  forecast: Forecast.optional(),
  /** Absent when only figures were asked for. */
  conflicts: z.array(ForeseenConflict).optional(),
})
export type PipelineDetail = z.infer<typeof PipelineDetail>

/** A page of pipelines, newest first; `next` is the cursor of the following page. */
export const PipelineList = z.object({ pipelines: z.array(Pipeline), next: z.string().nullable() })
export type PipelineList = z.infer<typeof PipelineList>
