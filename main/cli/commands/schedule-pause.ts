import { describeNext } from '../../../contract/schedule-words.ts'
import { defineCommand } from '../command.ts'

const setPaused = (paused: boolean) => defineCommand({
  define(command) {
    command.argument('<id>', 'a schedule')
  },
  async run(context, [id]) {
    const schedule = await context.connection.call('schedules.edit', { id: id!, paused })
    if (context.json) context.outJson(schedule)
    else if (!context.quiet) context.out(`${schedule.id}  ${describeNext(schedule, context.now())}`)
  },
})

/** `dispatch schedule pause ID`. */
export const schedulePause = setPaused(true)
/** `dispatch schedule resume ID`. */
export const scheduleResume = setPaused(false)
