import type { Job } from '../../../contract/job.ts'
import { nameFiles } from '../../../contract/words.ts'
import { defineCommand } from '../command.ts'
import type { Context } from '../context.ts'
import { plainLine } from '../plain.ts'
import { runInTerminal } from '../terminal.ts'

/** `dispatch open ID`: the real program, same profile, same folder, in this terminal; its exit code is ours. A job held for a conflict: a shell in its worktree. */
export const open = defineCommand({
  define(command) {
    command.argument('<id>', 'a job or a conversation')
  },
  async run(context, [id]) {
    const { connection } = context
    const job = id!.trim().toLowerCase().startsWith('c') ? null : await connection.call('jobs.get', { id: id! })
    if (job?.conflict) return openConflict(context, job, job.conflict.files)
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

/** There is no conversation yet: it is the person who works here, with a shell and an environment of their own. */
async function openConflict(context: Context, job: Job, files: readonly string[]): Promise<number> {
  const env = Object.fromEntries(Object.entries(context.env).filter((entry): entry is [string, string] => entry[1] !== undefined))
  context.note(plainLine(`a merge stands in ${job.worktree}, with conflicts in ${nameFiles(files)}. Resolve them, \`git add\` them and leave this shell; then: dispatch release ${job.id}`))
  return runInTerminal({ file: env['SHELL'] || '/bin/sh', args: [], cwd: job.worktree!, env })
}
