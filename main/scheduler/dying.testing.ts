import { createFakeRunner, type FakeRunner } from '../runner/fake.ts'
import type { Core } from './core.ts'
import { createScheduler, type Scheduler } from './scheduler.ts'
import type { Bench } from './testing.ts'

interface Engine { core: Core; runner: FakeRunner; scheduler: Scheduler }

/** An engine that dies once `when` is true: nothing it does goes on from there. `next`: the one after it. */
export async function dies(bench: Bench, when: () => boolean): Promise<{ first: Engine; dead: Promise<void>; next: () => Engine }> {
  const { store } = bench.core
  let reached = (): void => {}
  const dead = new Promise<void>((resolve) => { reached = resolve })
  const engine = (more: Partial<Core>): Engine => {
    const runner = createFakeRunner()
    const core: Core = { ...bench.core, runner, live: new Map(), wake: () => {}, ...more }
    return { core, runner, scheduler: createScheduler(core) }
  }
  const end = (): Promise<never> => { reached(); return new Promise(() => {}) }
  const keep: typeof store.owed.keep = async (what, work) => {
    if (when()) return end()
    const done = await store.owed.keep(what, work)
    return when() ? end() : done
  }
  return { first: engine({ store: { ...store, owed: { ...store.owed, keep } } }), dead, next: () => engine({}) }
}
