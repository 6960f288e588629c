import { dirname, join } from 'node:path'
import { Refusal } from '../../../contract/errors.ts'
import { defineCommand } from '../command.ts'
import { createConnection } from '../connect.ts'
import { graph } from './graph.ts'
import { ls } from './ls.ts'

/** What to type next. */
function hints(home: string, named: boolean): string[] {
  const at = named ? '' : ` --home ${/^[\w./-]+$/.test(home) ? home : `'${home}'`}`
  return [`Look around: dispatch${at} ls --all · dispatch${at} graph · dispatch${at} logs ID · dispatch${at} diff ID`, `Start the engine on it again: dispatch${at} serve`]
}

/** `dispatch demo`: a tour that needs no account. On a terminal it stays until Ctrl-C, so that the page can be looked at. */
export const demo = defineCommand<{ home?: string }>({
  define(command) {
    command.option('--end', 'end after the tour, also on a terminal')
  },
  async run(context, _, options) {
    const { runDemo } = await import('../../demo.ts')
    // A data folder of its own unless one was named: a tour must not touch a person's jobs.
    const named = options.home !== undefined || Boolean(context.env.DISPATCH_HOME)
    const home = named ? context.home : join(dirname(context.home), 'dispatch-practice')
    const staying = context.tty && !context.json && !(options as { end?: boolean }).end
    const stay = new Promise<void>((resolve) => { process.once('SIGINT', resolve).once('SIGTERM', resolve) })
    const shown = context.json ? () => {} : (line: string) => context.out(line)
    const end = await runDemo({ home, out: shown, note: (line) => context.note(line), ...(context.json ? { onEvent: (job) => context.outJson(job) } : {}), ...(staying ? { stay } : {}) })
    if (!end.ok) throw new Refusal('claude-missing', end.message)
    if (context.json) return 0
    // The same commands a person would type, on the tour's own folder.
    const looking = { ...context, home, connection: createConnection(home) }
    try {
      context.out('', '$ dispatch ls --all')
      await ls.run(looking, [], { all: true, limit: '20' })
      context.out('', '$ dispatch graph')
      await graph.run(looking, [], { format: 'tree' })
    } finally {
      await looking.connection.close()
    }
    context.out('', ...hints(home, named))
    return 0
  },
})
