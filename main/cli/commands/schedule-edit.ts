import { describeNext } from '../../../contract/schedule-words.ts'
import { defineCommand } from '../command.ts'
import { toEvery, type EveryOptions } from '../every.ts'
import { usage } from '../failure.ts'
import { readPrompt } from '../prompt.ts'
import { addSpecOptions, namesParts, overWhatIs, toSpecMembers, type SpecOptions } from '../spec-options.ts'

interface Options extends SpecOptions, EveryOptions { prompt?: string; promptFile?: string }

/** `dispatch schedule edit ID …`: only what is named changes; jobs already submitted stay as they are. */
export const scheduleEdit = defineCommand<Options>({
  define(command) {
    command.argument('<id>', 'a schedule').option('--every <cron>', 'its times, such as "0 2 * * *"').option('--zone <name>', 'the zone they are meant in')
      .option('--catch-up <time>', 'make up for a missed time so long').option('--overlap <what>', 'skip, queue or replace')
      .option('--prompt <text>', 'what Claude should do; - reads standard input').option('--prompt-file <file>', 'read the prompt from a file')
    addSpecOptions(command)
    command.option('--no-check', 'no check').option('--no-touches', 'they do not say any more which files they change')
  },
  async run(context, [id], options) {
    const members = toSpecMembers(options, context.now())
    if (members.notBefore !== undefined) throw usage('expected no --not-before for a schedule: --every says when; leave it out')
    const prompt = (options.prompt ?? options.promptFile) === undefined ? {} : { prompt: await readPrompt(options.prompt, options.promptFile, context) }
    const every = toEvery(options)
    const merged = namesParts(members) ? overWhatIs((await context.connection.call('schedules.get', { id: id! })).job, members) : {}
    const job = { ...members, ...prompt, ...merged }
    if (Object.keys({ ...every, ...job }).length === 0) throw usage('expected something to change, found no option: see `dispatch schedule edit --help`')
    const schedule = await context.connection.call('schedules.edit', { id: id!, ...every, ...(Object.keys(job).length === 0 ? {} : { job }) })
    if (context.json) context.outJson(schedule)
    else if (!context.quiet) context.out(`${schedule.id}  ${describeNext(schedule, context.now())}`)
  },
})
