import { defineCommand } from '../command.ts'
import { usage } from '../failure.ts'
import { parseLimit } from '../parse.ts'
import { readPrompt } from '../prompt.ts'
import { noteSubmitted } from '../stored-note.ts'

interface Options { promptFile?: string; title?: string; check?: string; checkTimeout?: string }

/** `dispatch continue ID PROMPT`: prints the id of the follow-up job. */
export const continueJob = defineCommand<Options>({
  define(command) {
    command.argument('<id>', 'a job').argument('[prompt]', 'what Claude should do next; - reads standard input').option('--prompt-file <file>', 'read the prompt from a file')
      .option('--title <text>', 'shown in lists')
      .option('--check <command>', 'decides whether the work is really done').option('--check-timeout <time>', 'time limit of the check')
  },
  async run(context, [id, text], options) {
    const prompt = await readPrompt(text, options.promptFile, context)
    if (options.check === undefined && options.checkTimeout !== undefined) throw usage('expected --check with --check-timeout, found none: add --check COMMAND')
    const timeoutMs = options.checkTimeout === undefined ? undefined : parseLimit(options.checkTimeout, '--check-timeout')
    const check = options.check === undefined ? undefined : { command: options.check, timeoutMs }
    const job = await context.connection.call('jobs.continue', { id: id!, prompt, title: options.title, check })
    if (context.json) context.outJson(job)
    else context.out(job.id)
    await noteSubmitted(context, job)
  },
})
