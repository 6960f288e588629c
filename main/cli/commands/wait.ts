import { defineCommand } from '../command.ts'
import { jobLine } from '../outcome.ts'
import { parseDuration } from '../parse.ts'
import { waitFor } from '../waiting.ts'

/** `dispatch wait`: one line per job as it ends; the exit code is the worst of them. */
export const wait = defineCommand<{ timeout?: string; any?: boolean }>({
  define(command) {
    command.argument('<id...>', 'jobs').option('--timeout <time>', 'give up after this long (exit code 124)').option('--any', 'until the first of them is finished')
  },
  async run(context, ids, options) {
    return waitFor(context, ids, {
      any: options.any === true,
      timeoutMs: options.timeout === undefined ? null : parseDuration(options.timeout, '--timeout'),
      report: (job) => {
        if (context.quiet) return
        if (context.json) context.outJson(job)
        else context.out(jobLine(context, job))
      },
    })
  },
})
