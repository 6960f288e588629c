import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { Refusal } from '../../contract/errors.ts'
import type { Job, JobSpecInput } from '../../contract/job.ts'
import { describeState } from '../../contract/words.ts'
import { getJobRowById } from '../store/jobs.ts'
import { cancelJob, holdJob, releaseJob, retryJob } from './commands.ts'
import { createScheduler } from './scheduler.ts'
import { finishNext, git, makeBench, speak, writeFiles, type Bench } from './testing.ts'

const row = (bench: Bench, job: Job) => getJobRowById(bench.core.store.read, job.id)!
const words = (bench: Bench, job: Job): string => bench.log(job.id).map((entry) => entry.text).join('\n')
const held = (bench: Bench, job: Job) => bench.until(() => bench.get(job.id).state === 'held')
const ended = async (bench: Bench, job: Job): Promise<Job> => { await bench.until(() => bench.get(job.id).state === 'finished'); return bench.get(job.id) }
const refusal = (work: Promise<unknown>) => work.then(() => null, (error: unknown) => { expect(error).toBeInstanceOf(Refusal); return error as Refusal })

/** A child of parents that each write these files; held, because they do not merge. */
async function stopped(files: Record<string, string>[], spec: Partial<JobSpecInput> = {}): Promise<{ bench: Bench; parents: Job[]; child: Job; grandchild: Job; worktree: string }> {
  const bench = await makeBench()
  await bench.profile({ name: 'default', slots: 1 })
  const scheduler = createScheduler(bench.core)
  scheduler.start()
  onTestFinished(() => scheduler.stop())
  const parents: Job[] = []
  for (const index of files.keys()) parents.push(await bench.submit({ title: `P${index + 1}` }))
  const child = await bench.submit({ title: 'child', after: parents.map((each) => each.id), ...spec })
  const grandchild = await bench.submit({ after: [child.id] })
  for (const each of files) await finishNext(bench, { files: each })
  await held(bench, child)
  return { bench, parents, child, grandchild, worktree: join(bench.core.home, 'worktrees', child.id) }
}

test('work that conflicts holds the job, with parents and files named, and the merge stands in its worktree', async () => {
  const { bench, parents: [one, two], child, grandchild, worktree } = await stopped([{ 'a.txt': 'left\n' }, { 'a.txt': 'right\n', 'b.txt': 'x\n' }])
  const job = bench.get(child.id)
  expect(job).toMatchObject({ state: 'held', outcome: null, worktree, conflict: { parents: [{ id: one!.id, title: 'P1' }, { id: two!.id, title: 'P2' }], files: ['a.txt'] }, runs: [{ number: 1, execution: { exitCode: null } }] })
  expect(job.runs[0]!.endedAt).not.toBeNull()
  expect(describeState(job, 0)).toBe(`Held: the work of ${one!.id} ‘P1’ and ${two!.id} ‘P2’ conflicts in a.txt. Resolve it in its worktree (\`dispatch open ${child.id}\`), then release it.`)
  expect(bench.get(grandchild.id)).toMatchObject({ state: 'blocked', reasonChain: [expect.stringMatching(/is held: the work of .* conflicts in a\.txt$/)] })
  expect(readFileSync(join(worktree, 'a.txt'), 'utf8')).toMatch(/<{7} .*\nleft\n={7}\nright\n>{7} /)
  expect(git(worktree, 'status')).toContain('You have unmerged paths')
  expect(bench.runner.starts).toHaveLength(2)
})

test('it is not released while a marker is left; resolved, the merge is committed as it was resolved and the job runs from there', async () => {
  const { bench, child, grandchild, worktree } = await stopped([{ 'a.txt': 'left\n' }, { 'a.txt': 'right\n', 'b.txt': 'x\n' }])
  expect(await refusal(releaseJob(bench.core, row(bench, child)))).toMatchObject({ code: 'wrong-state', details: { files: ['a.txt'], worktree }, message: expect.stringContaining('found a.txt') })
  // Added with its markers: still not resolved.
  git(worktree, 'add', 'a.txt')
  expect(await refusal(releaseJob(bench.core, row(bench, child)))).toMatchObject({ details: { files: ['a.txt'] } })
  expect(bench.get(child.id).state).toBe('held')
  writeFiles(worktree, { 'a.txt': 'left and right\n', 'c.txt': 'needed for it\n' })
  await releaseJob(bench.core, row(bench, child))
  const process = await bench.runner.nextStart()
  expect(process.request.cwd).toBe(worktree)
  expect(git(worktree, 'show', 'HEAD:a.txt')).toBe('left and right')
  expect(git(worktree, 'ls-files')).toBe('a.txt\nb.txt\nc.txt')
  expect(git(worktree, 'log', '--format=%s %P', '-1').split(' ').length).toBeGreaterThan(3)
  expect(git(worktree, 'log', '-1', '--format=%s')).toMatch(/^Merge dispatch\/j.*: P2$/)
  writeFiles(worktree, { 'done.txt': 'x\n' })
  speak(process)
  process.end()
  const done = await ended(bench, child)
  expect(done).toMatchObject({ run: 2, outcome: { kind: 'succeeded' } })
  expect(done.conflict).toBeUndefined()
  // What the job changed is told apart from what was merged.
  expect(git(bench.repository, 'diff', '--name-only', done.baseCommit!, done.headCommit!)).toBe('done.txt')
  expect(words(bench, child)).toMatch(/Held until a person has resolved[^]*Released by a person, who resolved the conflict in a\.txt/)
  await finishNext(bench)
  await ended(bench, grandchild)
})

