import { expect, test } from 'vitest'
import { createFakeRunner } from '../runner/fake.ts'
import { sql } from '../store/handles.ts'
import type { Core } from './core.ts'
import { ended, idle, LANDS, subjects, tip, workNext } from './land-last.testing.ts'
import { createScheduler } from './scheduler.ts'
import { git, makeBench, type Bench } from './testing.ts'

/** An engine that dies once `when` is true: nothing it does goes on from there. */
async function dies(bench: Bench, when: () => boolean) {
  const { store } = bench.core
  let reached = (): void => {}
  const dead = new Promise<void>((resolve) => { reached = resolve })
  const engine = (more: Partial<Core>) => {
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

for (const onInterrupt of ['resume', 'lost'] as const) {
  test(`an engine that dies when the branch has moved: the next one sees it landed, and asks neither Claude nor the check (${onInterrupt})`, async () => {
    const bench = await makeBench()
    await bench.profile({ name: 'p', onInterrupt })
    const { first, dead, next } = await dies(bench, () => subjects(bench).length > 1)
    first.scheduler.start()
    const job = await bench.submit({ ...LANDS, profile: 'p', title: 'Add new.txt' })
    first.core.wake()
    await workNext(bench, { 'new.txt': 'x\n' }, first.runner)
    await dead
    first.core.wake = () => {}
    expect(bench.get(job.id)).toMatchObject({ state: 'running' })
    expect(bench.get(job.id).landed).toBeUndefined()
    // Somebody takes it back meanwhile: landed anew it would come again.
    const at = tip(bench)
    git(bench.repository, 'revert', '--no-edit', 'HEAD')
    const reverted = tip(bench)

    const { scheduler, runner } = next()
    expect(await scheduler.recover()).toMatchObject({ resumed: 1, lost: 0 })
    scheduler.start()
    const done = await ended(bench, job.id)
    expect(done).toMatchObject({ run: 2, outcome: { kind: 'succeeded', message: 'Succeeded, and the check passed. Landed in main.' }, landed: { into: 'main', commit: at }, runs: [{}, { verified: { result: 'passed' }, changedFiles: 1, claimed: { result: 'Done.' } }] })
    expect(tip(bench)).toBe(reverted)
    expect(runner.starts).toHaveLength(0)
    expect(bench.log(job.id).map((entry) => entry.text).join('\n')).toMatch(/Claude was done when the engine ended: what is left is to land its work\nLanded in main/)
    await scheduler.stop()
  })
}

test('an engine that dies before the branch moves: the next one lands it, once', async () => {
  const bench = await idle()
  const { first, dead, next } = await dies(bench, () => sql(bench.core.store.read, 'SELECT COUNT(*) FROM job WHERE landing IS NOT NULL').pluck().get() === 1)
  first.scheduler.start()
  const job = await bench.submit({ ...LANDS, title: 'Add new.txt' })
  first.core.wake()
  await workNext(bench, { 'new.txt': 'x\n' }, first.runner)
  await dead
  first.core.wake = () => {}
  expect(subjects(bench)).toEqual(['first'])
  const { scheduler, runner } = next()
  await scheduler.recover()
  scheduler.start()
  expect(await ended(bench, job.id)).toMatchObject({ outcome: { kind: 'succeeded' }, landed: { commit: tip(bench) } })
  expect(subjects(bench)).toEqual(['Add new.txt', 'first'])
  expect(runner.starts).toHaveLength(0)
  await scheduler.stop()
})
