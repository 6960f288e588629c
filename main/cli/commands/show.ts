import { CHECK_NAMES, describeCheck, nameStep } from '../../../contract/check-words.ts'
import { toCapacity } from '../../../contract/capacity.ts'
import type { Job, Run } from '../../../contract/job.ts'
import { describeLand } from '../../../contract/land.ts'
import { formatAge, formatClock, formatCount, formatDuration, formatMoney, formatTokens } from '../../../contract/formats.ts'
import { adviseOutcome, describeState } from '../../../contract/words.ts'
import { defineCommand } from '../command.ts'
import type { Context } from '../context.ts'
import { paintState } from '../outcome.ts'
import { plainLine, plainText } from '../plain.ts'
import { toQuestionLines } from '../question-lines.ts'
import { LIVE, noteStale } from '../stale-note.ts'

/** `dispatch show ID`. */
export const show = defineCommand({
  define(command) {
    command.argument('<id>', 'a job')
  },
  async run(context, [id]) {
    const job = await context.connection.call('jobs.get', { id: id! })
    await noteStale(context, LIVE.includes(job.state) ? 1 : 0)
    if (context.json) return context.outJson(job)
    const advice = adviseOutcome(job)
    const why = plainLine([describeState(job, context.now(), job.state === 'queued' ? toCapacity(await context.connection.call('engine.status', {})) : undefined), advice ?? ''].filter((each) => each !== '').join(' '))
    context.out(`${paintState(context, job)}  ${context.paint('bold', plainLine(job.title))}`, ...(why ? [why] : []), '')
    const asked = job.waitingFor?.kind === 'approval' ? (await context.connection.call('approvals.list', {})).approvals.filter((each) => each.job === job.id) : []
    if (asked.length > 0) context.out(asked.flatMap((each) => [`${context.paint('violet', each.id)}  ${toQuestionLines(each, context.paint).join('\n  ')}`]), '')
    context.out(toFields(job, context).filter(([, value]) => value !== '').map(([name, value]) => `${context.paint('faint', name.padEnd(13))} ${value}`))
    for (const run of job.runs) context.out('', ...toRunLines(run, context))
    context.out('', context.paint('faint', 'prompt'), ...plainText(job.prompt).trimEnd().split('\n').map((line) => `  ${line}`))
  },
})

function toFields(job: Job, context: Context): [string, string][] {
  const now = context.now()
  const at = (time: number | null) => (time === null ? '' : `${formatClock(time, now)} (${formatAge(time, now)})`)
  const edges = job.after.map((edge) => `${edge.job}${edge.when === 'success' ? '' : ` when ${edge.when}`}${edge.otherwise === 'cancel' ? '' : ', else hold'}`)
  return [
    ['id', job.id], ['repository', plainLine(job.repository)], ['profile', `${job.profile} (version ${job.profileVersion})`],
    ['pipeline', job.pipeline === null ? '' : `${job.pipeline} ‘${plainLine(job.pipelineTitle ?? '')}’${job.alias === null ? '' : `, there ${job.alias}`}`],
    ['schedule', job.schedule ?? ''],
    ['after', `${job.any && edges.length > 1 ? 'any of ' : ''}${edges.join('; ')}`], ['children', job.children.slice(0, 20).join(', ') + (job.children.length > 20 ? ` and ${job.children.length - 20} more` : '')],
    ['because of', job.reasonChain.length < 2 ? '' : job.reasonChain.map(plainLine).join(' → ')],
    ['conversation', `${job.conversation} (${job.context})`], ['branch', plainLine(job.branch ?? '')], ['worktree', plainLine(job.worktree ?? '')],
    ['commits', job.baseCommit === null ? '' : `${job.baseCommit.slice(0, 10)}…${(job.headCommit ?? '').slice(0, 10)}`],
    ...(job.check === null ? [] : describeCheck(job.check).map(({ kind, text }): [string, string] => [kind === 'command' ? 'check' : `check ${CHECK_NAMES[kind]}`, plainLine(text)])),
    ['touches', plainLine((job.touches ?? []).join(', '))],
    ['lands', job.land === undefined ? '' : plainLine(describeLand(job.land))], ['landed', job.landed === undefined ? '' : plainLine(`in ${job.landed.into} as ${job.landed.commit.slice(0, 10)}, ${at(job.landed.at)}`)],
    ['labels', Object.entries(job.labels).map(([key, value]) => plainLine(`${key}=${value}`)).join(', ')],
    ['limits', limitWords(job)],
    ['model', plainLine(job.model ?? '')], ['priority', job.priority === 0 ? '' : String(job.priority)],
    ['submitted', `${at(job.createdAt)} from ${job.submittedFrom}`],
    ['not before', job.notBefore > now ? formatClock(job.notBefore, now) : ''], ['started', at(job.startedAt)], ['ended', at(job.endedAt)],
    ['cost', job.costUsd > 0 ? formatMoney(job.costUsd) : ''],
  ]
}

