import { defineCommand, type CliCommand } from '../command.ts'
import { moveJobs } from '../move.ts'

const toCommand = (move: 'cancel' | 'hold' | 'release' | 'retry', word: string): CliCommand => defineCommand<{ dryRun?: boolean }>({
  define(command) {
    command.argument('<id...>', 'pipelines').option('--dry-run', 'only say what would move, in them and outside, and why')
  },
  run: (context, ids, options) => moveJobs(context, ids, { word, one: async (id) => {
    const moved = await context.connection.call(`pipelines.${move}`, { id, dryRun: options.dryRun === true })
    if (moved.changed.length === 0) context.note(`nothing in pipeline ${id} can be ${word}`)
    return moved
  } }),
})

/** `dispatch pipeline cancel ID...`. */
export const pipelineCancel = toCommand('cancel', 'cancelled')
/** `dispatch pipeline hold ID...`. */
export const pipelineHold = toCommand('hold', 'held')
/** `dispatch pipeline release ID...`. */
export const pipelineRelease = toCommand('release', 'released')
/** `dispatch pipeline retry ID...`. */
export const pipelineRetry = toCommand('retry', 'retried')