test('of three parents each conflict is resolved in its turn', async () => {
  const { bench, parents, child, worktree } = await stopped([{ 'a.txt': '1\n' }, { 'a.txt': '2\n' }, { 'a.txt': '3\n', 'z.txt': 'z\n' }])
  writeFiles(worktree, { 'a.txt': '1 2\n' })
  await releaseJob(bench.core, row(bench, child))
  await bench.until(() => bench.get(child.id).conflict?.parents.length === 3)
  expect(bench.get(child.id).conflict!.parents.at(-1)!.id).toBe(parents[2]!.id)
  writeFiles(worktree, { 'a.txt': '1 2 3\n' })
  // The person commits it: theirs is the last word.
  git(worktree, 'commit', '--quiet', '--all', '-m', 'resolved by hand')
  await releaseJob(bench.core, row(bench, child))
  const process = await bench.runner.nextStart()
  expect(git(worktree, 'show', 'HEAD:a.txt')).toBe('1 2 3')
  expect(git(worktree, 'log', '-1', '--format=%s')).toBe('resolved by hand')
  expect(git(worktree, 'show', 'HEAD:z.txt')).toBe('z')
  speak(process)
  process.end()
  expect(await ended(bench, child)).toMatchObject({ run: 3, outcome: { kind: 'succeeded' } })
})

test('one side deleted, or a binary: nothing in the file can tell, so it must be added', async () => {
  const binary = (byte: string) => `\0${byte}`
  const { bench, child, worktree } = await stopped([{ 'b.bin': binary('l') }, { 'b.bin': binary('r') }])
  expect(await refusal(releaseJob(bench.core, row(bench, child)))).toMatchObject({ details: { files: ['b.bin'] } })
  writeFileSync(join(worktree, 'b.bin'), binary('both'))
  expect(await refusal(releaseJob(bench.core, row(bench, child)))).toMatchObject({ details: { files: ['b.bin'] } })
  git(worktree, 'add', 'b.bin')
  await releaseJob(bench.core, row(bench, child))
  await finishNext(bench)
  expect(await ended(bench, child)).toMatchObject({ outcome: { kind: 'succeeded' } })
})

test('cancelled while it is held, its dependents go; retried then, its parents are merged anew', async () => {
  const { bench, child, grandchild, worktree } = await stopped([{ 'a.txt': 'left\n' }, { 'a.txt': 'right\n' }])
  await cancelJob(bench.core, row(bench, child), false)
  expect([child, grandchild].map((job) => bench.get(job.id).outcome?.kind)).toEqual(['cancelled', 'cancelled'])
  expect(bench.get(child.id).conflict).toBeUndefined()
  await retryJob(bench.core, row(bench, child), true)
  await held(bench, child)
  expect(bench.get(child.id).conflict?.files).toEqual(['a.txt'])
  expect(git(worktree, 'status')).toContain('You have unmerged paths')
  expect(bench.get(grandchild.id).state).toBe('blocked')
})

test('retried while it is held, what was done in the worktree is dropped; a parent that was run again is merged anew', async () => {
  const { bench, parents, child, worktree } = await stopped([{ 'a.txt': 'left\n' }, { 'a.txt': 'right\n' }])
  writeFiles(worktree, { 'a.txt': 'half done\n' })
  await retryJob(bench.core, row(bench, child), false)
  await held(bench, child)
  expect(readFileSync(join(worktree, 'a.txt'), 'utf8')).toContain('<<<<<<<')
  await retryJob(bench.core, row(bench, parents[1]!), false)
  // While a parent is run again, it waits; the markers are nobody's business any more.
  await releaseJob(bench.core, row(bench, child))
  expect(bench.get(child.id).state).toBe('blocked')
  await finishNext(bench, { files: { 'b.txt': 'elsewhere\n' } })
  const process = await bench.runner.nextStart()
  expect(git(worktree, 'show', 'HEAD:a.txt')).toBe('left')
  expect(git(worktree, 'show', 'HEAD:b.txt')).toBe('elsewhere')
  speak(process)
  process.end()
  expect(await ended(bench, child)).toMatchObject({ outcome: { kind: 'succeeded' } })
})

test('a worktree that is gone is no way out: the conflict is there again; held once more after its release, it is held by a person', async () => {
  const { bench, child, worktree } = await stopped([{ 'a.txt': 'left\n' }, { 'a.txt': 'right\n' }])
  rmSync(worktree, { recursive: true })
  await releaseJob(bench.core, row(bench, child))
  await held(bench, child)
  expect(words(bench, child)).toContain('Its worktree is gone')
  writeFiles(worktree, { 'a.txt': 'both\n' })
  await bench.profile({ name: 'default', slots: 1 })
  const blocker = await bench.submit({ title: 'in the way', priority: 5 })
  const process = await bench.runner.nextStart()
  await releaseJob(bench.core, row(bench, child))
  await holdJob(bench.core, row(bench, child))
  expect(bench.get(child.id)).toMatchObject({ state: 'held', reasonChain: [] })
  expect(bench.get(child.id).conflict).toBeUndefined()
  await releaseJob(bench.core, row(bench, child))
  speak(process)
  process.end()
  await ended(bench, blocker)
  await finishNext(bench)
  expect(await ended(bench, child)).toMatchObject({ outcome: { kind: 'succeeded' } })
  expect(git(bench.repository, 'show', `dispatch/${child.id}:a.txt`)).toBe('both')
})
