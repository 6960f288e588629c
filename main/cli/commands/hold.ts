import { defineCommand } from '../command.ts'
import { moveJobs } from '../move.ts'

/** `dispatch hold ID...`. */
export const hold = defineCommand({
  define(command) {
    command.argument('<id...>', 'jobs that have not started')
  },
  run: (context, ids) => moveJobs(context, ids, (id) => context.connection.call('jobs.hold', { id })),
})
