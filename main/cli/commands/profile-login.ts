import { defineCommand } from '../command.ts'
import { runInTerminal } from '../terminal.ts'

/** `dispatch profile login NAME`: Claude's own log-in, in this terminal, in the profile's environment. */
export const profileLogin = defineCommand({
  define(command) {
    command.argument('<name>', 'a profile')
  },
  async run(context, [name]) {
    return runInTerminal(await context.connection.call('profiles.login', { name: name! }))
  },
})
