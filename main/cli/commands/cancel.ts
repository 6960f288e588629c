import { defineCommand } from '../command.ts'
import { moveJobs } from '../move.ts'

/** `dispatch cancel ID...`. */
export const cancel = defineCommand<{ dryRun?: boolean }>({
  define(command) {
    command.argument('<id...>', 'jobs').option('--dry-run', 'only say what else would be cancelled, and why')
  },
  run: (context, ids, options) => moveJobs(context, ids, (id) => context.connection.call('jobs.cancel', { id, dryRun: options.dryRun === true }), 'cancelled'),
})
