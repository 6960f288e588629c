import { defineCommand } from '../command.ts'

/** `dispatch profile rm NAME`. */
export const profileRm = defineCommand({
  define(command) {
    command.argument('<name>', 'a profile')
  },
  async run(context, [name]) {
    const found = await context.connection.call('profiles.remove', { name: name! })
    if (context.json) context.outJson(found)
    else if (!context.quiet) context.out(`Removed ‘${found.removed}’.`)
  },
})
