import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Job, JobSpecInput } from '../contract/job.ts'
import { play, type Act } from './fixtures/play.ts'
import { processesWith } from './fixtures/processes.ts'
import { git, makeRepository } from './fixtures/repository.ts'
import { describeWithClaude, startWorld, type World } from './fixtures/world.ts'

const verdict = (word: string, ...reasons: string[]): Act => ({ say: `I have looked.\n\n\`\`\`json\n${JSON.stringify({ verdict: word, reasons })}\n\`\`\`` })

describeWithClaude('checks', () => {
  let world: World
  beforeAll(async () => { world = await startWorld() })
  afterAll(() => world.close())

  const submit = async (check: JobSpecInput['check'], acts: Act[] = [{ write: 'new.txt', text: 'new\n' }], more: Partial<JobSpecInput> = {}): Promise<Job> => {
    const { body } = await world.http<Job>('/api/jobs', { method: 'POST', body: { prompt: play(acts), repository: makeRepository(), profile: 'test', check, ...more } })
    expect(body).not.toHaveProperty('error')
    return body
  }
  const review = (...acts: Act[]) => ({ prompt: play(acts, 'Is it right?'), profile: 'test' })
  const ended = async (...args: Parameters<typeof submit>): Promise<Job> => world.finished((await submit(...args)).id)
  const steps = (job: Job) => job.runs[0]!.verified!.steps!.map(({ kind, result }) => `${kind} ${result}`)

  test('files that had to change did, others did not', async () => {
    const job = await ended({ files: { changed: ['*.txt'], unchanged: ['src/**'] } })
    expect(job).toMatchObject({ outcome: { kind: 'succeeded', message: 'Succeeded, and the check passed.' }, runs: [{ changedFiles: 1, verified: { result: 'passed' } }] })
  })

  test('a file that must not change fails the job, and its child is cancelled', async () => {
    const parent = await submit({ files: { unchanged: ['new.txt'] } })
    const child = await world.submit(parent.repository, play([]), ['--after', parent.id])
    expect(await world.finished(parent.id)).toMatchObject({ outcome: { reason: 'check-failed', message: expect.stringContaining('expected no change in new.txt, found new.txt') } })
    expect(await world.finished(child)).toMatchObject({ run: 0, outcome: { kind: 'cancelled', reason: 'dependency-failed' } })
  })

  test('a reviewer that passes: it is given task and change, its words are in the log, its cost counts', async () => {
    const job = await ended({ files: { changed: ['new.txt'] }, command: 'test -f new.txt', ...review(verdict('pass', 'The file is there.')) })
    expect(job.outcome).toMatchObject({ kind: 'succeeded' })
    expect(steps(job)).toEqual(['files passed', 'command passed', 'prompt passed'])
    const step = job.runs[0]!.verified!.steps!.at(-1)!
    expect(step).toMatchObject({ detail: 'The reviewer says it passes: The file is there.', costUsd: expect.any(Number) })
    expect(step.costUsd).toBeGreaterThan(0)
    expect(job.runs[0]!.costUsd).toBeGreaterThan(step.costUsd!)
    expect(job.costUsd).toBe(job.runs[0]!.costUsd)
    expect(job.runs[0]!.claimed!.result).toBe('Done.')
    const log = (await world.log(job.id)).filter((entry) => entry.kind === 'check' && entry.data?.['step'] === 'prompt')
    expect(log.map((entry) => entry.text).join('\n')).toMatch(/^Asks a reviewer as ‘test’[^]*I have looked\.[^]*The reviewer says it passes/)
    const asked = world.api.requests.map((request) => JSON.stringify(request.body)).find((body) => body.includes('Is it right?'))!
    expect(asked).toContain('+new')
    expect(asked).toContain(JSON.stringify(`The task:\n`).slice(1, -1))
    expect(asked).toContain(JSON.stringify(`\n${job.prompt}\n`).slice(1, -1))
  })

  test('a reviewer that fails says why, and the child is cancelled', async () => {
    const parent = await submit(review(verdict('fail', 'There is no test.', 'The name is wrong')))
    const child = await world.submit(parent.repository, play([]), ['--after', parent.id])
    expect((await world.finished(parent.id)).outcome).toMatchObject({ reason: 'check-failed', message: 'Claude says it is done, but the reviewer says it fails: There is no test. The name is wrong.' })
    expect(await world.finished(child)).toMatchObject({ run: 0, outcome: { kind: 'cancelled' } })
  })

  test.each<[string, Act]>([['no JSON', { say: 'Looks good to me!' }], ['another shape', verdict('maybe', 'Who knows.')], ['no reasons', verdict('pass')]])('a reviewer whose answer is nonsense (%s) is a fail that says so', async (_, act) => {
    expect((await ended(review(act))).outcome).toMatchObject({ reason: 'check-failed', message: expect.stringContaining('its answer could not be read: expected {"verdict": "pass" or "fail"') })
  })

  test('a reviewer that tries to write, by tool and by command, is refused and nothing is changed', async () => {
    const job = await ended(review({ write: 'evil.txt' }, { bash: 'touch evil.txt' }, { answer: { kind: 'tool', calls: [{ name: 'Edit', input: { file_path: 'new.txt', old_string: 'new', new_string: 'old' } }] } }, verdict('pass', 'I could not write.')))
    expect(job.outcome).toMatchObject({ kind: 'succeeded' })
    expect(existsSync(join(job.worktree!, 'evil.txt'))).toBe(false)
    expect(git(job.worktree!, 'status', '--porcelain')).toBe('')
    expect(git(job.repository, 'rev-parse', job.branch!)).toBe(job.headCommit)
    const said = (await world.log(job.id)).filter((entry) => entry.data?.['said'] === 'tool-result').map((entry) => entry.text)
    expect(said).toHaveLength(3)
    for (const text of said) expect(text).toMatch(/No such tool|not available|denied|not enabled|not allowed/i)
  })

  test('a reviewer can read what is in the folder', async () => {
    const job = await ended(review({ answer: { kind: 'tool', calls: [{ name: 'Read', input: { file_path: 'a.txt' } }, { name: 'Glob', input: { pattern: '*.txt' } }] } }, verdict('pass', 'Read it.')), [{ write: 'a.txt', text: 'to be read\n' }])
    expect(job.outcome).toMatchObject({ kind: 'succeeded' })
    const said = (await world.log(job.id)).filter((entry) => entry.data?.['said'] === 'tool-result').map((entry) => entry.text)
    expect(said.toSorted()).toEqual([expect.stringContaining('to be read'), expect.stringContaining('a.txt')])
  })

  test('a reviewer that does not end is stopped: by a person who cancels, and by the time limit', async () => {
    const job = await submit(review({ answer: { kind: 'hang' } }), [{ say: 'Well.' }])
    await world.api.until('hang')
    expect((await world.run(['cancel', job.id])).code).toBe(0)
    expect(await world.finished(job.id)).toMatchObject({ outcome: { kind: 'cancelled', reason: 'by-person' } })
    expect(processesWith(`${job.id}.`)).toEqual([])
    const late = await submit({ ...review({ answer: { kind: 'hang' } }), timeoutMs: 3000 })
    expect((await world.finished(late.id)).outcome).toMatchObject({ reason: 'check-failed', message: expect.stringContaining('it did not end within 3 s') })
    expect(processesWith(`${late.id}.`)).toEqual([])
  })

  const schema = { type: 'object', properties: { answer: { type: 'integer' } }, required: ['answer'] }

  test('a result that fits its schema is kept as a value; Claude was told of it', async () => {
    const job = await ended({ schema }, [{ say: 'Here:\n```json\n{"answer": 42}\n```' }])
    expect(job).toMatchObject({ outcome: { kind: 'succeeded', message: 'Succeeded, though nothing changed, and the check passed.' }, runs: [{ changedFiles: 0, claimed: { structured: { answer: 42 } } }] })
    expect(steps(job)).toEqual(['schema passed'])
    expect(world.api.requests.some((request) => JSON.stringify(request.body).includes('that fits this JSON Schema:\\n{\\"type\\":\\"object\\"'))).toBe(true)
  })

  test('a result that does not fit its schema fails the job before its command is run', async () => {
    const job = await ended({ schema, command: 'true' }, [{ say: '{"answer": "many"}' }])
    expect(job.outcome).toMatchObject({ reason: 'check-failed', message: 'Claude says it is done, but its result does not fit the schema: /answer must be integer.' })
    expect(steps(job)).toEqual(['schema failed'])
  })

  test('everything at the command line: submitted, changed, shown', async () => {
    const file = join(world.person, 'schema.json')
    writeFileSync(file, JSON.stringify(schema))
    const id = await world.submit(makeRepository(), play([{ write: 'src/a.ts' }, { say: '{"answer": 1}' }]), ['--hold', '--check-files', 'src/{a,b}.ts,src', '--check-schema', file, '--check', 'true', '--check-prompt', play([verdict('pass', 'It is right.')]), '--check-profile', 'test'])
    expect((await world.json<Job>(['edit', id, '--check-unchanged', 'lib/**', '--check-timeout', '2m'])).check).toEqual({ files: { changed: ['src/{a,b}.ts', 'src'], unchanged: ['lib/**'] }, schema, command: 'true', prompt: expect.any(String), profile: 'test', timeoutMs: 120_000 })
    await world.run(['release', id])
    expect(steps(await world.finished(id))).toEqual(['files passed', 'schema passed', 'command passed', 'prompt passed'])
    const shown = (await world.run(['show', id])).stdout
    for (const line of [/check files +changed src\/\{a,b\}\.ts, src; unchanged lib\/\*\*/, /verified +passed \(exit code 0\)/, /reviewer: passed · The reviewer says it passes: It is right\./, /changed +1 file/]) expect(shown).toMatch(line)
    const wrong = await world.run(['submit', 'x', '--check-schema', join(world.person, 'none.json')])
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('expected a file with a JSON Schema for --check-schema, found one that cannot be read (ENOENT)') })
  })

  test('a profile of the reviewer that is not there is refused at once', async () => {
    const answer = await world.http('/api/jobs', { method: 'POST', body: { prompt: 'x', repository: makeRepository(), profile: 'test', check: { prompt: 'Is it?', profile: 'nobody' } } })
    expect(answer).toMatchObject({ status: 422, body: { error: { code: 'unknown-profile', message: expect.stringMatching(/^check\.profile: There is no profile "nobody"/) } } })
  })
})
