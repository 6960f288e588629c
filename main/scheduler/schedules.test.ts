import { expect, test } from 'vitest'
import { Refusal } from '../../contract/errors.ts'
import { ScheduleSpec } from '../../contract/schedule.ts'
import type { Job } from '../../contract/job.ts'
import { sql } from '../store/handles.ts'
import { getJobRowById } from '../store/jobs.ts'
import { getSchedule, removeSchedule } from '../store/schedules.ts'
import { cancelJob } from './commands.ts'
import { fireDue } from './due.ts'
import { addSchedule, editSchedule, previewTimes, runSchedule } from './schedules.ts'
import { HOUR, ORIGIN, started, TWO, withSchedule } from './schedules.testing.ts'
import { finishNext, makeBench, START } from './testing.ts'
import { nextWakeAt } from './tick.ts'

test('a due time becomes one job that says which schedule it came of; the engine is armed for the next', async () => {
  const { bench, id, get, jobs, to } = await withSchedule({}, { priority: 3, labels: { team: 'ops' }, check: { command: 'true' } })
  expect(get()).toMatchObject({ title: 'Tidy up', nextAt: TWO, upcoming: [0, 1, 2, 3, 4].map((day) => TWO + day * 24 * HOUR), last: null, overlap: 'skip', catchUpMs: 0, zone: 'UTC' })
  expect(nextWakeAt(bench.core.store.read, bench.core.now())).toBe(TWO)
  await fireDue(bench.core)
  expect(jobs()).toEqual([])
  to(TWO)
  started(bench)
  await finishNext(bench)
  const check = await bench.runner.nextStart()
  check.end()
  await bench.until(() => jobs()[0]?.state === 'finished')
  expect(jobs()).toMatchObject([{ schedule: id, title: 'Tidy up', priority: 3, labels: { team: 'ops' }, submittedFrom: 'api', outcome: { kind: 'succeeded' } }])
  expect(get()).toMatchObject({ nextAt: TWO + 24 * HOUR, last: { dueAt: TWO, result: 'submitted', job: jobs()[0]!.id, message: '' } })
  expect(nextWakeAt(bench.core.store.read, bench.core.now())).toBe(TWO + 24 * HOUR)
})

test('a due time is one job however often it is looked at, also when storing it breaks off in the middle', async () => {
  const { bench, get, jobs, to } = await withSchedule({ overlap: 'queue' })
  to(TWO)
  // The transaction breaks off after the schedule was moved on and before its job is there.
  const { writer, read } = bench.core.store
  const reported: string[] = []
  bench.core.report = (message) => { reported.push(message) }
  await writer.write((db) => db.exec(`CREATE TRIGGER broken BEFORE INSERT ON job BEGIN SELECT RAISE(ABORT, 'power cut'); END`))
  await fireDue(bench.core)
  expect([reported.length, jobs().length, get().nextAt]).toEqual([1, 0, TWO])
  expect(nextWakeAt(read, bench.core.now())).toBe(TWO + 60_000)
  await writer.write((db) => db.exec('DROP TRIGGER broken'))
  await Promise.all([fireDue(bench.core), fireDue(bench.core), fireDue(bench.core)])
  expect(jobs()).toHaveLength(1)
  // Its step is taken back, as by a copy of the data folder: the key still knows the time.
  await writer.write((db) => sql(db, 'UPDATE schedule SET next_at = ?').run(TWO))
  await fireDue(bench.core)
  expect(jobs()).toHaveLength(1)
})

test.each<[string, number, number, number, string]>([
  ['nothing by default', 0, 5 * HOUR, 0, 'missed'],
  ['one within the catch-up window', 6 * HOUR, 5 * HOUR, 1, 'submitted'],
  ['none after it', 6 * HOUR, 7 * HOUR, 0, 'missed'],
])('after three days without an engine, %s: never one for each time missed', async (_, catchUpMs, late, count, result) => {
  const { bench, get, jobs, to } = await withSchedule({ catchUpMs, overlap: 'queue' })
  to(TWO + 72 * HOUR + late)
  await fireDue(bench.core)
  await fireDue(bench.core)
  expect(jobs()).toHaveLength(count)
  expect(get()).toMatchObject({ nextAt: TWO + 96 * HOUR, last: { dueAt: TWO + 72 * HOUR, result } })
  expect(get().last!.message).toMatch(count === 1 ? /Submitted late: it was due at 1970-01-04/ : late > 6 * HOUR ? /: it was looked at 7h late, and a missed time is made up for no more than 6h later\. No engine ran then, or the machine slept\.$/ : /it was looked at 5h late, and a missed time is not made up for\. /)
})

