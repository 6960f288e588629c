import { defineCommand } from '../command.ts'
import type { Context } from '../context.ts'
import { createLogPrinter } from '../log-lines.ts'
import { parseWhole } from '../parse.ts'
import { createRawTail } from '../raw-tail.ts'
import { createTail, drainLog, type LogWish } from '../tail.ts'
import { usage } from '../failure.ts'
import { watch } from '../watch.ts'

interface Options { run?: string; follow?: boolean; raw?: boolean; after?: string; grep?: string; full?: boolean }

/** `dispatch logs`: the execution log for people, exact bytes with --raw, parsed entries with --json. */
export const logs = defineCommand<Options>({
  define(command) {
    command.argument('<id>', 'a job').option('--run <n>', 'only this run')
      .option('-f, --follow', 'go on until the job is finished').option('--raw', 'the exact bytes from the terminal')
      .option('--after <seq>', 'only entries after this sequence number').option('--grep <text>', 'only entries with this text').option('--full', 'whole tool results')
  },
  async run(context, [id], options) {
    if (options.raw && (options.grep ?? options.after) !== undefined) throw usage('expected --raw alone, found --grep or --after with it: bytes have no entries; leave one out')
    if (options.raw && context.json) throw usage('expected --raw or --json, found both: leave one out')
    const run = options.run === undefined ? undefined : parseWhole(options.run, '--run', { least: 1, most: 1_000_000 })
    const after = options.after === undefined ? 0 : parseWhole(options.after, '--after', { least: 0, most: Number.MAX_SAFE_INTEGER })
    const job = await context.connection.call('jobs.get', { id: id! })
    if (options.raw) return showRaw(context, { id: job.id, run }, options.follow === true)
    const wish: LogWish = { id: job.id, after, run, grep: options.grep }
    const print = context.json ? context.outJson : createLogPrinter(context, options.full === true)
    if (!options.follow) {
      const last = await drainLog(context.connection, wish, print)
      if (last === after && !context.json && options.grep === undefined) context.note(job.run === 0 ? 'there is no log yet: the job has not started' : 'there are no entries')
      return
    }
    await watch(context.connection, { what: 'follow a job', ...createTail(wish, { print, endHeld: false }) })
  },
})

async function showRaw(context: Context, wish: { id: string; run?: number | undefined }, follow: boolean): Promise<void> {
  const tail = createRawTail(wish, (bytes) => void context.stdout.write(bytes))
  if (follow) await watch(context.connection, { what: 'follow a job', ...tail })
  else await tail.catchUp(context.connection)
}
