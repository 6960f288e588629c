import { execFileSync } from 'node:child_process'
import { mkdirSync, realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { CALLS } from '../../contract/api.ts'
import { Refusal, type ErrorCode } from '../../contract/errors.ts'
import { JobSpec, type JobSpecInput } from '../../contract/job.ts'
import { sql } from '../store/handles.ts'
import { getJobRowById, moveJob } from '../store/jobs.ts'
import { cancelled } from '../queue/transition.ts'
import { editJob } from './edit.ts'
import { submitJob, toFollowUp } from './submit.ts'
import { git, makeBench, makeRepository, writeFiles, type Bench } from './testing.ts'

const origin = { from: 'api', device: 'test' } as const
const refusal = async (work: Promise<unknown>): Promise<Refusal> => {
  const error = await work.then(() => null, (each: unknown) => each)
  expect(error).toBeInstanceOf(Refusal)
  return error as Refusal
}
const stored = (bench: Bench) => ['job', 'edge', 'conversation', 'event'].map((table) => sql(bench.core.store.read, `SELECT COUNT(*) FROM ${table}`).pluck().get())

type Arrange = (bench: Bench) => Partial<JobSpecInput> | Promise<Partial<JobSpecInput>>
const folder = (name: string, fill: (path: string) => void): Arrange => (bench) => {
  const path = join(bench.folder, name)
  mkdirSync(path, { recursive: true })
  fill(path)
  return { repository: path }
}

test.each<[string, Arrange, ErrorCode, RegExp]>([
  ['a repository that does not exist', ({ folder: at }) => ({ repository: join(at, 'nowhere') }), 'not-a-repository', /repository: .*found nothing there\. Check the path/],
  ['a repository that is a file', ({ repository }) => ({ repository: join(repository, 'a.txt') }), 'not-a-repository', /found a file\. Give the folder/],
  ['a folder that is no repository', folder('plain', () => {}), 'not-a-repository', /not inside one\. Run git init/],
  ['a bare repository', folder('bare.git', (path) => execFileSync('git', ['init', '--quiet', '--bare', path])), 'not-a-repository', /bare repository.*Give a checkout/],
  ['a repository without a commit', folder('empty', (path) => execFileSync('git', ['init', '--quiet', path])), 'not-a-repository', /without a commit yet\. Make a first commit/],
  ['an unknown profile', () => ({ profile: 'nope' }), 'unknown-profile', /no profile "nope"\. Known: .*default.*dispatch profile add/],
  ['a profile that may not be used there', async (bench) => { await bench.profile({ name: 'work', repositories: ['/elsewhere/**'] }); return { profile: 'work' } }, 'repository-refused', /limited to \/elsewhere\/\*\*\. Choose another profile/],
  ['an unknown parent', () => ({ after: ['jzzzzzzzzz'] }), 'unknown-parent', /after: There is no job jzzzzzzzzz/],
  ['a parent that is no id', () => ({ after: ['tests'] }), 'unknown-parent', /after: Expected the id of a job/],
  ['itself, before it is there', () => ({ after: ['j000000000'] }), 'unknown-parent', /There is no job/],
  ['a parent named twice', async (bench) => { const { id } = await bench.submit(); return { after: [id, id.slice(0, 9)] } }, 'bad-input', /named twice/],
  ['{{result}} without a parent', () => ({ prompt: 'Use {{result}}' }), 'unknown-name', /\{\{result\}\} needs exactly one parent, this job has 0/],
  ['a misspelt name', async (bench) => ({ prompt: 'Use {{reslut}}', after: [(await bench.submit()).id] }), 'unknown-name', /\{\{reslut\}\} is not known\. Known are/],
  ['a name of no parent', async (bench) => ({ prompt: '{{parents.x.result}}', after: [(await bench.submit()).id] }), 'unknown-name', /names no parent/],
  ['what begins like a name and is none', () => ({ prompt: '{{parents.zz q.result}}' }), 'unknown-name', /\{\{parents\.zz q\.result\}\} is not known\. Known are/],
  ['an unknown conversation', () => ({ conversation: 'czzzzzzzzz' }), 'unknown-name', /conversation: There is no conversation/],
  ['the conversation of another profile', async (bench) => ({ conversation: (await bench.submit()).conversation, profile: 'careful' }), 'bad-input', /belongs to profile default.*context fork/],
  ['context continue without a parent', () => ({ context: 'continue' }), 'bad-input', /has 0 parents\. Name one with after/],
])('%s is refused, and nothing is stored', async (_, arrange, code, message) => {
  const bench = await makeBench()
  const spec = await arrange(bench)
  const before = stored(bench)
  const error = await refusal(bench.submit(spec))
  expect(error).toMatchObject({ code, message: expect.stringMatching(message) })
  expect(stored(bench)).toEqual(before)
})

test.each<[string, unknown, string]>([
  ['an empty prompt', { prompt: '' }, 'say what Claude should do'],
  ['a blank prompt', { prompt: ' \n\t ' }, 'say what Claude should do'],
  ['a prompt of 10 MB', { prompt: 'x'.repeat(10_000_000) }, 'at most 4 MiB'],
  ['a prompt of 5 MB in 2 million characters', { prompt: '語'.repeat(1_700_000) }, 'at most 4 MiB'],
  ['a prompt with NUL', { prompt: 'a\0b' }, 'NUL'],
  ['a relative repository', { repository: 'code/api' }, 'absolute path'],
  ['an unknown key', { promt: 'x' }, 'promt'],
  ['a priority beyond bounds', { priority: 1e9 }, 'priority'],
  ['a base that is an option', { base: '--upload-pack=x' }, 'git ref'],
  ['an edge of another kind', { after: [{ job: 'j4k9m2p3q0', when: 'perhaps' }] }, 'after'],
])('%s does not fit the contract', (_, change, words) => {
  const parsed = CALLS['jobs.submit'].args.safeParse({ prompt: 'x', repository: '/r', ...(change as object) })
  expect(parsed.success).toBe(false)
  expect(JSON.stringify(parsed.error!.issues)).toContain(words)
})

test('a base that names no commit is refused at once, unless it may come to be before the job starts', async () => {
  const bench = await makeBench()
  expect(await refusal(bench.submit({ base: 'nosuch' }))).toMatchObject({ code: 'bad-input', details: { field: 'base' }, message: expect.stringMatching(/^base: expected the git ref "nosuch" in .*, found no commit of that name\..*git fetch\.$/) })
  const parent = await bench.submit({ base: 'main~0' })
  for (const later of [{ after: [parent.id] }, { hold: true }, { notBefore: bench.core.now() + 1000 }, { isolation: 'none' as const }]) expect((await bench.submit({ base: 'nosuch', ...later })).base).toBe('nosuch')
  expect((await bench.submit({ base: `dispatch/${parent.id}` })).state).toBe('queued')
})

test('an ambiguous parent lists the matches', async () => {
  const bench = await makeBench()
  for (const id of ['j4k9000001', 'j4k9000002']) {
    const job = await bench.submit()
    await bench.core.store.writer.write((db) => sql(db, 'UPDATE job SET id = ? WHERE id = ?').run(id, job.id))
  }
  expect(await refusal(bench.submit({ after: ['j4k9'] }))).toMatchObject({ code: 'ambiguous-id', message: expect.stringMatching(/^after: .*j4k9000001, j4k9000002/), details: { matches: ['j4k9000001', 'j4k9000002'] } })
})

test.each<[string, (bench: Bench) => string]>([
  ['dirty', ({ repository }) => { writeFiles(repository, { 'a.txt': 'changed\n', 'new.txt': 'new\n' }); return repository }],
  ['on a detached head', ({ repository }) => { git(repository, 'checkout', '--quiet', '--detach'); return repository }],
  ['with spaces and unicode in its path', ({ folder: at }) => makeRepository(join(at, 'Mein Projekt – größer 語'))],
  ['named by a folder inside it', ({ repository }) => { mkdirSync(join(repository, 'src')); return join(repository, 'src') }],
])('a repository %s is taken', async (_, arrange) => {
  const bench = await makeBench()
  const path = arrange(bench)
  const job = await bench.submit({ repository: path })
  expect(realpathSync(path)).toContain(job.repository)
  expect(job.state).toBe('queued')
})

test('a parent that has failed already decides at once, as its edge says', async () => {
  const bench = await makeBench()
  const parent = await bench.submit({ title: 'gone' })
  await bench.core.store.writer.write((db) => moveJob(db, getJobRowById(db, parent.id)!.seq, cancelled({ kind: 'cancelled', reason: 'by-person', message: 'Cancelled by a person.' }), 1))
  const states = await Promise.all([{}, { otherwise: 'hold' }, { when: 'failure' }, { when: 'done' }].map(async (edge) => {
    const job = await bench.submit({ after: [{ job: parent.id, ...edge } as { job: string }] })
    return job.outcome?.reason ?? job.state
  }))
  expect(states).toEqual(['dependency-failed', 'held', 'queued', 'queued'])
})

test('one idempotency key, one job: whoever comes second gets the first back', async () => {
  const bench = await makeBench()
  const spec = JobSpec.parse({ prompt: 'Do it', repository: bench.repository, idempotencyKey: 'k' })
  const all = await Promise.all(Array.from({ length: 8 }, () => submitJob(bench.core, spec, origin)))
  expect(all.filter((each) => each.created)).toHaveLength(1)
  expect(new Set(all.map((each) => each.job.id)).size).toBe(1)
  expect(await submitJob(bench.core, { ...spec, prompt: 'Other words' }, origin)).toMatchObject({ created: false, job: { prompt: 'Do it' } })
  expect((await submitJob(bench.core, spec, { from: 'api', device: 'another' })).created).toBe(true)
  expect(sql(bench.core.store.read, 'SELECT COUNT(*) FROM job').pluck().get()).toBe(2)
})

test('a follow-up joins the conversation, after its newest job', async () => {
  const bench = await makeBench()
  const first = await bench.submit({ labels: { team: 'pay' }, priority: 3 })
  const row = getJobRowById(bench.core.store.read, first.id)!
  const second = (await submitJob(bench.core, toFollowUp(row, { prompt: 'and then' }), origin)).job
  const third = (await submitJob(bench.core, toFollowUp(row, { prompt: 'and then again' }), origin)).job
  expect(second).toMatchObject({ conversation: first.conversation, state: 'blocked', priority: 3, labels: { team: 'pay' }, context: 'continue', after: [{ job: first.id, when: 'done', otherwise: 'hold' }] })
  expect(third.after.map((edge) => edge.job)).toEqual([first.id, second.id])
})

test('an edit is checked as a submit is', async () => {
  const bench = await makeBench()
  const job = await bench.submit()
  const row = getJobRowById(bench.core.store.read, job.id)!
  const before = stored(bench)
  expect(await refusal(editJob(bench.core, row, { id: job.id, profile: 'nope' }))).toMatchObject({ code: 'unknown-profile' })
  expect(await refusal(editJob(bench.core, row, { id: job.id, prompt: 'Use {{result}}' }))).toMatchObject({ code: 'unknown-name', message: expect.stringContaining('needs exactly one parent') })
  expect(stored(bench)).toEqual(before)
  const edited = await editJob(bench.core, row, { id: job.id, prompt: 'Other', priority: 5, profile: 'careful', check: { command: 'make', timeoutMs: 1000 }, notBefore: 7, labels: { a: 'b' } })
  expect(edited).toMatchObject({ prompt: 'Other', priority: 5, profile: 'careful', profileVersion: 1, check: { command: 'make', timeoutMs: 1000 }, notBefore: 7, labels: { a: 'b' } })
  expect((await editJob(bench.core, getJobRowById(bench.core.store.read, job.id)!, { id: job.id, check: null })).check).toBeNull()
})

test('a path that begins with ~/ is in the home folder of whoever runs the engine', async () => {
  const bench = await makeBench()
  const before = process.env['HOME']
  process.env['HOME'] = dirname(bench.repository)
  try {
    const { job } = await submitJob(bench.core, JobSpec.parse({ prompt: 'x', repository: `~/${basename(bench.repository)}` }), { from: 'api', device: 'test' })
    expect(job.repository).toBe(bench.repository)
  } finally {
    process.env['HOME'] = before
  }
})

test('a prompt of a megabyte is stored whole', async () => {
  const bench = await makeBench()
  const prompt = `${'wörds '.repeat(150_000)}end`
  expect(bench.get((await bench.submit({ prompt })).id).prompt).toBe(prompt)
})
