import { formatBytes, formatCount } from '../../../contract/formats.ts'
import { defineCommand } from '../command.ts'
import { plainLine } from '../plain.ts'

/** `dispatch gc`. */
export const gc = defineCommand<{ dryRun?: boolean }>({
  define(command) {
    command.option('--dry-run', 'only say what would be removed')
  },
  async run(context, _, options) {
    const found = await context.connection.call('engine.gc', { dryRun: options.dryRun === true })
    if (context.json) return context.outJson(found)
    if (context.quiet) return
    context.out(found.worktrees.map(plainLine))
    context.out(`${formatCount(found.worktrees.length, 'worktree')}${found.dryRun ? ' would be' : ''} removed, ${formatBytes(found.bytes)}${found.dryRun ? ' would be' : ''} freed.`)
  },
})
