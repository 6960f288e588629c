import { defineCommand } from '../command.ts'

/** `dispatch schedule rm ID`. */
export const scheduleRm = defineCommand({
  define(command) {
    command.argument('<id>', 'a schedule')
  },
  async run(context, [id]) {
    const found = await context.connection.call('schedules.remove', { id: id! })
    if (context.json) context.outJson(found)
    else if (!context.quiet) context.out(`Removed ${found.removed}; its jobs stay.`)
  },
})
