import { defineCommand } from '../command.ts'
import { runInTerminal } from '../terminal.ts'

/** `dispatch open ID`: the real program, same profile, same folder, in this terminal; its exit code is ours. */
export const open = defineCommand({
  define(command) {
    command.argument('<id>', 'a job or a conversation')
  },
  async run(context, [id]) {
    const { connection } = context
    const taken = await connection.call('conversations.open', { id: id!, pid: process.pid })
    // Claude keeps this answer per repository; Dispatch does not give it for the person.
    context.note('Claude may first ask whether you trust the folder: the choice it offers first is to leave.')
    try {
      return await runInTerminal(taken)
    } finally {
      // A conversation not given back is freed when this process ends; the person's exit code matters more.
      await connection.call('conversations.close', { id: taken.conversation, lease: taken.lease }).catch((error: unknown) => context.fail(error))
    }
  },
})
