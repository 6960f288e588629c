import { dirname, resolve } from 'node:path'
import { describeLand } from '../../../contract/land.ts'
import type { PlanResult } from '../../../contract/plan.ts'
import { describeOverlaps } from '../../../contract/touches-words.ts'
import { formatCount } from '../../../contract/formats.ts'
import { collect, defineCommand } from '../command.ts'
import type { Context } from '../context.ts'
import { usage } from '../failure.ts'
import { toTree } from '../../../contract/graph-text.ts'
import { plainLine } from '../plain.ts'
import { readBytes, readTextFile } from '../prompt.ts'
import { noteStored } from '../stored-note.ts'
import { layTable } from '../table.ts'

/** A plan of 20,000 jobs with long prompts; the engine refuses what is too large for it. */
const MOST_BYTES = 64 * 1024 * 1024

/** `dispatch plan FILE`: all jobs of a file, or none. */
export const plan = defineCommand<{ dryRun?: boolean; set?: string[]; idempotencyKey?: string }>({
  define(command) {
    command.argument('<file>', 'YAML or JSON; - reads standard input')
      .option('--set <name=value>', 'the value of a variable of the plan; may be repeated', collect)
      .option('--idempotency-key <key>', 'the same key gives the same pipeline')
      .option('--dry-run', 'only show the graph, and refuse what would be refused')
      .addHelpText('after', '\n`dispatch plan export ID` writes a graph back as a plan, `dispatch plan schema` prints the schema of plan files. A file of such a name is written ./export.')
  },
  async run(context, [file], options) {
    const path = resolve(context.cwd(), file!)
    const text = file === '-' ? (await readBytes(context.stdin, MOST_BYTES)).toString('utf8') : await readTextFile(path, MOST_BYTES)
    const result = await context.connection.call('plans.submit', { plan: text, folder: file === '-' ? context.cwd() : dirname(path), set: parseSet(options.set ?? []), dryRun: options.dryRun === true, idempotencyKey: options.idempotencyKey })
    if (context.json) context.outJson(result)
    else if (result.dryRun) context.out(toPlanTree(result, context))
    else printSubmitted(context, result)
    noteOverlaps(context, result)
    if (result.dryRun) return
    if (result.repeated) return context.note('it was submitted before with this key: nothing was stored anew')
    const ended = result.jobs.filter((job) => job.state === 'finished' && job.id !== null)
    if (ended.length > 0) context.note(`${formatCount(ended.length, 'job')} of the plan will not start: \`dispatch show ${ended[0]!.id}\` says why and what to do`, 'cancelled')
    await noteStored(context, 'the jobs are')
  },
})

function parseSet(given: readonly string[]): Record<string, string> {
  return Object.fromEntries(given.map((each) => {
    const at = each.indexOf('=')
    if (at < 1) throw usage(`expected --set name=value, found ${JSON.stringify(each)}: write for example --set version=2`)
    return [each.slice(0, at), each.slice(at + 1)]
  }))
}

function printSubmitted(context: Context, result: PlanResult): void {
  if (context.quiet) return context.out(result.pipeline ?? '')
  context.out(`${result.pipeline}  ${plainLine(result.title)}  ${formatCount(result.jobs.length, 'job')}`)
  const rows = result.jobs.map((job) => [{ text: job.id ?? '' }, { text: job.alias }, { text: job.state }, { text: plainLine(job.title) }])
  context.out(layTable([{ head: 'ID' }, { head: 'ALIAS', flex: 1 }, { head: 'STATE' }, { head: 'TITLE', flex: 3, least: 12 }], rows, context.width))
}

/** A word of warning, not a refusal: with the graph, but not in it. */
function noteOverlaps(context: Context, { overlaps }: PlanResult): void {
  const [head, ...lines] = describeOverlaps(overlaps)
  if (head !== undefined && !context.json) context.note([head, ...lines.map((line) => `  ${plainLine(line)}`)].join('\n'), 'overlaps')
}

function toPlanTree(result: PlanResult, context: Context): string[] {
  const repositories = new Set(result.jobs.map((job) => job.repository))
  // Said once where it is the same for all of them.
  const everywhere = repositories.size === 1 ? ` in ${plainLine(result.jobs[0]!.repository)}` : ''
  const nodes = result.jobs.map((job) => {
    const any = job.any && job.after.length > 1 ? `, after any of ${job.after.length}` : ''
    const facts = [job.profile, everywhere === '' ? job.repository : '', job.check === null ? '' : `check: ${job.check}`, job.land === undefined ? '' : `lands ${describeLand(job.land)}`, job.state === 'held' ? 'held until released' : '']
    return { id: job.alias, label: `${job.alias}  ${plainLine(job.title)}${any}  ${context.paint('faint', plainLine(facts.filter((fact) => fact !== '').join(' · ')))}` }
  })
  const edges = result.jobs.flatMap((job) => job.after.map((edge) => ({ parent: edge.alias, child: job.alias, when: edge.when, otherwise: edge.otherwise })))
  return [`${plainLine(result.title)}: ${formatCount(result.jobs.length, 'job')}${everywhere}, nothing submitted`, ...toTree(nodes, edges)]
}
