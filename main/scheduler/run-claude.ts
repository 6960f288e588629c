import type { Exit, RunningProcess } from '../runner/runner.ts'
import { classify } from '../claude/outcome.ts'
import { readVersion } from '../claude/program.ts'
import { createStreamParser } from '../claude/stream.ts'
import { findAttachments } from '../profiles/attachments.ts'
import { cleanRun, prepareRun, type PreparedRun } from '../profiles/launch.ts'
import { started as startedMove } from '../queue/transition.ts'
import { setSession } from '../store/conversations.ts'
import { moveJob } from '../store/jobs.ts'
import { costOfSession, endClaude, markRun } from '../store/runs.ts'
import { noteLimits } from '../store/usage.ts'
import { FOLDER_MARKER, RUN_MARKER, toStoppedBy } from './core.ts'
import { HIGH_WATER } from './log-writer.ts'
import { failed, storeFact, type RunContext, type Step } from './run.ts'
import { planSession, type SessionPlan } from './session.ts'
import { takeUpClaudeEnd } from './take-up.ts'
import { askToKeepTo } from './touches.ts'

/** Runs Claude to its end and says what it claimed. Null when it did its part; whether the work is done is for the check to say. */
export const runClaude: Step = async (run) => {
  const before = await takeUpClaudeEnd(run)
  if (before !== null) return before.outcome
  const plan = planSession(run)
  if (!plan.ok) return failed('start-failed', plan.message)
  const prepared = prepare(run, plan)
  if (!prepared.ok) return failed(prepared.code === 'unauthorized' ? 'auth-failed' : 'start-failed', prepared.message)
  const version = await readVersion(prepared.claudePath, run.core.engineEnv)
  if (!version.ok) return failed('start-failed', version.message)
  if (run.live.stopCause !== null) return null
  if (plan.note !== null) run.live.log.entry({ kind: 'note', text: plan.note })
  run.live.log.entry({ kind: 'note', text: `Claude Code ${version.version} as ‘${run.profile.name}’ (${run.profile.permissionMode})`, data: { sessionId: plan.session.id, version: version.version, args: prepared.args } })
  // Known before it begins: an engine that dies in the next moment finds what there is to resume.
  await storeFact(run, (db) => markRun(db, run.row.seq, run.live.number, { sessionId: plan.session.id }), { durable: false })
  if (run.live.stopCause !== null) return null
  const started = await run.core.runner.start({ file: prepared.file, args: prepared.args, cwd: run.folder!, env: { ...prepared.env, [FOLDER_MARKER]: run.core.folderId }, stdinFile: prepared.promptFile, cols: 250 })
  if (!started.ok) {
    run.execution = { ...run.execution, startError: started.message }
    return failed('start-failed', started.message)
  }
  return follow(run, plan, started.process)
}

function prepare(run: RunContext, plan: SessionPlan & { ok: true }): PreparedRun | ReturnType<typeof prepareRun> {
  const { core, row } = run
  return prepareRun({
    profile: run.profile, dataFolder: core.home, engineEnv: core.engineEnv, person: core.person, job: { id: row.id, title: row.title }, runNumber: run.live.number, marker: run.marker,
    prompt: plan.prompt, instructions: askToKeepTo(row), session: plan.session, repositoryFolder: run.folder!, readPaths: findAttachments(core.home, row.prompt),
    hook: run.profile.prompts === 'ask' && core.hookUrl !== null ? { url: core.hookUrl, token: run.live.hookToken } : null,
    ...(row.model === null ? {} : { model: row.model }), ...(row.max_turns === null ? {} : { maxTurns: row.max_turns }), ...(row.budget_usd === null ? {} : { budgetUsd: row.budget_usd }),
  })
}

async function follow(run: RunContext, plan: SessionPlan & { ok: true }, process: RunningProcess): Promise<ReturnType<typeof failed> | null> {
  const { core, live, row } = run
  live.process = process
  // Stopped between the last look and now: the process must not outlive its job.
  if (live.stopCause !== null) void process.stop()
  const { session } = plan
  await storeFact(run, (db) => {
    markRun(db, row.seq, live.number, { pid: process.identity.pid, pidStart: process.identity.startTime })
    setSession(db, row.conversation, session.id)
    moveJob(db, row.seq, startedMove(), core.now())
  })
  live.releaseClock('answer')
  const parser = createStreamParser({ baselineCostUsd: plan.costFrom === null ? 0 : costOfSession(core.store.read, plan.costFrom) })
  const exit = await drain(run, process, (chunk) => parser.push(chunk))
  live.endClock()
  live.process = null
  live.log.entries(parser.end())
  // What Claude left running in the background ends with it: a job owns no process after its run.
  const left = await core.runner.endMarked(RUN_MARKER, run.marker)
  if (left > 0) live.log.entry({ kind: 'note', text: `Ended ${left} ${left === 1 ? 'process' : 'processes'} that Claude had left running` })
  cleanRun(core.home, run.profile.name, row.id, live.number)
  const summary = parser.summary()
  if (summary.windows.length > 0) await storeFact(run, (db) => noteLimits(db, run.profile.name, summary.windows, core.now()), { durable: false })
  run.execution = { ...exit, stoppedBy: toStoppedBy(live.stopCause) }
  run.usage = summary.usage
  run.costUsd = summary.costUsd
  run.costTotalUsd = summary.totalCostUsd
  const verdict = classify({ execution: run.execution, summary, profile: { name: run.profile.name, auth: run.profile.auth.kind }, timeoutMs: run.timeoutMs, now: core.now() })
  run.claimed = verdict.claimed
  run.refused = verdict.refused
  const outcome = verdict.outcome === 'ok' ? null : verdict.outcome
  // One that its own engine stopped is not done: it goes on in its session.
  if (run.execution.stoppedBy !== 'engine') await storeFact(run, (db) => endClaude(db, { job: row.seq, number: live.number }, { execution: run.execution, outcome, refused: run.refused }, run))
  return outcome
}

/** Reads the terminal to its end into the log. A log that falls behind makes Claude wait, and nothing else does. */
export function drain(run: RunContext, process: RunningProcess, parse: (chunk: Buffer) => ReturnType<ReturnType<typeof createStreamParser>['push']>): Promise<Exit> {
  const { live } = run
  const { log } = live
  let paused = false
  log.onDrain(() => {
    if (!paused) return
    paused = false
    process.resume()
    live.releaseClock('log')
  })
  process.onData((chunk) => {
    live.heard()
    log.raw(chunk)
    log.entries(parse(chunk))
    if (paused || log.pending <= HIGH_WATER) return
    paused = true
    process.pause()
    // Its silence is none of Claude's.
    live.holdClock('log')
  })
  return process.exited
}
