import { defineCommand } from '../command.ts'
import { usage } from '../failure.ts'
import { parseWhole } from '../parse.ts'
import { untilSignal } from '../until-signal.ts'

/** `dispatch serve`: the engine and its HTTP door in this process, until Ctrl-C. */
export const serve = defineCommand<{ port?: string; lan?: boolean }>({
  define(command) {
    command.option('--port <n>', 'the port on 127.0.0.1 (else any free one)').option('--lan', 'reachable from the network (not in this version)')
  },
  async run(context, _, options) {
    if (options.lan) throw usage('expected a local address, found --lan: it needs TLS, not in this version; leave it out')
    const port = options.port === undefined ? {} : { port: parseWhole(options.port, '--port', { least: 0, most: 65_535 }) }
    const { serve: start } = await import('../../serve.ts')
    // Asked before the engine is up: a signal during the start stops it as soon as there is something to stop.
    const asked = untilSignal()
    const running = await start({ home: context.home, ...port, lan: false, log: (line) => context.note(line) })
    if (context.json) context.outJson({ url: running.url, link: running.link, pid: process.pid })
    else context.out(running.url, ...(context.quiet ? [] : [`Open the page once with ${running.link}`]))
    await asked
    await running.stop()
  },
})
