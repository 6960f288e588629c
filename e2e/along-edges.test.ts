import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Job } from '../contract/job.ts'
import { findTranscript } from '../main/claude/transcript.ts'
import { MAX_RESULT } from '../main/queue/template.ts'
import { play } from './fixtures/play.ts'
import { makeRepository } from './fixtures/repository.ts'
import { describeWithClaude, KEY, startWorld, type World } from './fixtures/world.ts'

const OTHER_KEY = 'sk-ant-e2e-another-key-of-another-profile'

describeWithClaude('what goes along edges', () => {
  let world: World
  beforeAll(async () => {
    world = await startWorld()
    await world.addProfile('other', { auth: { kind: 'api-key', key: OTHER_KEY } })
  })
  afterAll(() => world.close())

  const says = (text: string) => play([{ say: text }])
  const requestsOf = (job: Job) => world.api.requests.filter((request) => request.headers['x-claude-code-session-id'] === job.sessionId)
  /** The words of the person that begin a run, as they reached the API. */
  const askedOf = (job: Job): string => {
    const messages = requestsOf(job)[0]!.body['messages'] as { role: string; content: string | { type: string; text?: string }[] }[]
    return messages.filter(({ role }) => role === 'user').flatMap(({ content }) => (typeof content === 'string' ? [content] : content.flatMap((block) => block.text ?? []))).join('\n')
  }
  const wordsOf = (job: Job): string => JSON.stringify(requestsOf(job).at(-1)!.body['messages'])
  const transcriptOf = (profile: string, job: Job): string => findTranscript(join(world.home, 'profiles', profile, 'config'), job.sessionId!)!

  test('names in a prompt are filled when it starts: of the only parent, of named ones, and nothing inside what was filled in', async () => {
    const repository = makeRepository()
    const one = await world.submit(repository, says('It found «{{title}}» & $1.').replace('{{', '\\u007b\\u007b'), ['--title', 'the first'])
    const two = await world.submit(repository, says('Second says so.'), ['--title', 'the second', '--after', one])
    const child = await world.submit(repository, `${says('Read both.')}\nOne: [{{ parents.a.result }}] [{{parents.a.branch}}] Two: [{{parents.${two}.title}}] [{{parents.${two}.result}}] code: {{ a + b }}`, ['--after', `a=${one},${two}`])
    const job = await world.finished(child)
    expect(askedOf(job)).toContain(`One: [It found «{{title}}» & $1.] [dispatch/${one}] Two: [the second] [Second says so.] code: {{ a + b }}`)
    // What the person wrote is kept as it was written.
    expect(job.prompt).toContain('{{parents.a.branch}}')
  })

  test('a long result is cut, and says how much is missing', async () => {
    const repository = makeRepository()
    const parent = await world.submit(repository, says(`${'long '.repeat(5000)}the end`))
    const job = await world.finished(await world.submit(repository, `${says('Read it.')}\nIt said: {{result}} (that was it)`, ['--after', parent]))
    const asked = askedOf(job)
    expect(asked).toContain(`${'long '.repeat(MAX_RESULT / 5)}\n[… cut: ${25_007 - MAX_RESULT} more characters] (that was it)`)
    expect(asked).not.toContain('the end')
  })

  test('a fork into another profile has the words and not the key; the conversation it came from is left as it was', async () => {
    const repository = makeRepository()
    const first = await world.finished(await world.submit(repository, play([{ write: 'a.txt' }, { say: 'The password is swordfish.' }])))
    const before = readFileSync(transcriptOf('test', first))
    const forked = (await world.run(['submit', '-', '--repo', repository, '--profile', 'other', '--after', first.id, '--context', 'fork'], { stdin: play([{ bash: 'ls > seen.txt' }, { say: 'I remember it.' }]) })).stdout.trim()
    const fork = await world.finished(forked)
    expect(fork).toMatchObject({ outcome: { kind: 'succeeded' }, profile: 'other' })
    expect(fork.sessionId).not.toBe(first.sessionId)
    expect(wordsOf(fork)).toContain('swordfish')
    expect(new Set(requestsOf(fork).map((request) => request.headers['x-api-key']))).toEqual(new Set([OTHER_KEY]))
    expect(readFileSync(transcriptOf('other', fork), 'utf8')).toMatch(/swordfish[^]*I remember it\./)
    expect(readFileSync(transcriptOf('test', first)).equals(before)).toBe(true)
    for (const path of filesBelow(join(world.home, 'profiles', 'other'))) expect(readFileSync(path).includes(KEY), path).toBe(false)
    // Its own cost, not that of the words it took along.
    expect(fork.costUsd).toBeGreaterThan(0)
    expect(fork.costUsd).toBeLessThan(first.costUsd * 1.5)

    // It stands on its own feet: what it came from may go.
    rmSync(transcriptOf('test', first))
    const next = await world.finished((await world.run(['continue', fork.id, says('Still here.')])).stdout.trim())
    expect(next).toMatchObject({ outcome: { kind: 'succeeded' }, sessionId: fork.sessionId, profile: 'other' })
    expect(wordsOf(next)).toMatch(/swordfish.*I remember it\./)
    const gone = await world.finished(await world.submit(repository, says('Nothing to remember.'), ['--after', first.id, '--context', 'fork']))
    expect(gone.outcome).toMatchObject({ kind: 'failed', reason: 'start-failed', message: expect.stringContaining('found no transcript') })
  })

  test('continue appends to the one transcript, in order', async () => {
    const repository = makeRepository()
    const first = await world.finished(await world.submit(repository, says('Word one.')))
    const path = transcriptOf('test', first)
    const start = hash(readFileSync(path).subarray(0, 1000))
    const second = await world.finished(await world.submit(repository, says('Word two.'), ['--after', first.id, '--context', 'continue']))
    expect(second.sessionId).toBe(first.sessionId)
    expect(transcriptOf('test', second)).toBe(path)
    expect(hash(readFileSync(path).subarray(0, 1000))).toBe(start)
    expect(readFileSync(path, 'utf8')).toMatch(/Word one\.[^]*Word two\./)
    expect(wordsOf(second)).toMatch(/Word one\..*Word two\./)
  })
})

const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

function* filesBelow(folder: string): Generator<string> {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    const stat = statSync(path, { throwIfNoEntry: false })
    if (stat?.isDirectory()) yield* filesBelow(path)
    else if (stat?.isFile()) yield path
  }
}
