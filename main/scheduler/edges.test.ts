import { expect, test } from 'vitest'
import type { JobEdit } from '../../contract/api.ts'
import { Refusal } from '../../contract/errors.ts'
import { JobSpec, type Job } from '../../contract/job.ts'
import { sql } from '../store/handles.ts'
import { getJobRowById } from '../store/jobs.ts'
import { cancelJob, holdJob, releaseJob, retryJob } from './commands.ts'
import { editJob } from './edit.ts'
import { createScheduler } from './scheduler.ts'
import { submitJob, toFollowUp } from './submit.ts'
import { git, makeBench, speak, writeFiles, type Bench } from './testing.ts'

const row = (bench: Bench, { id }: Pick<Job, 'id'>) => getJobRowById(bench.core.store.read, id)!
const edit = (bench: Bench, job: Job, change: Omit<JobEdit, 'id'>) => editJob(bench.core, row(bench, job), { id: job.id, ...change })
const states = (bench: Bench, ...jobs: Job[]) => jobs.map(({ id }) => { const job = bench.get(id); return job.outcome?.kind ?? job.state })
const edges = (bench: Bench, job: Job) => sql(bench.core.store.read, 'SELECT child, parent, position, condition, otherwise, alias, waived FROM edge WHERE child = ?').all(row(bench, job).seq)
async function refusal(bench: Bench, job: Job, change: Omit<JobEdit, 'id'>): Promise<Refusal> {
  const before = [row(bench, job), edges(bench, job)]
  const error: unknown = await edit(bench, job, change).then(() => null, (each: unknown) => each)
  expect(error).toBeInstanceOf(Refusal)
  expect([row(bench, job), edges(bench, job)], 'a refusal changes nothing').toEqual(before)
  return error as Refusal
}
const cancel = (bench: Bench, job: Job) => cancelJob(bench.core, row(bench, job), false)

test('an edit begun from what is there no more is refused, and says what changed', async () => {
  const bench = await makeBench()
  const [a, b] = [await bench.submit({ title: 'A' }), await bench.submit({ title: 'B', priority: 1 })]
  await edit(bench, b, { priority: 5, expected: { priority: 1, after: [], check: null, labels: {} } })
  expect(await refusal(bench, b, { priority: 7, title: 'C', expected: { priority: 1, title: 'B' } })).toMatchObject({ code: 'conflict', details: { changed: ['priority'] } })
  await edit(bench, b, { after: [a.id] })
  expect(await refusal(bench, b, { noAfter: [a.id], expected: { after: [] } })).toMatchObject({ code: 'conflict', details: { changed: ['after'] } })
  expect(await edit(bench, b, { noAfter: [a.id], expected: { after: bench.get(b.id).after } })).toMatchObject({ after: [], priority: 5 })
})

test('an edge that is added blocks a queued job, and one that is dropped lets it go', async () => {
  const bench = await makeBench()
  const [a, b] = [await bench.submit({ title: 'A' }), await bench.submit({ title: 'B' })]
  expect((await edit(bench, b, { after: [{ job: a.id, when: 'done', otherwise: 'hold' }] }))).toMatchObject({ state: 'blocked', after: [{ job: a.id, when: 'done', otherwise: 'hold' }] })
  expect(bench.get(a.id).children).toEqual([b.id])
  expect(bench.log(b.id).at(-1)!.text).toBe(`Starts now after ${a.id} ‘A’ (done, else hold).`)
  expect(await edit(bench, b, { after: [{ job: a.id, when: 'success' }] }), 'what is not named of an edge stays').toMatchObject({ after: [{ when: 'success', otherwise: 'hold' }] })
  expect(await edit(bench, b, { after: [a.id] })).toMatchObject({ after: [{ when: 'success', otherwise: 'hold' }] })
  expect(await edit(bench, b, { noAfter: [a.id] })).toMatchObject({ state: 'queued', after: [] })
  expect(bench.log(b.id).map((entry) => entry.text)).toEqual([expect.stringContaining('Starts now'), `Changed: after ${a.id} ‘A’ (success, else hold).`, `No longer after ${a.id} ‘A’.`])
})

