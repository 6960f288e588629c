import type { Context } from './context.ts'
import { createLogPrinter } from './log-lines.ts'
import { exitOf, jobLine } from './outcome.ts'
import { createTail } from './tail.ts'
import { waitFor } from './waiting.ts'
import { watch } from './watch.ts'

/** Shows a job's log until it is finished or held; returns the exit code of its outcome. */
export async function followJob(context: Context, id: string): Promise<number> {
  const tail = createTail({ id, after: 0 }, { print: context.json ? context.outJson : createLogPrinter(context, false), endHeld: true })
  await watch(context.connection, { what: 'follow a job', ...tail })
  const job = tail.job()!
  if (context.json) context.outJson(job)
  else if (!context.quiet) context.note(jobLine({ ...context, paint: (_, text) => text }, job))
  return exitOf(job)
}

/** Waits for one job, says beside the result how it ended (standard output is the id's alone), returns the exit code of its outcome. */
export function waitForJob(context: Context, id: string): Promise<number> {
  const report = (job: Parameters<typeof jobLine>[1]) => {
    if (context.json) context.outJson(job)
    else if (!context.quiet) context.note(jobLine({ ...context, paint: (_, text) => text }, job))
  }
  return waitFor(context, [id], { any: false, timeoutMs: null, report })
}
