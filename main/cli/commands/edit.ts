import { collect, defineCommand } from '../command.ts'
import { usage } from '../failure.ts'
import { jobLine } from '../outcome.ts'
import { readPrompt } from '../prompt.ts'
import { addSpecOptions, toSpecMembers, type SpecOptions } from '../spec-options.ts'

interface Options extends SpecOptions { prompt?: string; promptFile?: string; removeLabel?: string[] }

/** `dispatch edit ID …`: only what is named changes. */
export const edit = defineCommand<Options>({
  define(command) {
    command.argument('<id>', 'a job that has not started').option('--prompt <text>', 'what Claude should do; - reads standard input')
      .option('--prompt-file <file>', 'read the prompt from a file')
    addSpecOptions(command)
    command.option('--no-check', 'no check').option('--remove-label <key>', 'take a label away; repeatable', collect)
  },
  async run(context, [id], options) {
    const { labels, ...members } = toSpecMembers(options, context.now())
    const prompt = (options.prompt ?? options.promptFile) === undefined ? {} : { prompt: await readPrompt(options.prompt, options.promptFile, context) }
    const relabel = labels !== undefined || options.removeLabel !== undefined
    if (!relabel && Object.keys({ ...members, ...prompt }).length === 0) throw usage('expected something to change, found no option: see `dispatch edit --help`')
    const before = relabel || members.retry ? await context.connection.call('jobs.get', { id: id! }) : null
    const changed = { ...before?.labels, ...labels }
    for (const key of options.removeLabel ?? []) delete changed[key]
    const merged = { labels: relabel ? changed : undefined, retry: members.retry ? { ...before?.retry, ...members.retry } : undefined }
    const job = await context.connection.call('jobs.edit', { id: before?.id ?? id!, ...members, ...prompt, ...merged })
    if (context.json) context.outJson(job)
    else if (!context.quiet) context.out(jobLine(context, job))
  },
})
