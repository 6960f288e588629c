import type { Verified } from '../../contract/check.ts'
import type { Claimed, Execution, Outcome, Usage } from '../../contract/job.ts'
import type { Profile } from '../../contract/profile.ts'
import { formatDuration } from '../../contract/formats.ts'
import type { WriteDb } from '../store/handles.ts'
import type { JobRow } from '../store/job-row.ts'
import type { Merging } from '../store/merging.ts'
import type { Core, LiveRun } from './core.ts'

/** One run on its way through `execute`: what is known of it so far. */
export interface RunContext {
  core: Core
  live: LiveRun
  /** The job as claimed; facts learnt on the way are stored and kept here. */
  row: JobRow
  /** In the version the job was submitted with. */
  profile: Profile
  marker: string
  timeoutMs: number
  silenceMs: number | null
  /** Where Claude works: the worktree, or the checkout itself. Null until it is there. */
  folder: string | null
  /** Copied files git does not ignore: they are brought along, not committed. */
  leaveOut: string[]
  execution: Execution
  claimed: Claimed | null
  verified: Verified | null
  /** What the work changed; null until it is kept, and where it could not be read. `count` counts a renamed file once, `paths` has both of its names. */
  changes: { count: number; paths: string[] } | null
  usage: Usage | null
  costUsd: number
  costTotalUsd: number
  /** Claude did its part, but tools were refused: the outcome unless a check passes. */
  refused: Outcome | null
  /** The fan-in that stopped at a conflict, when the job is to be held for it. */
  merging: Merging | null
}

/** A write of a run in its midst: a full disk makes the run wait, and does not fail it. `durable: false`: the next write that is takes it along. */
export function storeFact(run: RunContext, piece: (db: WriteDb) => unknown, { durable = true } = {}): Promise<unknown> {
  const { writer, owed } = run.core.store
  return owed.keep(`the progress of ${run.row.id}`, () => (durable ? writer.write(piece) : writer.append(piece)))
}

/** A step of a run: null when the run goes on, an outcome when it is settled and the other steps are passed over. */
export type Step = (run: RunContext) => Promise<Outcome | null>

export const failed = (reason: Outcome['reason'], message: string): Outcome => ({ kind: 'failed', reason, message })

/** The outcome of a run that was stopped from outside, or null when it was not. */
export function stoppedOutcome(run: RunContext): Outcome | null {
  switch (run.live.stopCause) {
    case null: return null
    case 'person': return { kind: 'cancelled', reason: 'by-person', message: 'Cancelled by a person while it was running.' }
    case 'timeout': return failed('timed-out', `Stopped after its time limit of ${Math.round(run.timeoutMs / 1000)} s. Give it more time, or less to do.`)
    case 'silence': return failed('timed-out', `Stopped because Claude said nothing for ${formatDuration(run.silenceMs ?? 0)}, its limit on silence. Read the end of the log; if a command of it was at work all the time, allow a longer silence.`)
    case 'replaced': return { kind: 'cancelled', reason: 'replaced', message: 'Stopped to make way for the next job of its schedule.' }
    case 'engine': return { kind: 'lost', reason: 'lost', message: 'The engine was stopped while it was running. Retry the job.' }
  }
}
