import { randomBytes } from 'node:crypto'
import type { Outcome } from '../../contract/job.ts'
import { readSecret } from './secret.ts'
import { getProfile, toProfile } from '../store/profiles.ts'
import type { JobRow } from '../store/job-row.ts'
import { begunOf } from '../store/landing.ts'
import { startLimits } from './clock.ts'
import { runMarker, toStoppedBy, type Core, type LiveRun, type StopCause } from './core.ts'
import { closeRun, type RunClose } from './finish.ts'
import { foresee } from './foresee.ts'
import { judge } from './judge.ts'
import { landLast, takeUpLanding } from './land-last.ts'
import { createLogWriter } from './log-writer.ts'
import { seeChanges } from './changes.ts'
import { bringFiles, keepWork, openPlace, setUp } from './place.ts'
import { failed, stoppedOutcome, type RunContext, type Step } from './run.ts'
import { runClaude } from './run-claude.ts'

/** Up to Claude's own end, in this order. A settled run passes the rest by. */
const STEPS: readonly Step[] = [openPlace, bringFiles, setUp, runClaude]

/** One run's life, from claimed to committed end. Never throws: a bug becomes a failed run with its message. */
export async function execute(core: Core, row: JobRow): Promise<void> {
  const unstored = (error: unknown): void => core.report(`the end of ${row.id} could not be stored, and the next engine takes it up as interrupted`, error)
  let run: RunContext
  try {
    run = begin(core, row)
  } catch (error) {
    core.report(`run ${row.run} of ${row.id} could not begin`, error)
    return endUnbegun(core, row, toBroken(error)).catch(unstored)
  }
  let outcome: Outcome
  try {
    outcome = await runSteps(run)
  } catch (error) {
    if (!core.stopping) core.report(`run ${run.marker} broke`, error)
    // Wherever it broke, what it had started ends with it.
    await run.live.process?.stop()
    outcome = stoppedOutcome(run) ?? toBroken(error)
  }
  await end(run, outcome).catch(unstored)
}

const toBroken = (error: unknown): Outcome => failed('claude-error', `Dispatch itself failed while running this job: ${error instanceof Error ? error.message : String(error)}. Retry it; if that fails too, please report it.`)

async function runSteps(run: RunContext): Promise<Outcome> {
  const begun = run.row.resume === 1 ? begunOf(run.row) : null
  if (begun !== null) return takeUpLanding(run, begun)
  let settled: Outcome | null = null
  for (const step of STEPS) {
    settled = stoppedOutcome(run) ?? (await step(run))
    if (settled) break
  }
  const unkept = await keepWork(run)
  await seeChanges(run)
  return stoppedOutcome(run) ?? settled ?? unkept ?? landLast(run, await judge(run))
}

function begin(core: Core, row: JobRow): RunContext {
  const profile = toProfile(getProfile(core.store.read, row.profile, row.profile_version)!)
  const timeoutMs = row.timeout_ms ?? profile.timeoutMs
  const log = createLogWriter({ store: core.store, job: row.seq, id: row.id, run: row.run, now: core.now, secret: readSecret(core.home, profile) })
  const silenceMs = row.silence_ms ?? profile.silenceMs
  const limits = startLimits({ timeoutMs, silenceMs }, (cause) => liveRun.stop(cause))
  const { promise: done, resolve: finished } = Promise.withResolvers<void>()
  const { promise: stopped, resolve: sayStopped } = Promise.withResolvers<void>()
  const liveRun: LiveRun = {
    job: row.seq, id: row.id, number: row.run, hookToken: randomBytes(32).toString('base64url'), log, process: null, stopCause: null, ending: null,
    done, finished, stopped,
    stop(cause: StopCause) {
      if (this.stopCause !== null) return
      this.stopCause = cause
      sayStopped()
      void this.process?.stop()
    },
    holdClock: limits.hold,
    releaseClock: limits.release,
    endClock: limits.end,
    heard: limits.heard,
  }
  core.live.set(row.seq, liveRun)
  if (row.cancel_requested === 1) liveRun.stop('person')
  return {
    core, live: liveRun, row, profile, marker: runMarker(core.folderId, row.id, row.run), timeoutMs, silenceMs, folder: null, leaveOut: [],
    execution: { exitCode: null, signal: null, stoppedBy: null }, claimed: null, verified: null, changes: null, usage: null, costUsd: 0, costTotalUsd: 0, refused: null, merging: null,
  }
}

/** The end of a run of which nothing is there but its row. */
async function endUnbegun(core: Core, row: JobRow, outcome: Outcome): Promise<void> {
  const close: RunClose = {
    job: row.seq, run: row.run, outcome, interrupted: false, onInterrupt: 'lost', now: core.now(), random: core.random(),
    end: { execution: { exitCode: null, signal: null, stoppedBy: null }, claimed: null, verified: null, changedFiles: null, costUsd: 0, costTotalUsd: 0, usage: null },
  }
  await core.store.owed.keep(`the end of ${row.id}`, () => core.store.writer.steps((db) => closeRun(db, close)))
  core.wake()
}

/** Everything is in the log before the end is: whoever sees a finished job sees all of it. On a full disk both wait for room. */
async function end(run: RunContext, outcome: Outcome): Promise<void> {
  const { core, live, row } = run
  live.endClock()
  live.ending = outcome
  // As it is now: what is done while it waits to be stored changes nothing of it.
  const close: RunClose = {
    job: row.seq, run: live.number, outcome, interrupted: live.stopCause === 'engine', onInterrupt: run.profile.onInterrupt, now: core.now(), random: core.random(), merging: run.merging,
    end: { execution: { ...run.execution, stoppedBy: toStoppedBy(live.stopCause) }, claimed: run.claimed, verified: run.verified, changedFiles: run.changes?.count ?? null, costUsd: run.costUsd, costTotalUsd: run.costTotalUsd, usage: run.usage },
  }
  try {
    await live.log.flush().catch((error: unknown) => core.report(`the log of ${row.id} could not be stored`, error))
    await core.store.owed.keep(`the end of ${row.id}`, () => core.store.writer.steps((db) => closeRun(db, close)))
    core.wake()
    await foresee(core, row.seq)
  } finally {
    // By now the job may be run again.
    if (core.live.get(row.seq) === live) core.live.delete(row.seq)
    live.finished()
    core.wake()
  }
}