test('a new parent that has ended decides at once: go, hold or cancel, and what hangs under the job goes with it', async () => {
  const bench = await makeBench()
  const failed = await bench.submit({ title: 'failed' })
  await cancel(bench, failed)
  const b = await bench.submit()
  const [c, d] = [await bench.submit({ after: [{ job: b.id, otherwise: 'hold' }] }), await bench.submit({ after: [b.id] })]
  await edit(bench, b, { after: [{ job: failed.id, otherwise: 'hold' }] })
  expect(states(bench, b, c, d)).toEqual(['held', 'held', 'blocked'])
  await edit(bench, b, { noAfter: [failed.id] })
  expect(states(bench, b, c, d)).toEqual(['queued', 'blocked', 'blocked'])
  await edit(bench, b, { after: [{ job: failed.id, when: 'failure' }] })
  expect(states(bench, b)).toEqual(['queued'])
  await edit(bench, b, { after: [{ job: failed.id, when: 'success' }] })
  expect(states(bench, b, c, d)).toEqual(['cancelled', 'held', 'cancelled'])
  expect(bench.get(b.id).outcome).toMatchObject({ reason: 'dependency-failed', message: expect.stringContaining('‘failed’') })
})

test('what a person holds stays held while its edges change; what one parent holds goes on when that edge is dropped, or is held by another', async () => {
  const bench = await makeBench()
  const [one, two] = [await bench.submit(), await bench.submit()]
  await cancel(bench, one)
  await cancel(bench, two)
  const mine = await bench.submit({ hold: true })
  await edit(bench, mine, { after: [{ job: one.id, otherwise: 'hold' }] })
  expect(row(bench, mine)).toMatchObject({ state: 'held', held_by: 'person' })
  await edit(bench, mine, { noAfter: [one.id] })
  expect(row(bench, mine)).toMatchObject({ state: 'held', held_by: 'person' })
  const job = await bench.submit({ after: [{ job: one.id, otherwise: 'hold' }, { job: two.id, otherwise: 'hold' }] })
  expect(row(bench, job).held_parent).toBe(row(bench, one).seq)
  await edit(bench, job, { noAfter: [one.id] })
  expect(row(bench, job)).toMatchObject({ state: 'held', held_parent: row(bench, two).seq })
  await edit(bench, job, { noAfter: [two.id] })
  expect(states(bench, job)).toEqual(['queued'])
})

test('a circle is refused with its path, however long it is and whatever has ended in it', async () => {
  const bench = await makeBench()
  const a = await bench.submit({ title: 'A' })
  const b = await bench.submit({ title: 'B', after: [a.id] })
  const c = await bench.submit({ title: 'C', after: [b.id] })
  expect(await refusal(bench, a, { after: [c.id] })).toMatchObject({ code: 'cycle', message: `after: the jobs would wait for one another in a circle: ${a.id} ‘A’ → ${b.id} ‘B’ → ${c.id} ‘C’ → ${a.id} ‘A’. Take one of these edges out first.`, details: { cycle: [a.id, b.id, c.id, a.id] } })
  expect(await refusal(bench, a, { after: [a.id] })).toMatchObject({ code: 'cycle', details: { cycle: [a.id, a.id] } })
  await cancel(bench, b)
  await retryJob(bench.core, row(bench, c), false).catch(() => {})
  expect((await refusal(bench, a, { after: [b.id] })).code).toBe('cycle')
})

test.each<[string, (bench: Bench) => Promise<[Job, Omit<JobEdit, 'id'>]>, string, RegExp]>([
  ['an unknown parent', async (bench) => [await bench.submit(), { after: ['jzzzzzzzzz'] }], 'unknown-parent', /^after: There is no job/],
  ['a parent named twice', async (bench) => { const a = await bench.submit(); return [await bench.submit(), { after: [a.id, a.id.slice(0, 9)] }] }, 'bad-input', /named twice. Name each parent once/],
  ['a parent added and dropped', async (bench) => { const a = await bench.submit(); return [await bench.submit({ after: [a.id] }), { after: [a.id], noAfter: [a.id] }] }, 'bad-input', /^noAfter: .*or in after too/],
  ['dropping what is no parent', async (bench) => { const a = await bench.submit(); return [await bench.submit(), { noAfter: [a.id] }] }, 'bad-input', /expected a parent of .*\(it has none\), found/],
  ['a prompt that needs the parent', async (bench) => { const a = await bench.submit(); return [await bench.submit({ prompt: 'Look at {{result}}', after: [a.id] }), { noAfter: [a.id] }] }, 'unknown-name', /\{\{result\}\} needs exactly one parent, this job has 0/],
  ['a fork without its parent', async (bench) => { const a = await bench.submit(); return [await bench.submit({ context: 'fork', after: [a.id] }), { noAfter: [a.id] }] }, 'bad-input', /context: fork .* would have 0 parents/],
  ['a second parent of a fork', async (bench) => { const [a, b] = [await bench.submit(), await bench.submit()]; return [await bench.submit({ context: 'fork', after: [a.id] }), { after: [b.id] }] }, 'bad-input', /context: fork .* would have 2 parents/],
  ['dropping the job before it in its conversation', async (bench) => { const a = await bench.submit(); return [(await submitJob(bench.core, JobSpec.parse(toFollowUp(row(bench, a), { prompt: 'More' })), { from: 'api', device: 'test' })).job, { noAfter: [a.id] }] }, 'wrong-state', /goes on in the conversation of .*so it must wait for it/],
  ['a job that has ended', async (bench) => { const a = await bench.submit(); await cancel(bench, a); return [a, { after: [(await bench.submit()).id] }] }, 'wrong-state', /is finished \(cancelled: by-person\)/],
])('refused: %s', async (_, arrange, code, message) => {
  const bench = await makeBench()
  const [job, change] = await arrange(bench)
  expect(await refusal(bench, job, change)).toMatchObject({ code, message: expect.stringMatching(message) })
})

