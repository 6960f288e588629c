import { defineCommand } from '../command.ts'

/** `dispatch pause [PROFILE]`. */
export const pause = defineCommand({
  define(command) {
    command.argument('[profile]', 'only of this profile')
  },
  async run(context, [profile]) {
    const found = await context.connection.call('engine.pause', profile === undefined ? {} : { profile })
    if (context.json) context.outJson(found)
    else if (!context.quiet) context.out(`Paused${profile ? ` ‘${profile}’` : ''}: no more jobs are started; what runs goes on. \`dispatch resume${profile ? ` ${profile}` : ''}\` starts them again.`)
  },
})
