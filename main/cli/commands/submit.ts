import type { JobSpecInput } from '../../../contract/job.ts'
import { collect, defineCommand } from '../command.ts'
import type { Context } from '../context.ts'
import type { EveryOptions } from '../every.ts'
import { usage } from '../failure.ts'
import { parseAfter, parseChoice, parseFolder, toEdgeWords } from '../parse.ts'
import { readPrompt } from '../prompt.ts'
import { addSpecOptions, toSpecMembers, type SpecOptions } from '../spec-options.ts'
import { noteSubmitted } from '../stored-note.ts'

interface Options extends SpecOptions, EveryOptions {
  promptFile?: string
  repo?: string
  after?: string[]
  when?: string
  otherwise?: string
  any?: boolean
  context?: string
  conversation?: string
  isolation?: string
  onConflict?: string
  base?: string
  hold?: boolean
  idempotencyKey?: string
  wait?: boolean
  follow?: boolean
}

/** `dispatch submit`: prints the id alone as soon as the job is stored. */
export const submit = defineCommand<Options>({
  define(command) {
    command.argument('[prompt]', 'what Claude should do; - reads standard input').option('--prompt-file <file>', 'read the prompt from a file')
      .option('--repo <dir>', 'the repository (else this folder)')
    addSpecOptions(command)
    command.option('--after <ids>', 'parents, ID[,ID] or ALIAS=ID; repeatable', collect).option('--when <when>', 'start after success, failure or done (of the parents)')
      .option('--otherwise <what>', 'cancel or hold when that cannot be any more').option('--any', 'start as soon as one of the parents lets it, instead of all')
      .option('--context <what>', 'take from the parents: fresh, branch, fork or continue')
      .option('--conversation <id>', 'continue this conversation').option('--isolation <what>', 'worktree or none').option('--on-conflict <what>', 'hold or fail when the work of the parents does not merge').option('--base <ref>', 'what the worktree starts from')
      .option('--hold', 'submit as held; `dispatch release` lets it start').option('--idempotency-key <key>', 'the same key returns the first job (with --every, schedule) again')
      .option('--every <cron>', 'submit it again and again, such as "0 2 * * *"; prints the id of a schedule').option('--zone <name>', 'the zone of --every, such as Europe/Berlin')
      .option('--catch-up <time>', 'make up for a time of --every that was missed so long').option('--overlap <what>', 'of --every, while the earlier job has not finished: skip, queue or replace')
      .option('--wait', 'wait until it is finished; the exit code says how').option('--follow', 'show its log until it is finished')
  },
  async run(context, [prompt], options) {
    const spec = await toSpec(prompt, options, context)
    if (options.every !== undefined) return (await import('../every.ts')).addSchedule(context, spec, options)
    if ((options.zone ?? options.catchUp ?? options.overlap) !== undefined) throw usage('expected --every with --zone, --catch-up and --overlap, found none: add --every "0 2 * * *"')
    const job = await context.connection.call('jobs.submit', spec)
    if (context.json) context.outJson(job)
    else context.out(job.id)
    if (spec.idempotencyKey !== undefined && job.prompt !== spec.prompt) context.note(`${job.id} was submitted with this --idempotency-key before, for another prompt: nothing new was submitted; give a new key for a new job`, 'key-used')
    await noteSubmitted(context, job)
    if (!options.follow && !options.wait) return 0
    // Most submissions end here; only those that stay load the rest.
    const { followJob, waitForJob } = await import('../stay.ts')
    return options.follow ? followJob(context, job.id) : waitForJob(context, job.id)
  },
})

async function toSpec(argument: string | undefined, options: Options, context: Context): Promise<JobSpecInput> {
  const parents = (options.after ?? []).length > 0
  if (!parents && (options.when ?? options.otherwise) !== undefined) throw usage('expected --after with --when and --otherwise, found no parent: add --after ID')
  const edge = toEdgeWords(options)
  const members = toSpecMembers(options, context.now())
  return {
    prompt: await readPrompt(argument, options.promptFile, context),
    repository: parseFolder(options.repo, context.cwd()),
    ...members,
    ...(parents ? { after: parseAfter(options.after ?? [], edge) } : {}),
    ...(options.any ? { any: true } : {}),
    ...(options.context === undefined ? {} : { context: parseChoice(options.context, '--context', ['fresh', 'branch', 'fork', 'continue']) }),
    ...(options.conversation === undefined ? {} : { conversation: options.conversation }),
    ...(options.isolation === undefined ? {} : { isolation: parseChoice(options.isolation, '--isolation', ['worktree', 'none']) }),
    ...(options.onConflict === undefined ? {} : { onConflict: parseChoice(options.onConflict, '--on-conflict', ['hold', 'fail']) }),
    ...(options.base === undefined ? {} : { base: options.base }),
    ...(options.hold ? { hold: true } : {}),
    ...(options.idempotencyKey === undefined ? {} : { idempotencyKey: options.idempotencyKey }),
  }
}
