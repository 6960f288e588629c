import { expect, test } from 'vitest'
import { sql } from '../store/handles.ts'
import { dies } from './dying.testing.ts'
import { ended, idle, LANDS, subjects, tip, workNext } from './land-last.testing.ts'
import { git, makeBench } from './testing.ts'

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