test('a time that is missed because nothing could be stored says so', async () => {
  const { bench, get, to } = await withSchedule({ overlap: 'queue' })
  const { writer, owed } = bench.core.store
  const db = await writer.write((tx) => tx)
  const { promise: trouble, resolve } = Promise.withResolvers<unknown>()
  owed.onWords(resolve)
  db.pragma('query_only = ON')
  to(TWO)
  const fired = fireDue(bench.core)
  await trouble
  to(TWO + HOUR)
  db.pragma('query_only = OFF')
  await fired
  expect(get().last).toMatchObject({ dueAt: TWO, result: 'missed', message: expect.stringMatching(/it was looked at 1h late, .* Nothing could be stored since .*: /) })
  expect(get().last!.message).not.toMatch(/engine ran|slept/)
})

test('while an earlier job is open the next is skipped, and comes again once it has finished', async () => {
  const { bench, get, jobs, to } = await withSchedule()
  to(TWO)
  await fireDue(bench.core)
  to(TWO + 24 * HOUR)
  await fireDue(bench.core)
  expect(jobs()).toHaveLength(1)
  expect(get().last).toMatchObject({ result: 'skipped', job: null, message: `Nothing was submitted, because ${jobs()[0]!.id} had not finished.` })
  await cancelJob(bench.core, getJobRowById(bench.core.store.read, jobs()[0]!.id)!, false)
  to(TWO + 48 * HOUR)
  await fireDue(bench.core)
  expect(jobs()).toHaveLength(2)
})

test('with queue each waits for the one before, takes nothing from it, and starts however it ends', async () => {
  const { bench, jobs, to } = await withSchedule({ overlap: 'queue' })
  for (const day of [0, 1, 2]) {
    to(TWO + day * 24 * HOUR)
    await fireDue(bench.core)
  }
  const [first, second, third] = jobs() as [Job, Job, Job]
  expect([first.state, second.state, third.state]).toEqual(['queued', 'blocked', 'blocked'])
  expect([second.after, third.after]).toEqual([[{ job: first.id, when: 'done', otherwise: 'hold' }], [{ job: second.id, when: 'done', otherwise: 'hold' }]])
  expect(second.context).toBe('fresh')
  started(bench)
  await finishNext(bench, { error: 'no luck' })
  await finishNext(bench, { files: { 'b.txt': 'x' } })
  await finishNext(bench)
  await bench.until(() => jobs().every((job) => job.state === 'finished'))
  expect(jobs().map((job) => job.outcome!.kind)).toEqual(['failed', 'succeeded', 'succeeded'])
  expect(jobs()[2]!.baseCommit).toBe(jobs()[0]!.baseCommit)
})

test('with replace an earlier one that waits is cancelled, and one that runs is stopped; both say for whom', async () => {
  const { bench, jobs, to } = await withSchedule({ overlap: 'replace' })
  to(TWO)
  await fireDue(bench.core)
  const child = await bench.submit({ after: [jobs()[0]!.id] })
  to(TWO + 24 * HOUR)
  await fireDue(bench.core)
  expect(jobs()[0]!.outcome).toEqual({ kind: 'cancelled', reason: 'replaced', message: `Cancelled to make way for ${jobs()[1]!.id}, the next job of its schedule.` })
  expect(bench.get(child.id).outcome).toMatchObject({ reason: 'dependency-failed' })
  started(bench)
  const running = await bench.runner.nextStart()
  await bench.until(() => jobs()[1]!.state === 'running')
  to(TWO + 48 * HOUR)
  bench.core.wake()
  await bench.until(() => jobs()[1]!.state === 'finished')
  expect(running.stopped).toBe(true)
  expect(jobs()[1]).toMatchObject({ outcome: { kind: 'cancelled', reason: 'replaced' }, runs: [{ execution: { stoppedBy: 'engine' } }] })
  await finishNext(bench)
  await bench.until(() => jobs()[2]?.state === 'finished')
  expect(jobs().map((job) => job.outcome!.reason)).toEqual(['replaced', 'replaced', 'ok'])
})

test('a paused schedule submits nothing, and what the pause left out is not made up for', async () => {
  const { bench, id, get, jobs, to } = await withSchedule({ catchUpMs: 24 * HOUR })
  const row = () => getSchedule(bench.core.store.read, id)!
  expect(await editSchedule(bench.core, row(), { id, paused: true })).toMatchObject({ paused: true, nextAt: null })
  to(TWO + HOUR)
  await fireDue(bench.core)
  await editSchedule(bench.core, row(), { id, paused: false })
  await fireDue(bench.core)
  expect(jobs()).toEqual([])
  expect(get()).toMatchObject({ paused: false, nextAt: TWO + 24 * HOUR, last: null })
})

