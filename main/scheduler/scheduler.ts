import type { Core } from './core.ts'
import { execute } from './execute.ts'
import { dropDeadLeases, recover, type Recovered } from './recover.ts'
import { createTicker, nextWakeAt } from './tick.ts'

/** What moves jobs on its own. Commands (submit, cancel, …) are functions over the same core. */
export interface Scheduler {
  /** Settles what a dead engine left; call once, before `start`. */
  recover(): Promise<Recovered>
  /** From now on jobs are started as they become ready. */
  start(): void
  /** Starts nothing more, interrupts what runs, and resolves when every end is stored. */
  stop(): Promise<void>
}

export function createScheduler(core: Core): Scheduler {
  let started = false
  const ticker = createTicker(core, (row) => { void execute(core, row) })
  let looking: Promise<unknown> | null = null
  let watching = false

  /** What comes due between the ticker's last look and its timer is in nobody's sight: it is looked for once more. */
  async function watch(): Promise<void> {
    watching = true
    try {
      for (;;) {
        const since = core.now()
        await ticker.settled()
        const at = core.stopping ? null : nextWakeAt(core.store.read, since)
        if (at === null || at > core.now()) return
        ticker.wake()
      }
    } finally {
      watching = false
    }
  }

  core.wake = () => {
    if (!started) return
    ticker.wake()
    if (!watching) void watch().catch((error: unknown) => core.report('what is due could not be read', error))
    // A terminal that was closed the hard way gives no word: its lease is looked at whenever something else happens.
    looking ??= core.store.owed.keep('the end of a take-over', () => dropDeadLeases(core)).then((dropped) => { if (dropped > 0) core.wake() }, (error: unknown) => core.report('leases could not be read', error)).finally(() => { looking = null })
  }

  const interrupt = (): void => { for (const run of core.live.values()) run.stop('engine') }

  return {
    recover: () => recover(core),
    start: () => { started = true; core.wake() },
    stop: async () => {
      core.stopping = true
      ticker.stop()
      interrupt()
      // Whoever stops it must not wait for room on a full disk.
      core.store.owed.giveUp()
      await ticker.settled()
      await looking
      interrupt()
      await Promise.all([...core.live.values()].map((run) => run.done))
      await core.store.writer.idle()
    },
  }
}
