import type { Execution, Outcome } from '../../contract/job.ts'
import type { Person } from '../profiles/environment.ts'
import type { RunningProcess, Runner } from '../runner/runner.ts'
import type { Store } from '../store/open.ts'
import type { Wait } from './clock.ts'
import type { LogWriter } from './log-writer.ts'

/** Why a run was stopped from outside. The first cause wins. */
export type StopCause = 'person' | 'timeout' | 'silence' | 'replaced' | 'engine'

/** The cause as a fact of the run: silence is a time limit like the other, and it is the engine that makes room for a schedule's next job. */
export const toStoppedBy = (cause: StopCause | null): Execution['stoppedBy'] => (cause === 'silence' ? 'timeout' : cause === 'replaced' ? 'engine' : cause)

/** A run whose engine is this one. */
export interface LiveRun {
  job: number
  id: string
  number: number
  /** Proves to the hook endpoint that a question comes from this run. */
  hookToken: string
  log: LogWriter
  process: RunningProcess | null
  stopCause: StopCause | null
  /** It only waits until somebody else is done, and uses no slot. */
  aside?: boolean
  /** It is over and ends so, as soon as that is stored. */
  ending: Outcome | null
  /** Resolves when the run's end is committed. */
  done: Promise<void>
  finished(): void
  stop(cause: StopCause): void
  /** Resolves when it is stopped from outside. */
  stopped: Promise<void>
  /** While it waits for an answer, or for room for its log, a run's time limits stand still. */
  holdClock(by: Wait): void
  releaseClock(by: Wait): void
  /** Claude is done: its time limits do not count any more, whatever is answered late. */
  endClock(): void
  /** Claude said something: its silence begins anew. */
  heard(): void
}

/** What the parts of the scheduler share. Without an engine (a command line writing alone) `live` is empty and `wake` does nothing. */
export interface Core {
  store: Store
  home: string
  /** Marks every process of this data folder's jobs. */
  folderId: string
  runner: Runner
  /** Whose machine this is, and the engine's own environment: what profiles may inherit from. */
  person: Person
  engineEnv: Record<string, string | undefined>
  now(): number
  /** From 0 to 1: spreads retries. */
  random(): number
  live: Map<number, LiveRun>
  wake(): void
  /** Where the engine's hook endpoint listens; null before HTTP is up. */
  hookUrl: string | null
  stopping: boolean
  /** Something went wrong that no job is to blame for. */
  report(message: string, error?: unknown): void
}

/** Name of the variable every process of a job carries, and its value. */
export const RUN_MARKER = 'DISPATCH_RUN'
export const FOLDER_MARKER = 'DISPATCH_FOLDER'
export const runMarker = (folderId: string, id: string, number: number): string => `${folderId}.${id}.${number}`
/** The same for a conversation a person has taken over. It carries no FOLDER_MARKER: an engine that starts anew leaves it alone. */
export const takenOverMarker = (conversation: string): string => `taken-over.${conversation}`