test('an edit changes times and template; jobs there are stay as they are', async () => {
  const { bench, id, get, jobs, to } = await withSchedule()
  to(TWO)
  await fireDue(bench.core)
  const row = () => getSchedule(bench.core.store.read, id)!
  await editSchedule(bench.core, row(), { id, job: { prompt: 'Tidy less', priority: 7 }, overlap: 'queue' })
  expect(get()).toMatchObject({ nextAt: TWO + 24 * HOUR, title: 'Tidy less', overlap: 'queue', job: { priority: 7, repository: bench.repository } })
  await editSchedule(bench.core, row(), { id, every: '0 5 * * *' })
  expect(get().nextAt).toBe(5 * HOUR)
  expect(jobs()).toMatchObject([{ prompt: 'Tidy up', priority: 0 }])
  await expect(editSchedule(bench.core, row(), { id, job: { profile: 'nobody' } })).rejects.toMatchObject({ code: 'unknown-profile' })
  await expect(editSchedule(bench.core, row(), { id, job: { repository: 'here' } })).rejects.toMatchObject({ code: 'bad-input', message: 'job.repository: expected an absolute path, or one that starts with ~/' })
})

test('an edit begun from what is there no more is refused', async () => {
  const { bench, id, get } = await withSchedule()
  const row = () => getSchedule(bench.core.store.read, id)!
  await editSchedule(bench.core, row(), { id, every: '0 5 * * *', job: { priority: 2 }, expected: { every: get().every, job: { priority: 0 } } })
  await expect(editSchedule(bench.core, row(), { id, every: '0 6 * * *', expected: { every: '0 2 * * *' } })).rejects.toMatchObject({ code: 'conflict', details: { changed: ['every'] } })
  await expect(editSchedule(bench.core, row(), { id, job: { priority: 9 }, expected: { job: { priority: 0 } } })).rejects.toMatchObject({ code: 'conflict', details: { changed: ['priority'] } })
  expect(get()).toMatchObject({ every: '0 5 * * *', job: { priority: 2 } })
})

test('two edits at once: what each changes stands; of two templates the one made of an older one is refused', async () => {
  const { bench, id, get } = await withSchedule()
  const row = () => getSchedule(bench.core.store.read, id)!
  const before = row()
  await editSchedule(bench.core, before, { id, every: '0 5 * * *', catchUpMs: 1000 })
  await editSchedule(bench.core, before, { id, zone: 'Asia/Tokyo', overlap: 'queue' })
  expect(get()).toMatchObject({ every: '0 5 * * *', zone: 'Asia/Tokyo', catchUpMs: 1000, overlap: 'queue', nextAt: 20 * HOUR })
  await editSchedule(bench.core, before, { id, job: { priority: 1 } })
  expect(get()).toMatchObject({ every: '0 5 * * *', job: { priority: 1 } })
  await expect(editSchedule(bench.core, before, { id, job: { prompt: 'Other' } })).rejects.toMatchObject({ code: 'wrong-state', message: expect.stringContaining('Look at it again') })
  expect(get()).toMatchObject({ title: 'Tidy up', job: { priority: 1 } })
})

test('a person runs it now; the rule for overlap holds, and its times go on', async () => {
  const { bench, id, get, jobs } = await withSchedule({ paused: true })
  const row = () => getSchedule(bench.core.store.read, id)!
  const job = await runSchedule(bench.core, row(), { from: 'cli', device: 'local' })
  expect(job).toMatchObject({ schedule: id, state: 'queued', submittedFrom: 'cli' })
  await expect(runSchedule(bench.core, row(), ORIGIN)).rejects.toMatchObject({ code: 'wrong-state', message: expect.stringContaining(job.id) })
  await editSchedule(bench.core, row(), { id, overlap: 'replace' })
  await runSchedule(bench.core, row(), ORIGIN)
  expect(jobs().map((each) => each.state)).toEqual(['finished', 'queued'])
  expect(get().last).toBeNull()
})

