import { CHECK_KINDS, type Check, type CheckKind, type CheckStep } from '../../contract/check.ts'
import type { Outcome } from '../../contract/job.ts'
import { toCheck } from '../store/job-row.ts'
import { faultInFiles } from './changes.ts'
import { describeEnd, runCommand, toExitCode } from './command.ts'
import { findJson } from './json-answer.ts'
import { faultInValue } from './result-schema.ts'
import { askReviewer } from './review.ts'
import { failed, stoppedOutcome, type RunContext } from './run.ts'

/** A step of the check, what it printed, and what the job's message says of it when it failed. */
export interface StepEnd { step: CheckStep; output?: string; message: string }
type Asks = (run: RunContext, check: Check) => Promise<StepEnd>

const ASKS: Record<CheckKind, Asks> = { files: askFiles, schema: askSchema, command: askCommand, prompt: askReviewer }

/** What comes of a run in which Claude did its part: the check decides where there is one. Its first step that fails ends it. */
export async function judge(run: RunContext): Promise<Outcome> {
  const check = toCheck(run.row)
  if (check === null) {
    run.verified = { result: 'none', exitCode: null, output: '' }
    return run.refused ?? { kind: 'succeeded', reason: 'ok', message: describeWork(run, 'Claude says it is done', false) }
  }
  const steps: CheckStep[] = []
  let [exitCode, output]: [number | null, string] = [null, '']
  for (const kind of CHECK_KINDS.filter((each) => check[each] !== undefined)) {
    const end = await ASKS[kind](run, check)
    const passed = end.step.result === 'passed'
    steps.push(end.step)
    if (end.step.exitCode !== undefined) exitCode = end.step.exitCode
    // What failed is what is read; else what the command printed.
    if (!passed || end.output !== undefined) output = end.output ?? end.step.detail
    run.verified = { result: passed ? 'passed' : 'failed', exitCode, output, steps }
    const stopped = stoppedOutcome(run)
    if (stopped) return stopped
    run.live.log.entry({ kind: 'check', text: end.step.detail, data: { step: kind === 'command' ? 'check' : kind, result: end.step.result, ...(end.step.exitCode === undefined ? {} : { exitCode: end.step.exitCode }) } })
    if (!passed) return failed('check-failed', `Claude says it is done, but ${end.message}`)
  }
  return { kind: 'succeeded', reason: 'ok', message: `${describeWork(run, 'Succeeded', true)}, and the check passed.` }
}

function askFiles(run: RunContext, check: Check): Promise<StepEnd> {
  const { changes } = run
  const fault = changes === null ? 'what changed could not be read: the log says why' : faultInFiles(check.files!, changes.paths)
  if (fault === null) return Promise.resolve({ step: { kind: 'files', result: 'passed', detail: 'The files that changed are as expected' }, message: '' })
  return Promise.resolve({ step: { kind: 'files', result: 'failed', detail: `The files that changed are not as expected: ${fault}` }, message: `the files that changed are not as expected: ${fault}.` })
}

function askSchema(run: RunContext, check: Check): Promise<StepEnd> {
  const found = findJson(run.claimed?.result ?? '')
  const fault = found.ok ? faultInValue(check.schema!, found.value) : `expected JSON, found ${found.message}`
  if (found.ok && fault === null && run.claimed) run.claimed = { ...run.claimed, structured: found.value }
  if (fault === null) return Promise.resolve({ step: { kind: 'schema', result: 'passed', detail: 'The result fits its schema' }, message: '' })
  return Promise.resolve({ step: { kind: 'schema', result: 'failed', detail: `The result does not fit its schema: ${fault}` }, message: `its result does not fit the schema: ${fault}.` })
}

async function askCommand(run: RunContext, check: Check): Promise<StepEnd> {
  const command = check.command!
  const end = await runCommand(run, { command, timeoutMs: check.timeoutMs, kind: 'check', step: 'check' })
  const passed = end.exitCode === 0 && end.startError === null && !end.timedOut
  const how = describeEnd(end, check.timeoutMs)
  return { step: { kind: 'command', result: passed ? 'passed' : 'failed', detail: passed ? 'The check passed' : `The check ${how}`, exitCode: toExitCode(end) }, output: end.output, message: `the check (${command}) ${how}.` }
}

/** Claimed is not changed: a run that changed nothing says so. */
function describeWork({ row, changes }: RunContext, claim: string, checked: boolean): string {
  const nothing = row.isolation === 'none' ? changes?.count === 0 : row.head_commit === row.base_commit
  if (nothing) return checked ? `${claim}, though nothing changed` : `${claim}, but nothing changed.`
  if (row.isolation === 'none') return checked ? claim : `${claim}.`
  return checked ? claim : `${claim}; its work is on ${row.branch}.`
}
