import { orRefuse } from '../../contract/errors.ts'
import type { Pipeline } from '../../contract/pipeline.ts'
import { movePipeline } from '../scheduler/pipeline-moves.ts'
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
  'pipelines.get': ({ core }, { id }) => toPipeline(core.store.read, getPipeline(core.store.read, orRefuse(resolveId(core.store.read, 'p', id)))!),
  'pipelines.cancel': ({ core }, { id, dryRun }) => movePipeline(core, orRefuse(resolveId(core.store.read, 'p', id)), 'cancel', dryRun),
  'pipelines.hold': ({ core }, { id, dryRun }) => movePipeline(core, orRefuse(resolveId(core.store.read, 'p', id)), 'hold', dryRun),
  'pipelines.release': ({ core }, { id, dryRun }) => movePipeline(core, orRefuse(resolveId(core.store.read, 'p', id)), 'release', dryRun),
  'pipelines.retry': ({ core }, { id, dryRun }) => movePipeline(core, orRefuse(resolveId(core.store.read, 'p', id)), 'retry', dryRun),
} satisfies Partial<Handlers>
