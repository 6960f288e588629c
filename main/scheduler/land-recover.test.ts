import { expect, onTestFinished, test } from 'vitest'
import { sql, type WriteDb } from '../store/handles.ts'
import { listLandings } from '../store/landings.ts'
import type { Core } from './core.ts'
import { dies } from './dying.testing.ts'
import { land, type LandArgs } from './land.ts'
import { ended, idle, LANDS, refusal, subjects, tip, workNext } from './land-last.testing.ts'
import { createScheduler } from './scheduler.ts'
import { finishNext, git, makeBench, type Bench } from './testing.ts'

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

/** A landing by hand whose engine dies once `when` is true: nothing it writes after that is stored. */
async function diesLanding(bench: Bench, id: string, when: () => boolean): Promise<void> {
  const { store } = bench.core
  const { promise: dead, resolve: die } = Promise.withResolvers<void>()
  const write = async <Value>(work: (db: WriteDb) => Value): Promise<Value> => {
    if (when()) { die(); return new Promise<never>(() => {}) }
    const done = await store.writer.write(work)
    if (!when()) return done
    die()
    return new Promise<never>(() => {})
  }
  const core: Core = { ...bench.core, store: { ...store, writer: { ...store.writer, write } } }
  void land(core, byHand(id))
  await dead
}
const byHand = (id: string): LandArgs => ({ id, how: 'squash', unverified: true, dryRun: false })

async function withWork(bench: Bench): Promise<{ id: string; parent: string }> {
  const scheduler = createScheduler(bench.core)
  scheduler.start()
  onTestFinished(() => scheduler.stop())
  const parent = await bench.submit({ title: 'Below' })
  await finishNext(bench, { files: { 'below.txt': 'x\n' } })
  await ended(bench, parent.id)
  const job = await bench.submit({ title: 'Add new.txt', after: [parent.id] })
  await finishNext(bench, { files: { 'new.txt': 'x\n' } })
  await ended(bench, job.id)
  return { id: job.id, parent: parent.id }
}

for (const next of ['the next start', 'the next landing'] as const) {
  test(`a landing by hand whose engine dies when the branch has moved is noted at ${next}, in every job it brought`, async () => {
    const bench = await idle()
    const { id, parent } = await withWork(bench)
    await diesLanding(bench, id, () => subjects(bench).length > 1)
    expect(bench.get(id).landed).toBeUndefined()
    const at = tip(bench)
    if (next === 'the next start') expect(await createScheduler({ ...bench.core }).recover()).toMatchObject({ resumed: 0 })
    else expect(await refusal(land({ ...bench.core }, byHand(id)))).toMatchObject({ message: expect.stringContaining('was landed in main') })
    expect(bench.get(id).landed).toMatchObject({ into: 'main', how: 'squash', commit: at })
    expect([id, parent].map((each) => bench.log(each).at(-1)?.text)).toEqual(Array(2).fill(expect.stringMatching(/^Landed in main as 1 commit \(squash\)/)))
    expect(listLandings(bench.core.store.read)).toEqual([])
    expect(tip(bench)).toBe(at)
  })
}

test('a landing by hand whose engine dies before the branch moves is not taken up unasked; asked for again, it lands once', async () => {
  const bench = await idle()
  const { id } = await withWork(bench)
  await diesLanding(bench, id, () => listLandings(bench.core.store.read).length > 0)
  await createScheduler({ ...bench.core }).recover()
  expect([bench.get(id).landed, listLandings(bench.core.store.read)]).toEqual([undefined, []])
  await land({ ...bench.core }, byHand(id))
  expect(subjects(bench)).toEqual(['Add new.txt', 'first'])
  expect(listLandings(bench.core.store.read)).toEqual([])
})
