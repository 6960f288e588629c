import { Refusal } from '../../../contract/errors.ts'
import { defineCommand } from '../command.ts'
import { untilSignal } from '../until-signal.ts'

/** `dispatch demo`: a tour that needs no account, in a data folder of its own unless one is named. */
export const demo = defineCommand<{ home?: string; stay?: boolean }>({
  define(command) {
    command.option('--stay', 'keep the engine running after the tour, until Ctrl-C')
  },
  async run(context, _, options) {
    const { runDemo } = await import('../../demo.ts')
    const end = await runDemo({
      // Beside the person's data, never in it; and not in a shared temporary folder, because a program may be installed next to it.
      home: options.home === undefined ? `${context.home}-demo` : context.home,
      out: (line) => { if (!context.json) context.out(line) },
      note: (line) => context.note(line),
      ...(context.json ? { onEvent: context.outJson } : {}),
      ...(options.stay ? { stay: untilSignal() } : {}),
    })
    if (!end.ok) throw new Refusal('claude-missing', end.message)
  },
})
