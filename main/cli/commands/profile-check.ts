import { defineCommand } from '../command.ts'
import { plainLine } from '../plain.ts'

/** `dispatch profile check NAME`: exit code 1 when it would not work. */
export const profileCheck = defineCommand({
  define(command) {
    command.argument('<name>', 'a profile')
  },
  async run(context, [name]) {
    const found = await context.connection.call('profiles.check', { name: name! })
    if (context.json) context.outJson(found)
    else {
      const mark = (ok: boolean | null) => (ok ? context.paint('green', '✓') : ok === null ? context.paint('amber', '?') : context.paint('red', '✕'))
      const line = (ok: boolean | null, what: string, message: string) => context.out(`${mark(ok)} ${what}: ${plainLine(message)}`)
      const program = [found.claude.path, found.claude.version].filter((each) => each !== null).join(' ')
      line(found.claude.ok, 'claude', [program, found.claude.message].filter((each) => each !== '').join(': '))
      line(found.login.loggedIn, 'log-in', [found.login.method ?? '', found.login.message].filter((each) => each !== '').join(': '))
      if (found.sandbox.required) line(found.sandbox.ok, 'sandbox', found.sandbox.message)
    }
    return found.ok ? 0 : 1
  },
})
