import { describeCron } from '../../../contract/describe-cron.ts'
import { describeCheck } from '../../../contract/check-words.ts'
import type { Schedule } from '../../../contract/schedule.ts'
import { describeCatchUp, describeLast, describeNext, formatInZone, OVERLAP_WORDS } from '../../../contract/schedule-words.ts'
import { defineCommand } from '../command.ts'
import type { Context } from '../context.ts'
import { plainLine, plainText } from '../plain.ts'

/** `dispatch schedule show ID`. */
export const scheduleShow = defineCommand({
  define(command) {
    command.argument('<id>', 'a schedule')
  },
  async run(context, [id]) {
    const schedule = await context.connection.call('schedules.get', { id: id! })
    if (context.json) context.outJson(schedule)
    else printSchedule(context, schedule)
  },
})

/** A schedule, for people. */
function printSchedule(context: Context, schedule: Schedule): void {
  const { job } = schedule
  const words = describeCron(schedule.every)
  context.out(`${context.paint('bold', plainLine(schedule.title))}  ${describeNext(schedule, context.now())}`, '')
  const fields: [string, string][] = [
    ['id', schedule.id], ['every', `${plainLine(schedule.every)}${words === null ? '' : `: ${words}`}`], ['zone', schedule.zone],
    ['then', schedule.upcoming.map((at) => formatInZone(at, schedule.zone)).join(', ')],
    ['last', plainLine(describeLast(schedule))], ['overlap', `${schedule.overlap}: ${OVERLAP_WORDS[schedule.overlap]}`], ['catch-up', describeCatchUp(schedule.catchUpMs)],
    ['repository', plainLine(job.repository)], ['profile', job.profile], ['check', job.check ? describeCheck(job.check).map(({ text }) => plainLine(text)).join('; ') : ''],
    ['touches', plainLine(job.touches.join(', '))],
    ['jobs', `\`dispatch ls --all --schedule ${schedule.id}\``],
  ]
  context.out(fields.filter(([, value]) => value !== '').map(([name, value]) => `${context.paint('faint', name.padEnd(13))} ${value}`))
  context.out('', context.paint('faint', 'prompt'), ...plainText(job.prompt).trimEnd().split('\n').map((line) => `  ${line}`))
}
