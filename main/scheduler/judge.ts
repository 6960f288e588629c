import type { Outcome } from '../../contract/job.ts'
import { describeEnd, runCommand, toExitCode } from './command.ts'
import { failed, stoppedOutcome, type RunContext } from './run.ts'

/** What comes of a run in which Claude did its part: the check decides where there is one. */
export async function judge(run: RunContext): Promise<Outcome> {
  const { row } = run
  if (row.check_command === null) {
    run.verified = { result: 'none', exitCode: null, output: '' }
    return run.refused ?? { kind: 'succeeded', reason: 'ok', message: describeWork(run, 'Claude says it is done') }
  }
  const end = await runCommand(run, { command: row.check_command, timeoutMs: row.check_timeout_ms!, kind: 'check', step: 'check' })
  const passed = end.exitCode === 0 && end.startError === null && !end.timedOut
  run.verified = { result: passed ? 'passed' : 'failed', exitCode: toExitCode(end), output: end.output }
  const stopped = stoppedOutcome(run)
  if (stopped) return stopped
  run.live.log.entry({ kind: 'check', text: passed ? 'The check passed' : `The check ${describeEnd(end, row.check_timeout_ms!)}`, data: { step: 'check', result: run.verified.result, exitCode: run.verified.exitCode } })
  if (!passed) return failed('check-failed', `Claude says it is done, but the check (${row.check_command}) ${describeEnd(end, row.check_timeout_ms!)}.`)
  return { kind: 'succeeded', reason: 'ok', message: `${describeWork(run, 'Succeeded')}, and the check passed.` }
}

/** Claimed is not changed: a run that changed nothing says so. */
function describeWork(run: RunContext, claim: string): string {
  const { row } = run
  const checked = row.check_command !== null
  if (row.isolation === 'none') return checked ? claim : `${claim}.`
  if (row.head_commit === row.base_commit) return checked ? `${claim}, though nothing changed` : `${claim}, but nothing changed.`
  return checked ? claim : `${claim}; its work is on ${row.branch}.`
}
