import { defineCommand } from '../command.ts'
import { findNoEngine } from '../connect.ts'
import { moveJobs, toMove } from '../move.ts'
import { LIVE } from '../stale-note.ts'

/** `dispatch cancel ID...`. */
export const cancel = defineCommand<{ dryRun?: boolean }>({
  define(command) {
    command.argument('<id...>', 'jobs').option('--dry-run', 'only say what else would be cancelled, and why')
  },
  async run(context, ids, options) {
    const live: string[] = []
    const move = toMove(context, 'cancel', options)
    const exit = await moveJobs(context, ids, { ...move, one: async (id) => {
      const moved = await move.one(id)
      live.push(...moved.changed.filter((job) => LIVE.includes(job.state)).map((job) => job.id))
      return moved
    } })
    if (live.length === 0 || options.dryRun) return exit
    const [names, are] = [live.join(', '), live.length === 1 ? 'is' : 'are']
    if (await findNoEngine(context.connection)) context.note(`${names} will be cancelled when an engine starts: the last one left ${live.length === 1 ? 'it' : 'them'} running, and none is there to end what may be left of ${live.length === 1 ? 'it' : 'them'}; start the desktop app or \`dispatch serve\``, 'no-engine')
    else context.note(`${names} ${are} still being stopped, and cancelled then: \`dispatch wait\` waits for it`, 'stopping')
    return exit
  },
})
