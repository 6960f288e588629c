import { orRefuse } from '../../contract/errors.ts'
import type { Pipeline } from '../../contract/pipeline.ts'
import { forecastPipeline } from '../scheduler/forecast.ts'
import { movePipeline } from '../scheduler/pipeline-moves.ts'
import { listConflicts } from '../store/conflicts.ts'
import { resolveId } from '../store/ids.ts'
import { getPipeline, listPipelines, toPipeline } from '../store/pipelines.ts'
import type { Handlers } from './handlers.ts'

/** Counting goes on for so long before others get their answers. */
const SLICE_MS = 8

export const pipelineHandlers = {
  'pipelines.list': async ({ core }, page) => {
    const { rows, next } = listPipelines(core.store.read, page)
    const pipelines: Pipeline[] = []
    let until = performance.now() + SLICE_MS
    for (const row of rows) {
      if (performance.now() > until) {
        await new Promise(setImmediate)
        until = performance.now() + SLICE_MS
      }
      pipelines.push(toPipeline(core.store.read, row))
    }
    return { pipelines, next }
  },
  'pipelines.get': async ({ core }, { id, figures }) => {
    const { read } = core.store
    const row = getPipeline(read, orRefuse(resolveId(read, 'p', id)))!
    if (figures) return toPipeline(read, row)
    const forecast = await forecastPipeline(read, row, core.now())
    return { ...toPipeline(read, row), ...(forecast ? { forecast } : {}), conflicts: listConflicts(read, row.id).map(({ ids, files }) => ({ jobs: ids, files: [...files] })) }
  },
  'pipelines.cancel': ({ core }, { id, dryRun }) => movePipeline(core, orRefuse(resolveId(core.store.read, 'p', id)), 'cancel', dryRun),
  'pipelines.hold': ({ core }, { id, dryRun }) => movePipeline(core, orRefuse(resolveId(core.store.read, 'p', id)), 'hold', dryRun),
  'pipelines.release': ({ core }, { id, dryRun }) => movePipeline(core, orRefuse(resolveId(core.store.read, 'p', id)), 'release', dryRun),
  'pipelines.retry': ({ core }, { id, dryRun }) => movePipeline(core, orRefuse(resolveId(core.store.read, 'p', id)), 'retry', dryRun),
} satisfies Partial<Handlers>
