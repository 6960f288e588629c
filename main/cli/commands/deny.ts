import { answerApproval } from '../answer.ts'
import { defineCommand } from '../command.ts'

/** `dispatch deny ID`. */
export const deny = defineCommand<{ message?: string; always?: boolean }>({
  define(command) {
    command.argument('<id>', 'a question, or the job that asks')
      .option('-m, --message <text>', 'words that go back to Claude').option('--always', 'refuse exactly this for the rest of the job, without asking')
  },
  run: (context, [id], options) => answerApproval(context, { id: id!, answer: 'deny', always: options.always, message: options.message }),
})
