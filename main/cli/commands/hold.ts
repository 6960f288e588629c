import { defineCommand } from '../command.ts'
import { moveJobs, toMove } from '../move.ts'

/** `dispatch hold ID...`. */
export const hold = defineCommand<{ withDependents?: boolean; dryRun?: boolean }>({
  define(command) {
    command.argument('<id...>', 'jobs that have not started').option('--with-dependents', 'hold everything downstream that has not started too')
      .option('--dry-run', 'only say what would move, and why')
  },
  run: (context, ids, options) => moveJobs(context, ids, toMove(context, 'hold', options)),
})
