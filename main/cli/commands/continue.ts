import { defineCommand } from '../command.ts'
import { readEngineFile } from '../connect.ts'
import { parseDuration } from '../parse.ts'
import { readPrompt } from '../prompt.ts'

interface Options { promptFile?: string; title?: string; check?: string; checkTimeout?: string }

/** `dispatch continue ID PROMPT`: prints the id of the follow-up job. */
export const continueJob = defineCommand<Options>({
  define(command) {
    command.argument('<id>', 'a job').argument('[prompt]', 'what Claude should do next; - reads standard input').option('--prompt-file <file>', 'read the prompt from a file')
      .option('--title <text>', 'shown in lists').option('--check <command>', 'decides whether the work is really done').option('--check-timeout <time>', 'time limit of the check')
  },
  async run(context, [id, text], options) {
    const prompt = await readPrompt(text, options.promptFile, context)
    const check = options.check === undefined ? {} : { check: { command: options.check, ...(options.checkTimeout === undefined ? {} : { timeoutMs: parseDuration(options.checkTimeout, '--check-timeout') }) } }
    const job = await context.connection.call('jobs.continue', { id: id!, prompt, ...(options.title === undefined ? {} : { title: options.title }), ...check })
    if (context.json) context.outJson(job)
    else context.out(job.id)
    if (context.connection.answeredBy() === 'door' && !readEngineFile(context.home)) context.note(`${job.id} is stored and starts when an engine does: start the desktop app or \`dispatch serve\``, 'no-engine')
  },
})
