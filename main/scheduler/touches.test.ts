import { readFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import type { Job } from '../../contract/job.ts'
import { describeState } from '../../contract/words.ts'
import type { FakeProcess } from '../runner/fake.ts'
import { getJobRowById } from '../store/jobs.ts'
import { editJob } from './edit.ts'
import { createScheduler } from './scheduler.ts'
import { finishNext, git, makeBench, speak, writeFiles, type Bench } from './testing.ts'

async function running(slots = 8): Promise<Bench> {
  const bench = await makeBench({ slots })
  await bench.profile({ name: 'default', slots })
  const scheduler = createScheduler(bench.core)
  scheduler.start()
  onTestFinished(() => scheduler.stop())
  return bench
}

const inPlace = (bench: Bench, title: string, touches: string[] = []): Promise<Job> => bench.submit({ title, isolation: 'none', touches })
const states = (bench: Bench, ...jobs: Job[]): string[] => jobs.map((job) => bench.get(job.id).state)
const runs = (bench: Bench, job: Job): Promise<void> => bench.until(() => bench.get(job.id).state === 'running')
const ended = async (bench: Bench, job: Job): Promise<Job> => { await bench.until(() => bench.get(job.id).state === 'finished'); return bench.get(job.id) }
const why = (bench: Bench, job: Job): string => describeState(bench.get(job.id), bench.core.now())
/** Everything that may start has been started. */
const settled = async (bench: Bench): Promise<void> => { bench.core.wake(); await bench.core.store.writer.idle() }
const end = (process: FakeProcess): void => { speak(process); process.end() }
const titleOf = (process: FakeProcess): string => process.request.args.find((arg) => arg.startsWith('--name='))!.split(' ').slice(1).join(' ')

/** The processes of so many starts, by the title of their job. */
async function started(bench: Bench, count: number): Promise<Record<string, FakeProcess>> {
  const processes: FakeProcess[] = []
  for (let each = 0; each < count; each++) processes.push(await bench.runner.nextStart())
  return Object.fromEntries(processes.map((process) => [titleOf(process), process]))
}

test('in place, jobs that say what they touch run at once as far as that does not meet; who does not say it is alone', async () => {
  const bench = await running()
  const [pay, cart] = [await inPlace(bench, 'pay', ['src/pay/**']), await inPlace(bench, 'cart', ['src/cart/**', 'README.md'])]
  const first = await started(bench, 2)
  expect([first['pay']!.request.cwd, first['cart']!.request.cwd]).toEqual([bench.repository, bench.repository])
  const [card, alone, docs] = [await inPlace(bench, 'card', ['src/*/card.ts', '*.md']), await inPlace(bench, 'alone'), await inPlace(bench, 'docs', ['docs'])]
  const second = await started(bench, 1)
  expect(Object.keys(second)).toEqual(['docs'])
  await settled(bench)
  expect(states(bench, card, alone)).toEqual(['queued', 'queued'])
  expect(why(bench, card)).toBe(`Queued: waits for ${pay.id} ‘pay’ (and for 1 other), which works in place in the same repository: its src/pay/** meets src/*/card.ts.`)
  expect(why(bench, alone)).toBe(`Queued: waits for ${pay.id} ‘pay’ (and for 2 others), which works in place in the same repository; this job does not say what it touches, so it is alone there.`)
  end(first['pay']!)
  await ended(bench, pay)
  expect(why(bench, card)).toBe(`Queued: waits for ${cart.id} ‘cart’, which works in place in the same repository: its src/cart/** meets src/*/card.ts, its README.md meets *.md.`)
  end(first['cart']!)
  const third = await started(bench, 1)
  expect(Object.keys(third)).toEqual(['card'])
  end(third['card']!)
  end(second['docs']!)
  const last = await started(bench, 1)
  await runs(bench, alone)
  const late = await inPlace(bench, 'late', ['src/late'])
  await settled(bench)
  expect(states(bench, late)).toEqual(['queued'])
  expect(why(bench, late)).toBe(`Queued: waits for ${alone.id} ‘alone’, which works in place in the same repository and does not say what it touches.`)
  end(last['alone']!)
  end((await started(bench, 1))['late']!)
  for (const job of [card, alone, docs, late]) expect((await ended(bench, job)).outcome?.kind).toBe('succeeded')
})

test('worktrees are isolated: what jobs there touch keeps nobody waiting', async () => {
  const bench = await running()
  await inPlace(bench, 'place', ['src/**'])
  await bench.submit({ title: 'one', touches: ['src/**'] })
  await bench.submit({ title: 'two', touches: ['src/**'] })
  const processes = await started(bench, 3)
  expect(Object.keys(processes).toSorted()).toEqual(['one', 'place', 'two'])
  for (const process of Object.values(processes)) end(process)
})

test('more than a page of jobs that may not start yet does not hide one that may', async () => {
  const bench = await running()
  await inPlace(bench, 'first', ['src/**'])
  const first = await started(bench, 1)
  for (let each = 0; each < 70; each++) await inPlace(bench, `waits ${each}`, each % 2 === 0 ? [`src/${each}.ts`] : [])
  await inPlace(bench, 'free', ['docs'])
  const free = await started(bench, 1)
  expect(Object.keys(free)).toEqual(['free'])
  expect(bench.runner.starts).toHaveLength(2)
  end(free['free']!)
  end(first['first']!)
  // The oldest of them, and all others that fit beside it; the seven slots that are left are filled with them.
  expect(Object.keys(await started(bench, 8)).toSorted()).toEqual(Array.from({ length: 8 }, (_, each) => `waits ${each * 2}`).toSorted())
})

test('what a job touches may be changed while it waits; it is judged by what it says when it starts', async () => {
  const bench = await running()
  await inPlace(bench, 'first', ['src/**'])
  const first = await started(bench, 1)
  const second = await inPlace(bench, 'second', ['src/a.ts'])
  const row = () => getJobRowById(bench.core.store.read, second.id)!
  expect(await editJob(bench.core, row(), { id: second.id, touches: ['docs/**', 'src'] })).toMatchObject({ touches: ['docs/**', 'src'], reasonChain: [expect.stringContaining('its src/** meets src')] })
  expect(await editJob(bench.core, row(), { id: second.id, touches: [] })).not.toHaveProperty('touches')
  await editJob(bench.core, row(), { id: second.id, touches: ['docs/**'] })
  const both = await started(bench, 1)
  await runs(bench, second)
  await expect(editJob(bench.core, row(), { id: second.id, touches: ['src'] })).rejects.toMatchObject({ code: 'wrong-state' })
  end(both['second']!)
  end(first['first']!)
  expect((await ended(bench, second)).touches).toEqual(['docs/**'])
})

test('one that is changed between its choice and its start is chosen anew', async () => {
  const bench = await running()
  await inPlace(bench, 'first', ['src/**'])
  const first = await started(bench, 1)
  const second = await inPlace(bench, 'second', ['src/a.ts'])
  await settled(bench)
  // The edit that lets it start is written; before its start is, another one takes that back.
  const { write } = bench.core.store.writer
  const row = () => getJobRowById(bench.core.store.read, second.id)!
  let undone = false
  bench.core.store.writer.write = async (piece) => {
    if (!undone) {
      undone = true
      await editJob(bench.core, row(), { id: second.id, touches: ['src/b.ts'] })
    }
    return write(piece)
  }
  await editJob(bench.core, row(), { id: second.id, touches: ['docs/**'] })
  await bench.until(() => undone && bench.get(second.id).touches?.[0] === 'src/b.ts')
  await settled(bench)
  expect(states(bench, second)).toEqual(['queued'])
  end(first['first']!)
  end((await started(bench, 1))['second']!)
  await ended(bench, second)
})

test('a landing waits for all that work in place, whatever they touch', async () => {
  const bench = await running()
  await inPlace(bench, 'one', ['src/**'])
  await inPlace(bench, 'two', ['docs/**'])
  const processes = await started(bench, 2)
  const lands = await bench.submit({ title: 'lands', land: { into: 'main', unverified: true }, touches: ['other/**'] })
  await finishNext(bench, { files: { 'other/new.txt': 'x\n' } })
  const told = (title: string): Promise<void> => bench.until(() => bench.log(lands.id).some((entry) => entry.text.includes(`Waits with landing until ${title}`)))
  const [one, two] = ['one', 'two'].map((title) => processes[title]!.request.env['DISPATCH_RUN']!.split('.')[1]!) as [string, string]
  await told(one)
  end(processes['one']!)
  await told(two)
  expect(git(bench.repository, 'log', '--format=%s', 'main')).toBe('first')
  end(processes['two']!)
  expect((await ended(bench, lands)).landed).toBeDefined()
})

test('changes outside what a job says it touches are told in its log; in place its own number is that of its own files', async () => {
  const bench = await running()
  const [place, tree] = [await inPlace(bench, 'place', ['src/pay/**']), await bench.submit({ title: 'tree', touches: ['docs', '*.md'] })]
  const processes = await started(bench, 2)
  const asked = (process: FakeProcess): string => readFileSync(process.request.args.find((arg) => arg.startsWith('--append-system-prompt-file='))!.split('=')[1]!, 'utf8')
  expect(asked(processes['place']!)).toMatch(/^Change only these files of the repository, and leave all others as they are: src\/pay\/\*\*\n\nOther work may go on in this same folder/)
  expect(asked(processes['tree']!)).toBe('Change only these files of the repository, and leave all others as they are: docs, *.md\n')
  writeFiles(bench.repository, { 'src/pay/a.ts': 'a', 'src/pay/b.ts': 'b', ...Object.fromEntries(Array.from({ length: 12 }, (_, each) => [`src/cart/${String(each).padStart(2, '0')}.ts`, 'x'])) })
  writeFiles(processes['tree']!.request.cwd, { 'docs/a.md': 'a', 'b.md': 'b', 'a.txt': 'changed\n' })
  end(processes['place']!)
  end(processes['tree']!)
  expect(await ended(bench, place)).toMatchObject({ outcome: { kind: 'succeeded' }, runs: [{ changedFiles: 2 }] })
  expect(await ended(bench, tree)).toMatchObject({ outcome: { kind: 'succeeded' }, runs: [{ changedFiles: 3 }] })
  const outside = (job: Job) => bench.log(job.id).filter((entry) => entry.data?.['outside'] !== undefined).map((entry) => `${entry.kind}: ${entry.text}`)
  expect(outside(tree)).toEqual(['note: 1 file changed that it does not say it touches: a.txt'])
  expect(outside(place)).toEqual([expect.stringMatching(/^note: 12 files changed that it does not say it touches: src\/cart\/00\.ts, .*src\/cart\/09\.ts and 2 more \(in place that may be the work of others, or have been there before\)$/)])
})

test('in place, nothing of its own changed although others changed something', async () => {
  const bench = await running()
  const job = await inPlace(bench, 'place', ['src/pay/**'])
  await finishNext(bench, { files: { 'src/cart/a.ts': 'x' } })
  expect(await ended(bench, job)).toMatchObject({ outcome: { kind: 'succeeded', message: 'Claude says it is done, but nothing changed.' }, runs: [{ changedFiles: 0 }] })
})
