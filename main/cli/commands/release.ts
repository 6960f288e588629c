import { defineCommand } from '../command.ts'
import { moveJobs, toMove } from '../move.ts'

/** `dispatch release ID...`. */
export const release = defineCommand<{ withDependents?: boolean; dryRun?: boolean }>({
  define(command) {
    command.argument('<id...>', 'held jobs').option('--with-dependents', 'let everything downstream go too that a person holds')
      .option('--dry-run', 'only say what would move, and why')
  },
  run: (context, ids, options) => moveJobs(context, ids, toMove(context, 'release', options)),
})
