import { defineCommand } from '../command.ts'
import { noteSubmitted } from '../stored-note.ts'

/** `dispatch schedule run ID`: prints the id of the job. */
export const scheduleRun = defineCommand({
  define(command) {
    command.argument('<id>', 'a schedule')
  },
  async run(context, [id]) {
    const job = await context.connection.call('schedules.run', { id: id! })
    if (context.json) context.outJson(job)
    else context.out(job.id)
    await noteSubmitted(context, job)
  },
})
