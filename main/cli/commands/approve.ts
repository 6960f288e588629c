import { answerApproval } from '../answer.ts'
import { defineCommand } from '../command.ts'

/** `dispatch approve ID`. */
export const approve = defineCommand<{ always?: boolean }>({
  define(command) {
    command.argument('<id>', 'a question, or the job that asks').option('--always', 'allow this kind of call for the rest of the job; says what that is')
  },
  run: (context, [id], options) => answerApproval(context, { id: id!, answer: 'allow', always: options.always }),
})
