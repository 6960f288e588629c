import type { CommandEntry } from '../command.ts'

/** `dispatch pipeline …`. */
export const PIPELINE_COMMANDS: Record<string, CommandEntry> = {
  ls: { summary: 'List pipelines, newest first', load: async () => (await import('./pipeline-ls.ts')).pipelineLs },
  show: { summary: 'Show one pipeline with its jobs', load: async () => (await import('./pipeline-show.ts')).pipelineShow },
  cancel: { summary: 'Cancel all of its jobs that have not finished', load: async () => (await import('./pipeline-move.ts')).pipelineCancel },
  hold: { summary: 'Hold all of its jobs that have not started', load: async () => (await import('./pipeline-move.ts')).pipelineHold },
  release: { summary: 'Release all of its held jobs', load: async () => (await import('./pipeline-move.ts')).pipelineRelease },
  retry: { summary: 'Run again what failed, was cancelled or lost', load: async () => (await import('./pipeline-move.ts')).pipelineRetry },
}