function limitWords({ timeoutMs, silenceMs, maxTurns, budgetUsd, retry }: Job): string {
  const words = [timeoutMs && formatDuration(timeoutMs), silenceMs && `${formatDuration(silenceMs)} of silence`, maxTurns && formatCount(maxTurns, 'turn'), budgetUsd && formatMoney(budgetUsd), retry.max && `${formatCount(retry.max, 'retry', 'retries')}${retry.on ? ` on ${retry.on.join(', ')}` : ''}${retry.session === 'resume' ? ' in the same session' : ''}`]
  return words.filter(Boolean).join(', ')
}

/** The three facts of a run, apart: what the process did, what Claude claimed, what was verified. */
function toRunLines(run: Run, context: Context): string[] {
  const { usage } = run
  const read = usage ? usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens : 0
  const tokens = usage ? `, ${formatTokens(read)} in and ${formatTokens(usage.outputTokens)} out` : ''
  const lines = [`${context.paint('bold', `run ${run.number}`)}  ${formatDuration((run.endedAt ?? context.now()) - run.startedAt)}, ${formatMoney(run.costUsd)}${tokens}`]
  const fact = (name: string, value: string) => lines.push(`  ${context.paint('faint', name.padEnd(11))} ${value}`)
  fact('execution', executionWords(run))
  fact('claimed', claimedWords(run))
  fact('verified', verifiedWords(run))
  if (run.changedFiles !== undefined) fact('changed', run.changedFiles === 0 ? 'nothing' : formatCount(run.changedFiles, 'file'))
  const result = plainText(run.claimed?.result ?? '').trim()
  return result === '' ? lines : [...lines, ...result.split('\n').map((line) => `    ${line}`)]
}

function executionWords({ execution, endedAt }: Run): string {
  if (!execution) return '–'
  if (execution.startError) return plainLine(`did not start: ${execution.startError}`)
  if (execution.stoppedBy === 'engine' && execution.exitCode === null && execution.signal === null) return 'its end was not seen: the engine ended first'
  const by = execution.stoppedBy ? `, stopped by ${execution.stoppedBy === 'person' ? 'a person' : `the ${execution.stoppedBy}`}` : ''
  const open = execution.exitCode === null && execution.signal === null
  return open ? `${endedAt === null ? 'runs' : 'did not start'}${by}` : `${execution.signal ? `ended by ${execution.signal}` : `exit code ${execution.exitCode}`}${by}`
}

function claimedWords({ claimed }: Run): string {
  if (!claimed) return '–'
  const refused = claimed.refusedTools.length > 0 ? `, refused ${[...new Set(claimed.refusedTools.map((each) => each.tool))].join(', ')}` : ''
  const { isError, subtype, errorWord, turns } = claimed
  return plainLine(`${isError ? 'error' : 'done'}${subtype && subtype !== 'success' ? ` (${subtype})` : ''}${errorWord ? `, ${errorWord}` : ''}${turns === null ? '' : `, ${formatCount(turns, 'turn')}`}${refused}`)
}

function verifiedWords({ verified }: Run): string {
  if (!verified) return '–'
  if (verified.result === 'none') return 'nothing checked it'
  // Of every other step, its detail is what there is to say.
  const byCommand = (verified.steps?.at(-1)?.kind ?? 'command') === 'command'
  const tail = verified.result === 'failed' ? plainText(verified.output).trim().split('\n').slice(-5).map((line) => `\n    ${line}`).join('') : ''
  const steps = (verified.steps ?? []).length > 1 || verified.steps?.[0]?.kind !== 'command' ? (verified.steps ?? []).map((step) => `\n    ${nameStep(step)}${step.kind === 'command' ? '' : ` · ${plainLine(step.detail)}`}`).join('') : ''
  return `${verified.result}${verified.exitCode === null ? '' : ` (exit code ${verified.exitCode})`}${steps}${byCommand ? tail : ''}`
}
