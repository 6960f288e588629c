import { defineCommand } from '../command.ts'

/** `dispatch resume [PROFILE]`. */
export const resume = defineCommand({
  define(command) {
    command.argument('[profile]', 'only of this profile')
  },
  async run(context, [profile]) {
    const found = await context.connection.call('engine.resume', profile === undefined ? {} : { profile })
    if (context.json) return context.outJson(found)
    if (context.quiet) return
    const still = profile !== undefined && found.paused ? ' The engine as a whole is still paused: `dispatch resume`.' : ''
    context.out(`Jobs${profile ? ` of ‘${profile}’` : ''} are started again.${still}`)
  },
})
