import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Diff } from '../contract/api.ts'
import type { Job } from '../contract/job.ts'
import { stateOf } from './fixtures/checkout.ts'
import { play } from './fixtures/play.ts'
import { git, makeRepository, makeUnicodeRepository, writeFiles } from './fixtures/repository.ts'
import { describeWithClaude, startWorld, type World } from './fixtures/world.ts'

const ID = /^j[0-9a-hjkmnp-tv-z]{9}\n$/
const WRITES = play([{ write: 'made/new – file.txt', text: 'made by Claude\n' }, { say: 'Wrote it.' }])

describeWithClaude('submit', () => {
  let world: World
  beforeAll(async () => { world = await startWorld() })
  afterAll(() => world.close())

  test('prints the id alone, and the work is on a branch while the checkout is left byte for byte', async () => {
    const repository = makeRepository({ files: { 'a.txt': 'a\n', 'made/old.txt': 'old\n' } })
    const before = stateOf(repository)
    const ran = await world.run(['submit', WRITES, '--profile', 'test', '--title', 'Write it'], { cwd: repository })
    expect(ran).toMatchObject({ code: 0, stderr: '' })
    expect(ran.stdout).toMatch(ID)
    const id = ran.stdout.trim()

    const waited = await world.run(['wait', id])
    expect(waited).toMatchObject({ code: 0, stderr: '' })
    expect(waited.stdout).toContain('✓ succeeded')

    const job = await world.json<Job>(['show', id])
    expect(job).toMatchObject({ state: 'finished', outcome: { kind: 'succeeded', reason: 'ok' }, submittedFrom: 'cli', title: 'Write it', branch: `dispatch/${id}`, run: 1, repository })
    expect(job.runs[0]).toMatchObject({ number: 1, execution: { exitCode: 0, signal: null, stoppedBy: null }, claimed: { isError: false, result: 'Wrote it.' }, verified: { result: 'none' } })
    expect(job.sessionId).toMatch(/^[0-9a-f-]{36}$/)
    expect(job.costUsd).toBeGreaterThan(0)

    const diff = await world.run(['diff', id])
    expect(diff.code).toBe(0)
    expect(diff.stdout).toContain('+made by Claude')
    const parsed = await world.json<Diff>(['diff', id])
    expect(parsed.files).toEqual([{ path: 'made/new – file.txt', added: 1, removed: 0 }])
    expect(git(repository, 'show', `dispatch/${id}:made/new – file.txt`)).toBe('made by Claude')
    expect(git(repository, 'rev-parse', `dispatch/${id}`)).toBe(job.headCommit)
    expect(stateOf(repository)).toEqual(before)
  })

  test.each([
    ['dirty, with something staged and something stashed', () => {
      const folder = makeRepository({ files: { 'a.txt': 'a\n', 'b.txt': 'b\n' }, dirty: { 'b.txt': 'stashed\n' } })
      git(folder, 'stash')
      return makeDirty(folder)
    }],
    ['of a path with spaces, quotes and unicode', () => makeUnicodeRepository()],
    ['on a detached head', () => makeRepository({ detached: true })],
  ])('a checkout %s is left as it is', async (_, make) => {
    const repository = make()
    const before = stateOf(repository)
    const id = await world.submit(repository, WRITES)
    expect((await world.finished(id)).outcome).toMatchObject({ kind: 'succeeded', reason: 'ok' })
    expect(stateOf(repository)).toEqual(before)
    expect(git(repository, 'show', `dispatch/${id}:made/new – file.txt`)).toBe('made by Claude')
    // The branch starts from the commit, not from what lies about.
    expect(git(repository, 'diff', '--name-only', '-z', `HEAD...dispatch/${id}`).replace('\0', '')).toBe('made/new – file.txt')
  })

  test('the same idempotency key gives the first job again', async () => {
    const repository = makeRepository()
    const submit = () => world.json<Job>(['submit', play([{ say: 'Once.' }]), '--repo', repository, '--profile', 'test', '--idempotency-key', 'once'])
    const [first, second] = [await submit(), await submit()]
    expect(second.id).toBe(first.id)
    const again = await world.http('/api/jobs', { method: 'POST', body: { prompt: 'other', repository, profile: 'test', idempotencyKey: 'once' } })
    expect(again).toMatchObject({ status: 200, body: { id: first.id } })
    const fresh = await world.http('/api/jobs', { method: 'POST', body: { prompt: play([]), repository, profile: 'test', idempotencyKey: 'twice' } })
    expect(fresh).toMatchObject({ status: 201, body: { submittedFrom: 'api' } })
  })

  test('a check decides: its failure fails the job although Claude is content, and its output is in the log', async () => {
    const repository = makeRepository()
    const good = await world.submit(repository, WRITES, ['--check', 'echo looking; test -f "made/new – file.txt"'])
    const bad = await world.submit(repository, WRITES, ['--check', 'echo "3 tests failed"; exit 7'])
    expect(await world.run(['wait', good])).toMatchObject({ code: 0 })
    expect(await world.run(['wait', bad])).toMatchObject({ code: 1 })
    const [passed, failed] = [await world.json<Job>(['show', good]), await world.json<Job>(['show', bad])]
    expect(passed.runs[0]!.verified).toMatchObject({ result: 'passed', exitCode: 0, output: 'looking\n' })
    expect(failed.outcome).toMatchObject({ kind: 'failed', reason: 'check-failed' })
    expect(failed.runs[0]).toMatchObject({ claimed: { isError: false }, verified: { result: 'failed', exitCode: 7, output: '3 tests failed\n' } })
    expect((await world.log(bad)).some((entry) => entry.kind === 'check' && entry.text === '3 tests failed')).toBe(true)
    // What it did is kept all the same.
    expect(git(repository, 'show', `dispatch/${bad}:made/new – file.txt`)).toBe('made by Claude')
  })

  test('a prompt of 1 MB reaches the API whole', async () => {
    const prompt = play([{ say: 'Read it.' }], `${'Ünïcödé wörds "quoted" $HOME `date` 日本 '.repeat(26_000)}THE END`)
    expect(Buffer.byteLength(prompt)).toBeGreaterThan(1_000_000)
    const id = await world.submit(makeRepository(), prompt)
    expect((await world.finished(id)).outcome).toMatchObject({ kind: 'succeeded' })
    const seen = world.api.requests.map((request) => JSON.stringify(request.body.messages ?? '')).filter((text) => text.includes('THE END'))
    expect(seen.length).toBeGreaterThan(0)
    expect(seen[0]).toContain(JSON.stringify(prompt.trim()).slice(1, -1))
    const { prompt: shown } = await world.json<Job>(['show', id])
    expect(shown).toBe(prompt)
  })

  test('logs: for people, as entries, as bytes; followed from the start, everything comes once', async () => {
    const repository = makeRepository()
    const id = await world.submit(repository, play([{ bash: 'echo from-the-shell' }, { write: 'a.txt' }, { say: 'All of it is done.' }]), ['--check', 'echo checked'])
    const [followed, ended] = await Promise.all([world.run(['logs', id, '--follow', '--json']), world.run(['wait', id])])
    expect(ended.code).toBe(0)
    const live = followed.stdout.trim().split('\n').map((line) => JSON.parse(line))
    const stored = (await world.run(['logs', id, '--json'])).stdout.trim().split('\n').map((line) => JSON.parse(line))
    expect(live).toEqual(stored)
    expect(stored.map((entry) => entry.seq)).toEqual(stored.map((_, index) => index + 1))
    expect(new Set(stored.map((entry) => entry.kind))).toEqual(new Set(['git', 'note', 'text', 'tool-call', 'tool-result', 'check', 'result']))

    const human = (await world.run(['logs', id])).stdout
    for (const text of ['Running it.', 'from-the-shell', 'All of it is done.', '$ echo checked', 'The check passed']) expect(human).toContain(text)
    expect(human).not.toMatch(/[\u0000-\u0008\u000b-\u001f]/)
    const raw = (await world.run(['logs', id, '--raw'])).stdout
    expect(raw).toContain('"subtype":"init"')
    expect(raw).toContain('from-the-shell')
    expect(raw.split('\n').filter((line) => line.includes('"type":"result"'))).toHaveLength(1)
    const found = (await world.run(['logs', id, '--json', '--grep', 'from-the-shell'])).stdout.trim().split('\n')
    expect(found.length).toBeGreaterThan(0)
    expect(found.length).toBeLessThan(stored.length)
  })

  test('submit --wait and --follow stay until the end, and the exit code tells it', async () => {
    const repository = makeRepository()
    const submit = (...args: string[]) => world.run(['submit', play([{ say: 'Said.' }]), '--repo', repository, '--profile', 'test', ...args])
    const [waited, followed] = await Promise.all([submit('--wait'), submit('--follow', '--check', 'false')])
    expect(waited.code).toBe(0)
    expect(waited.stdout.split('\n')[0]).toMatch(/^j/)
    expect(followed.code).toBe(1)
    expect(followed.stdout).toContain('Said.')
  })
})

