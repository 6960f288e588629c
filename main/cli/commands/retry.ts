import { defineCommand } from '../command.ts'
import { moveJobs, toMove } from '../move.ts'

/** `dispatch retry ID...`. */
export const retry = defineCommand<{ withDependents?: boolean; dryRun?: boolean }>({
  define(command) {
    command.argument('<id...>', 'finished jobs').option('--with-dependents', 'revive the jobs its failure cancelled too')
      .option('--dry-run', 'only say what would move, and why')
  },
  run: (context, ids, options) => moveJobs(context, ids, toMove(context, 'retry', options)),
})
