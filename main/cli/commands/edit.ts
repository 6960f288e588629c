import { collect, defineCommand } from '../command.ts'
import { usage } from '../failure.ts'
import { jobLine } from '../outcome.ts'
import { parseAfter, toEdgeWords } from '../parse.ts'
import { readPrompt } from '../prompt.ts'
import { addSpecOptions, namesParts, overWhatIs, toSpecMembers, type SpecOptions } from '../spec-options.ts'

interface Options extends SpecOptions { prompt?: string; promptFile?: string; removeLabel?: string[]; after?: string[]; noAfter?: string[]; when?: string; otherwise?: string; any?: boolean; all?: boolean }

/** `dispatch edit ID …`: only what is named changes. */
export const edit = defineCommand<Options>({
  define(command) {
    command.argument('<id>', 'a job that has not started').option('--prompt <text>', 'what Claude should do; - reads standard input')
      .option('--prompt-file <file>', 'read the prompt from a file')
    addSpecOptions(command)
    command.option('--no-check', 'no check').option('--no-land', 'leave its work on its own branch').option('--no-touches', 'it does not say any more which files it changes').option('--remove-label <key>', 'take a label away; repeatable', collect)
      .option('--after <ids>', 'wait for these too, ID[,ID] or ALIAS=ID; for one it waits for already, change how; repeatable', collect)
      .option('--when <when>', 'for --after: start after success, failure or done').option('--otherwise <what>', 'for --after: cancel or hold when that cannot be any more')
      .option('--any', 'start as soon as one of the parents lets it').option('--all', 'wait for all parents again')
    // Commander takes every --no-x as the opposite of --x; this one has values of its own.
    const noAfter = command.createOption('--no-after <ids>', 'wait for these no more, ID[,ID]; repeatable').argParser(collect)
    noAfter.negate = false
    command.addOption(noAfter)
  },
  async run(context, [id], options) {
    const members = toSpecMembers(options, context.now())
    const prompt = (options.prompt ?? options.promptFile) === undefined ? {} : { prompt: await readPrompt(options.prompt, options.promptFile, context) }
    const edges = toEdges(options)
    if (options.removeLabel === undefined && Object.keys({ ...members, ...prompt, ...edges }).length === 0) throw usage('expected something to change, found no option: see `dispatch edit --help`')
    const before = options.removeLabel !== undefined || namesParts(members) ? await context.connection.call('jobs.get', { id: id! }) : null
    const merged = before === null ? {} : overWhatIs(before, options.removeLabel === undefined ? members : { ...members, labels: members.labels ?? {} })
    for (const key of options.removeLabel ?? []) delete merged.labels?.[key]
    const job = await context.connection.call('jobs.edit', { id: before?.id ?? id!, ...members, ...prompt, ...merged, ...edges })
    if (context.json) context.outJson(job)
    else if (!context.quiet) context.out(jobLine(context, job))
  },
})

function toEdges(options: Options) {
  const named = (options.after ?? []).length > 0
  if (!named && (options.when ?? options.otherwise) !== undefined) throw usage('expected --after with --when and --otherwise, found no parent: add --after ID')
  if (options.any && options.all) throw usage('expected --any or --all, found both: choose one of them')
  return {
    ...(named ? { after: parseAfter(options.after!, toEdgeWords(options)) } : {}),
    ...(options.noAfter === undefined ? {} : { noAfter: parseAfter(options.noAfter, {}).map((edge) => edge.job) }),
    ...(options.any || options.all ? { any: options.any === true } : {}),
  }
}
