import { defineCommand } from '../command.ts'
import { moveJobs } from '../move.ts'

/** `dispatch release ID...`. */
export const release = defineCommand({
  define(command) {
    command.argument('<id...>', 'held jobs')
  },
  run: (context, ids) => moveJobs(context, ids, (id) => context.connection.call('jobs.release', { id })),
})