test('what can no longer be submitted is told, and the schedule goes on', async () => {
  const { bench, id, get, jobs, to } = await withSchedule()
  await bench.core.store.writer.write((db) => sql(db, `UPDATE schedule SET job = json_set(job, '$.profile', 'gone')`).run())
  to(TWO)
  await fireDue(bench.core)
  expect(jobs()).toEqual([])
  expect(get()).toMatchObject({ nextAt: TWO + 24 * HOUR, last: { dueAt: TWO, result: 'refused', message: expect.stringContaining('There is no profile "gone"') } })
  expect(await bench.core.store.writer.write((db) => removeSchedule(db, id))).toBe(true)
  expect(nextWakeAt(bench.core.store.read, bench.core.now())).toBeNull()
})

test('what would be refused each time is refused at once', async () => {
  const bench = await makeBench()
  const add = (spec: object, job: object = {}) => addSchedule(bench.core, ScheduleSpec.parse({ every: '0 2 * * *', ...spec, job: { prompt: 'x', repository: bench.repository, ...job } }), ORIGIN)
  await expect(add({ every: '61 * * * *' })).rejects.toBeInstanceOf(Refusal)
  await expect(add({ zone: 'Nowhere' })).rejects.toMatchObject({ code: 'bad-input', details: { field: 'zone' } })
  await expect(add({}, { repository: '/nowhere' })).rejects.toMatchObject({ code: 'not-a-repository' })
  await expect(add({}, { prompt: 'Go on from {{result}}' })).rejects.toMatchObject({ code: 'unknown-name' })
  await expect(add({}, { context: 'continue' })).rejects.toMatchObject({ code: 'bad-input' })
  expect(bench.core.now()).toBe(START)
})

test('added once more with its key it is the first one, also when both come at once; another device or key makes another', async () => {
  const bench = await makeBench()
  const spec = (more: object = {}) => ScheduleSpec.parse({ every: '0 2 * * *', zone: 'UTC', job: { prompt: 'x', repository: bench.repository }, idempotencyKey: 'k', ...more })
  const [one, two] = await Promise.all([addSchedule(bench.core, spec(), ORIGIN), addSchedule(bench.core, spec(), ORIGIN)])
  expect([one.created, two.created].toSorted()).toEqual([false, true])
  expect(two.schedule).toEqual(one.schedule)
  // As it is now, whatever comes with the key.
  const row = getSchedule(bench.core.store.read, one.schedule.id)!
  await editSchedule(bench.core, row, { id: row.id, every: '0 5 * * *' })
  expect(await addSchedule(bench.core, spec({ every: '61 * * * *' }), ORIGIN)).toMatchObject({ created: false, schedule: { id: row.id, every: '0 5 * * *' } })
  const others = [await addSchedule(bench.core, spec(), { ...ORIGIN, device: 'other' }), await addSchedule(bench.core, spec({ idempotencyKey: 'q' }), ORIGIN), await addSchedule(bench.core, spec({ idempotencyKey: undefined }), ORIGIN), await addSchedule(bench.core, spec({ idempotencyKey: undefined }), ORIGIN)]
  expect(new Set([row.id, ...others.map(({ schedule }) => schedule.id)]).size).toBe(5)
  await bench.core.store.writer.write((db) => removeSchedule(db, row.id))
  expect(await addSchedule(bench.core, spec(), ORIGIN)).toMatchObject({ created: true })
})

test('the times of a pattern are told beforehand, or why there are none', async () => {
  const { core } = await makeBench()
  expect(previewTimes(core, '0 2 * * *', 'UTC')).toEqual({ every: '0 2 * * *', zone: 'UTC', upcoming: [0, 1, 2, 3, 4].map((day) => TWO + day * 24 * HOUR) })
  expect(previewTimes(core, '@daily').zone).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone)
  expect(() => previewTimes(core, '0 25 * * *')).toThrow(expect.objectContaining({ details: { field: 'every' } }))
  expect(() => previewTimes(core, '@daily', 'Atlantis')).toThrow(expect.objectContaining({ details: { field: 'zone' } }))
})

test('a template that lands has its branch named once and for all, and goes on having a check', async () => {
  const { bench, id, get, jobs, to } = await withSchedule({}, { check: { command: 'true' }, land: { how: 'merge' } })
  expect(get().job.land).toEqual({ into: 'main', how: 'merge', unverified: false })
  const row = () => getSchedule(bench.core.store.read, id)!
  await expect(editSchedule(bench.core, row(), { id, job: { check: null } })).rejects.toThrow('expected a check, found none')
  to(TWO)
  await fireDue(bench.core)
  expect(jobs()).toMatchObject([{ land: { into: 'main', how: 'merge', unverified: false } }])
  expect((await editSchedule(bench.core, row(), { id, job: { check: null, land: null } })).job.land).toBeNull()
})
