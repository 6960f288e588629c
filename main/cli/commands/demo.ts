import { Refusal } from '../../../contract/errors.ts'
import { defineCommand } from '../command.ts'
import { createConnection } from '../connect.ts'
import type { Context } from '../context.ts'
import { untilSignal } from '../until-signal.ts'
import { graph } from './graph.ts'
import { ls } from './ls.ts'

interface Options { home?: string; stay?: boolean; end?: boolean }

/** `dispatch demo`: a tour that needs no account, in a data folder of its own unless one is named. On a terminal its page stays up until Ctrl-C. */
export const demo = defineCommand<Options>({
  define(command) {
    command.option('--stay', 'keep the engine and its page up after the tour, until Ctrl-C (usual on a terminal)').option('--end', 'end after the tour, also on a terminal')
  },
  async run(context, _, options) {
    const { runDemo } = await import('../../demo.ts')
    // Beside the person's data, never in it; and not in a shared temporary folder, because a program may be installed next to it.
    const named = options.home !== undefined || Boolean(context.env.DISPATCH_HOME)
    const home = named ? context.home : `${context.home}-demo`
    const stays = options.stay || (context.tty && !context.json && !options.end)
    const end = await runDemo({
      home,
      out: (line) => { if (!context.json) context.out(line) },
      note: (line) => context.note(line),
      ...(context.json ? { onEvent: context.outJson } : {}),
      onDone: async () => {
        if (!context.json) await show(context, home, named)
        if (!stays) return
        context.out('The engine stays up so that you can look around; Ctrl-C ends it.')
        await untilSignal()
      },
    })
    if (!end.ok) throw new Refusal('claude-missing', end.message)
  },
})

/** What came of it, by the same commands a person would type, and what to type next. */
async function show(context: Context, home: string, named: boolean): Promise<void> {
  const looking = { ...context, home, connection: createConnection(home) }
  const at = named ? '' : ` --home ${/^[\w./-]+$/.test(home) ? home : `'${home.replaceAll("'", `'\\''`)}'`}`
  try {
    context.out('', `$ dispatch${at} ls --all`)
    await ls.run(looking, [], { all: true, limit: '20' })
    context.out('', `$ dispatch${at} graph`)
    await graph.run(looking, [], { format: 'tree' })
  } finally {
    await looking.connection.close()
  }
  context.out('', `Look closer: dispatch${at} show ID · logs ID · diff ID. Its page again: dispatch${at} serve (its jobs run only within the tour: dispatch demo)`)
}