test('a new prompt and the parents it names come in one edit', async () => {
  const bench = await makeBench()
  const a = await bench.submit()
  const b = await bench.submit()
  expect((await refusal(bench, b, { prompt: 'Look at {{parents.tests.result}}', after: [a.id] })).code).toBe('unknown-name')
  expect(await edit(bench, b, { prompt: 'Look at {{parents.tests.result}}', after: [{ job: a.id, alias: 'tests' }] })).toMatchObject({ prompt: 'Look at {{parents.tests.result}}', after: [{ job: a.id, alias: 'tests' }] })
})

test('any of two: starts when the first succeeds, on that one’s branch alone', async () => {
  const bench = await makeBench()
  await bench.profile({ name: 'default', slots: 8 })
  const scheduler = createScheduler(bench.core)
  scheduler.start()
  const [a, b, busy] = [await bench.submit(), await bench.submit(), await bench.submit()]
  const c = await bench.submit({ after: [a.id, b.id, busy.id], any: true })
  expect(c).toMatchObject({ any: true, state: 'blocked' })
  const starts = [await bench.runner.nextStart(), await bench.runner.nextStart(), await bench.runner.nextStart()]
  const startOf = (job: Job) => starts.find((each) => each.request.cwd.endsWith(job.id))!
  speak(startOf(a), { error: 'no' })
  startOf(a).end({ exitCode: 1, signal: null })
  await bench.until(() => bench.get(a.id).state === 'finished')
  expect(states(bench, c)).toEqual(['blocked'])
  writeFiles(startOf(b).request.cwd, { 'b.txt': 'B\n' })
  speak(startOf(b))
  startOf(b).end()
  const last = await bench.runner.nextStart()
  expect(git(last.request.cwd, 'ls-files')).toBe('a.txt\nb.txt')
  expect(bench.get(c.id).baseCommit).toBe(bench.get(b.id).headCommit)
  await bench.until(() => bench.get(c.id).state === 'running')
  expect(states(bench, busy)).toEqual(['running'])
  expect((await refusal(bench, c, { any: false })).message).toContain('is running')
  await scheduler.stop()
})

test('an edit makes one of several enough, or asks for all again', async () => {
  const bench = await makeBench()
  const [a, b] = [await bench.submit(), await bench.submit()]
  const c = await bench.submit({ after: [{ job: a.id, when: 'done' }, b.id] })
  await cancel(bench, a)
  expect(await edit(bench, c, { any: true })).toMatchObject({ any: true, state: 'queued' })
  expect(await edit(bench, c, { any: false })).toMatchObject({ any: false, state: 'blocked' })
})

test('holding and releasing with dependents: all that have not started, in one go; a dry run says so and changes nothing', async () => {
  const bench = await makeBench()
  const failed = await bench.submit()
  await cancel(bench, failed)
  const a = await bench.submit({ title: 'A' })
  const [b, c] = [await bench.submit({ after: [a.id] }), await bench.submit({ after: [a.id, { job: failed.id, otherwise: 'hold' }] })]
  const d = await bench.submit({ after: [b.id] })
  const said = await holdJob(bench.core, row(bench, a), { dryRun: true, withDependents: true })
  expect(said).toMatchObject({ dryRun: true, also: [{ id: b.id, from: 'blocked', to: 'held', why: `it hangs under ${a.id} ‘A’` }, { id: d.id }] })
  expect(states(bench, a, b, c, d)).toEqual(['queued', 'blocked', 'held', 'blocked'])
  expect((await holdJob(bench.core, row(bench, a), { withDependents: true })).also).toEqual(said.also)
  expect(states(bench, a, b, c, d)).toEqual(['held', 'held', 'held', 'held'])
  expect((await releaseJob(bench.core, row(bench, a), { withDependents: true })).also.map((each) => [each.id, each.to])).toEqual([[b.id, 'blocked'], [d.id, 'blocked']])
  expect(states(bench, a, b, c, d)).toEqual(['queued', 'blocked', 'held', 'blocked'])
})