function makeDirty(folder: string): string {
  git(folder, 'checkout', '--quiet', '-b', 'work')
  writeFiles(folder, { 'a.txt': 'staged\n', 'b.txt': 'changed\n', 'untracked.txt': 'new\n' })
  git(folder, 'add', 'a.txt')
  return folder
}

describeWithClaude('submit without an engine', () => {
  test('stores the job, says so on standard error, and it runs once an engine starts', async () => {
    const world = await startWorld({ serve: false })
    try {
      const repository = makeRepository()
      const ran = await world.run(['submit', WRITES, '--repo', repository, '--profile', 'test'])
      expect(ran.code).toBe(0)
      expect(ran.stdout).toMatch(ID)
      expect(ran.stderr).toMatch(/^dispatch: .*stored.*dispatch serve/)
      const id = ran.stdout.trim()
      expect(await world.json<Job>(['show', id])).toMatchObject({ state: 'queued', submittedFrom: 'cli' })
      expect(existsSync(join(world.home, 'engine.json'))).toBe(false)
      expect(await world.run(['wait', id, '--timeout', '1s'])).toMatchObject({ code: 124 })
      await world.serve()
      expect(await world.run(['wait', id])).toMatchObject({ code: 0 })
      expect((await world.json<Job>(['show', id])).runs[0]!.claimed!.result).toBe('Wrote it.')
      expect(readFileSync(join(world.home, 'worktrees', id, 'made/new – file.txt'), 'utf8')).toBe('made by Claude\n')
    } finally {
      await world.close()
    }
  })
})
