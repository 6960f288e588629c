import { describeLanding, type LandHow } from '../../../contract/land.ts'
import { defineCommand } from '../command.ts'
import { usage } from '../failure.ts'
import { plainLine } from '../plain.ts'

interface Options { into?: string; squash?: boolean; merge?: boolean; rebase?: boolean; unverified?: boolean; dryRun?: boolean }

/** `dispatch land ID|PIPELINE`. */
export const landJob = defineCommand<Options>({
  define(command) {
    command.argument('<id>', 'a finished job or a pipeline').option('--into <branch>', 'the branch (else the one the repository’s checkout stands on)')
      .option('--squash', 'as one commit (the default)').option('--merge', 'by a merge commit').option('--rebase', 'commit by commit')
      .option('--unverified', 'also work no check has passed on').option('--dry-run', 'only say what would be landed')
  },
  async run(context, [id], options) {
    const ways = (['squash', 'merge', 'rebase'] as const).filter((way) => options[way])
    if (ways.length > 1) throw usage(`expected one way to land, found ${ways.map((way) => `--${way}`).join(' and ')}: name one`)
    const how: LandHow = ways[0] ?? 'squash'
    const landing = await context.connection.call('jobs.land', { id: id!, into: options.into, how, unverified: options.unverified === true, dryRun: options.dryRun === true })
    if (context.json) return context.outJson(landing)
    if (context.quiet) return
    context.out(plainLine(describeLanding(landing)), ...landing.commits.map(({ commit, subject }) => `  ${context.paint('faint', commit.slice(0, 10))} ${plainLine(subject)}`))
    if (landing.dryRun) context.note('nothing was changed')
  },
})
