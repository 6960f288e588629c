import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync, writeSync, closeSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Job } from '../contract/job.ts'
import type { PlanProblem, PlanResult } from '../contract/plan.ts'
import { play } from './fixtures/play.ts'
import type { Ran } from './fixtures/program.ts'
import { makeBareRepository, makeEmptyRepository, makePlainFolder, makeRepository } from './fixtures/repository.ts'
import { tempFolder } from './fixtures/temp.ts'
import { startWorld, type World } from './fixtures/world.ts'

const TEN_MB = 'x'.repeat(10 * 1024 * 1024)

/** Nothing on standard output, one line of help on standard error, and its exit code. */
function expectRefused(ran: Ran, code: number, said: RegExp): void {
  expect({ code: ran.code, stdout: ran.stdout, stderr: ran.stderr }).toEqual({ code, stdout: '', stderr: expect.stringMatching(said) })
  expect(ran.stderr).toMatch(/^dispatch: /)
  expect(ran.stderr.trimEnd().split('\n').length).toBe(1)
  expect(ran.stderr).not.toMatch(/\n\s+at |undefined|\[object|a fault of dispatch/)
}

describe('bad input', () => {
  let world: World
  let repository: string
  let programs: string
  const count = async () => (await world.json<{ jobs: Job[] }>(['ls', '--all', '--limit', '1000'])).jobs.length
  beforeAll(async () => {
    world = await startWorld({ env: { DISPATCH_CLAUDE: '' } })
    repository = makeRepository()
    programs = tempFolder('programs')
    for (const [name, text, mode] of [['plain', '#!/bin/sh\n', 0o644], ['old', '#!/bin/sh\necho 1.0.0 "(Claude Code)"\n', 0o755], ['other', '#!/bin/sh\necho hello\n', 0o755]] as const) {
      writeFileSync(join(programs, name), text)
      chmodSync(join(programs, name), mode)
      await world.addProfile(name, { claude: join(programs, name) })
    }
    await world.addProfile('missing', { claude: join(programs, 'missing') })
    await world.addProfile('elsewhere', { repositories: ['/somewhere/else/**'] })
  })
  afterAll(() => world.close())

  test.each<[string, () => string[] | { args: string[]; stdin: string | Buffer }, number, RegExp]>([
    ['no prompt', () => [], 2, /expected a prompt, found nothing/],
    ['an empty prompt', () => [''], 2, /only blank space/],
    ['a blank prompt', () => [' \n\t '], 2, /only blank space/],
    ['an empty standard input', () => ['-'], 2, /only blank space/],
    ['a prompt of 10 MB', () => ({ args: ['-'], stdin: TEN_MB }), 2, /at most 4 MiB/],
    ['a prompt that is no text', () => ({ args: ['-'], stdin: Buffer.from([0x66, 0xff, 0xfe]) }), 2, /UTF-8/],
    ['a prompt with NUL', () => ({ args: ['-'], stdin: 'a\0b' }), 2, /NUL/],
    ['a prompt file that is not there', () => ['--prompt-file', '/nowhere/prompt'], 2, /none at \/nowhere\/prompt/],
    ['a repository that is not there', () => ['x', '--repo', '/nowhere/repo'], 2, /repository: .*\/nowhere\/repo/],
    ['a folder that is no repository', () => ['x', '--repo', makePlainFolder()], 2, /repository: .*git/],
    ['a file as repository', () => ['x', '--repo', join(repository, 'README.md')], 2, /repository: /],
    ['a bare repository', () => ['x', '--repo', makeBareRepository()], 2, /repository: .*bare/],
    ['a repository without a commit', () => ['x', '--repo', makeEmptyRepository()], 2, /repository: .*commit/],
    ['an unknown profile', () => ['x', '--profile', 'nobody'], 2, /no profile "nobody"\. Known: .*default/],
    ['a profile that is not for this repository', () => ['x', '--profile', 'elsewhere'], 5, /may not be used in .*\/somewhere\/else/],
    ['an unknown parent', () => ['x', '--after', 'jzzzzzzzz'], 2, /after: .*jzzzzzzzz/],
    ['a prefix that is too short', () => ['x', '--after', 'jz'], 2, /after: /],
    ['--when without a parent', () => ['x', '--when', 'done'], 2, /expected --after/],
    ['an unknown word', () => ['x', '--after', 'jzzzz', '--when', 'never'], 2, /success, failure or done for --when, found "never"/],
    ['an unknown name in the prompt', () => ['see {{result}}'], 2, /\{\{result\}\} needs exactly one parent/],
    ['an unknown field in the prompt', () => ['see {{resolt}}'], 2, /\{\{resolt\}\} is not known/],
    ['an unknown conversation', () => ['x', '--conversation', 'czzzzzzzz'], 2, /conversation: /],
    ['a duration without a unit', () => ['x', '--timeout', '30'], 2, /write 30s, 30m or 30h/],
    ['a priority out of bounds', () => ['x', '--priority', '9999'], 2, /--priority/],
    ['a label without a value', () => ['x', '--label', 'k'], 2, /key=value/],
    ['an unknown option', () => ['x', '--repos', '/x'], 2, /found --repos: did you mean --repo\?/],
    ['a base that looks like an option', () => ['x', '--base', '--upload-pack=x'], 2, /base/],
    ['two prompts', () => ['x', '--prompt-file', '/dev/null'], 2, /both PROMPT and --prompt-file/],
  ])('submit with %s', async (_, make, code, said) => {
    const before = await count()
    const made = make()
    const [args, stdin] = Array.isArray(made) ? [made, ''] : [made.args, made.stdin]
    expectRefused(await world.run(['submit', ...args], { cwd: repository, stdin }), code, said)
    expect(await count()).toBe(before)
  })

  test.each<[string[], number, RegExp]>([
    [['sbmit', 'x'], 2, /found "sbmit": did you mean `dispatch submit`\?/],
    [['profile', 'shwo'], 2, /did you mean `dispatch profile show`/],
    [['--jsno'], 2, /found the option --jsno.*--json/],
    [['show', 'jzzzzzzzz'], 4, /no job jzzzzzzzz/],
    [['wait', 'jzzzzzzzz'], 4, /jzzzzzzzz/],
    [['show'], 2, /expected ID/],
    [['ls', '--state', 'runing'], 2, /--state, found "runing"/],
    [['profile', 'show', 'nobody'], 4, /nobody/],
    [['profile', 'rm', 'default'], 5, /built in/],
    [['profile', 'add', 'UPPER'], 2, /lower-case/],
    [['profile', 'add', 'typo', '--set', 'slotz=2'], 2, /slotz/],
    [['profile', 'add', 'keyless', '--set', 'auth.kind=api-key'], 2, /auth\.key/],
    [['profile', 'edit', 'test', '--set', 'env.HOME=/x'], 2, /env\.HOME/],
    [['profile', 'edit', 'test', '--set', 'inheritEnv=["ANTHROPIC_API_KEY"]'], 2, /inheritEnv/],
    [['approve', 'azzzzzzzz'], 4, /azzzzzzzz/],
    [['pause', 'nobody'], 4, /nobody/],
    [['plan', '/nowhere/plan.yaml'], 2, /\/nowhere\/plan\.yaml/],
  ])('dispatch %j', async (args, code, said) => {
    expectRefused(await world.run(args), code, said)
  })

  test('with --json a failure is an object on standard error', async () => {
    const ran = await world.run(['submit', 'x', '--profile', 'nobody', '--repo', repository, '--json'])
    expect(ran.code).toBe(2)
    expect(JSON.parse(ran.stderr)).toEqual({ error: { code: 'unknown-profile', message: expect.stringContaining('nobody'), details: expect.objectContaining({ field: 'profile' }) } })
  })

  test('a job that waits for itself, and jobs that wait for one another', async () => {
    const before = await count()
    for (const after of [['a'], ['b']]) {
      const plan = { defaults: { repository }, jobs: { a: { prompt: 'x', after }, b: { prompt: 'x', after: ['a'] } } }
      expectRefused(await world.run(['plan', '-'], { stdin: JSON.stringify(plan) }), 2, /circle: a → (b → )?a/)
    }
    expect(await count()).toBe(before)
  })

  test('all that is wrong with a plan is told at once: on the command line, as JSON and over HTTP', async () => {
    const before = await count()
    const plan = `defaults: { repository: ${JSON.stringify(repository)} }\njobs:\n  a: { prompt: x, after: [nope], profile: nobody }\n  b: { prompt: "{{parents.c.result}}", promt: y, after: [a] }\n`
    const lines = [/^line 3: a waits for nope/, /^line 3: a: There is no profile "nobody"/, /^line 4: jobs\.b\.promt: this key is not known/, /^line 4: b: prompt: \{\{parents\.c\.result\}\} names no parent/]
    const plain = await world.run(['plan', '-', '--dry-run'], { stdin: plan })
    expect(plain).toMatchObject({ code: 2, stdout: '' })
    const said = plain.stderr.trimEnd().replace(/^dispatch: /, '').split('\n')
    expect(said).toEqual(lines.map((line) => expect.stringMatching(line) as unknown))
    const { error } = JSON.parse((await world.run(['plan', '-', '--json'], { stdin: plan })).stderr) as { error: { details: { problems: PlanProblem[] } } }
    expect(error).toMatchObject({ code: 'bad-plan', message: said.join('\n'), details: { more: 0 } })
    expect(error.details.problems.map(({ line, code, message }) => [`line ${line}: ${message}`, code])).toEqual([[said[0], 'bad-plan'], [said[1], 'unknown-profile'], [said[2], 'bad-plan'], [said[3], 'unknown-name']])
    expect((await world.http('/api/plans', { method: 'POST', body: { plan } }))).toMatchObject({ status: 422, body: { error } })
    expect(await count()).toBe(before)
  })

  test('an ambiguous prefix names the matches', async () => {
    // Four characters tell 32,768 jobs apart: among 1,500 two alike are as good as certain.
    const jobs = Object.fromEntries(Array.from({ length: 1500 }, (_, index) => [`n${index}`, { prompt: 'x', hold: true }]))
    const { jobs: stored } = await world.json<PlanResult>(['plan', '-'], JSON.stringify({ defaults: { repository, profile: 'test' }, jobs }))
    const byPrefix = Map.groupBy(stored.map((job) => job.id!), (id) => id.slice(0, 4))
    const [prefix, alike] = [...byPrefix].find(([, ids]) => ids.length > 1)!
    const ran = await world.run(['show', prefix])
    expectRefused(ran, 2, new RegExp(prefix))
    for (const id of alike) expect(ran.stderr).toContain(id)
    expect((await world.run(['show', alike[0]!.slice(0, 8)])).code).toBe(0)
  })

  test.each([
    ['missing', 'start-failed', /does not exist/], ['plain', 'start-failed', /may not be executed/], ['old', 'start-failed', /2\.1\.0 or newer, found 1\.0\.0/], ['other', 'start-failed', /is this the Claude Code program/],
  ])('a claude that is %s ends the job with what to do, and profile check says the same', async (profile, reason, said) => {
    const id = await world.submit(repository, 'x', ['--profile', profile])
    expect((await world.finished(id)).outcome).toMatchObject({ kind: 'failed', reason, message: expect.stringMatching(said) })
    const check = await world.run(['profile', 'check', profile])
    expect(check).toMatchObject({ code: 1, stdout: expect.stringMatching(said) })
  })

  test('a parent that failed already: the child is cancelled at once, or held', async () => {
    const parent = await world.submit(repository, 'x', ['--profile', 'missing'])
    await world.finished(parent)
    const cancelled = await world.submit(repository, play([]), ['--after', parent])
    const held = await world.submit(repository, play([]), ['--after', parent, '--otherwise', 'hold'])
    expect(await world.json<Job>(['show', cancelled])).toMatchObject({ state: 'finished', outcome: { kind: 'cancelled', reason: 'dependency-failed' }, reasonChain: [expect.stringContaining(parent)] })
    expect(await world.json<Job>(['show', held])).toMatchObject({ state: 'held', reasonChain: [expect.stringContaining(parent)] })
    expect((await world.run(['wait', cancelled, held])).code).toBe(3)
    expectRefused(await world.run(['retry', cancelled]), 5, new RegExp(`${parent}.*retry ${parent}`))
  })

  test.each<[string, Parameters<World['http']>, number, RegExp]>([
    ['a wrong token', ['/api/jobs', { headers: { authorization: 'Bearer wrong' } }], 401, /engine\.json/],
    ['no token', ['/api/jobs', { headers: { authorization: '' } }], 401, /engine\.json/],
    ['no token for events', ['/api/events', { headers: { authorization: '' } }], 401, /engine\.json/],
    ['a foreign Host', ['/api/jobs', { headers: { host: 'evil.example:80' } }], 403, /Host: .*evil\.example/],
    ['a foreign Origin', ['/api/jobs', { headers: { origin: 'https://evil.example' } }], 403, /Origin: .*evil\.example/],
    ['an Origin of null', ['/api/jobs', { headers: { origin: 'null' } }], 403, /Origin/],
    ['broken JSON', ['/api/jobs', { method: 'POST', body: '{"prompt": ' }], 400, /expected JSON/],
    ['a list', ['/api/jobs', { method: 'POST', body: [] }], 400, /JSON object, found a list/],
    ['another content type', ['/api/jobs', { method: 'POST', body: 'x', headers: { 'content-type': 'image/png' } }], 400, /application\/json/],
    ['a body too large', ['/api/jobs', { method: 'POST', body: { prompt: TEN_MB + TEN_MB } }], 413, /at most 16 MiB/],
    ['a prompt of 10 MB', ['/api/jobs', { method: 'POST', body: { prompt: TEN_MB, repository: '/x' } }], 413, /prompt: .*4 MiB/],
    ['an unknown key', ['/api/jobs', { method: 'POST', body: { prompt: 'x', repository: '/x', retries: 3 } }], 400, /retries: this key is not known/],
    ['a wrong type', ['/api/jobs', { method: 'POST', body: { prompt: 7, repository: '/x' } }], 400, /prompt: /],
    ['a relative repository', ['/api/jobs', { method: 'POST', body: { prompt: 'x', repository: 'x' } }], 400, /repository: expected an absolute path/],
    ['no repository there', ['/api/jobs', { method: 'POST', body: { prompt: 'x', repository: '/nowhere' } }], 422, /repository: /],
    ['an unknown state', ['/api/jobs?state=ended'], 400, /state/],
    ['an unknown job', ['/api/jobs/jzzzzzzzz'], 404, /jzzzzzzzz/],
    ['an unknown path', ['/api/nothing'], 404, /GET \/api\/nothing/],
    ['a path upwards', ['/../../etc/passwd'], 404, /./],
  ])('HTTP with %s', async (_, given, status, said) => {
    const before = await count()
    const answer = await world.http(...given)
    expect(answer.status).toBe(status)
    expect(answer.body).toEqual({ error: expect.objectContaining({ code: expect.stringMatching(/^[a-z-]+$/), message: expect.stringMatching(said) }) })
    expect(answer.headers['access-control-allow-origin']).toBeUndefined()
    expect(await count()).toBe(before)
  })

  test('the state of a job decides: 409, and the words say the state', async () => {
    const id = await world.submit(repository, 'x', ['--hold'])
    const retried = await world.http(`/api/jobs/${id}/retry`, { method: 'POST', body: {} })
    expect(retried).toMatchObject({ status: 409, body: { error: { code: 'wrong-state', message: expect.stringContaining('is held'), details: { state: 'held' } } } })
    await world.run(['cancel', id])
    for (const args of [['cancel', id], ['hold', id], ['release', id], ['edit', id, '--prompt', 'other']]) expectRefused(await world.run(args), 5, /is finished/)
    expectRefused(await world.run(['diff', id]), 5, /has made no change yet/)
  })

  test('a second engine says who holds the folder; a taken port says so', async () => {
    const before = readFileSync(join(world.home, 'engine.json'), 'utf8')
    expectRefused(await world.run(['serve']), 5, new RegExp(`one runs for .*process ${world.engine().pid}`))
    expect(readFileSync(join(world.home, 'engine.json'), 'utf8')).toBe(before)
    expect((await world.http('/api/status')).status).toBe(200)
    const taken = createServer()
    await new Promise<void>((resolve) => { taken.listen(0, '127.0.0.1', resolve) })
    const { port } = taken.address() as AddressInfo
    const home = join(tempFolder('port'), 'data')
    expectRefused(await world.run(['serve', '--port', String(port), '--home', home]), 2, new RegExp(`${port} is used by another program`))
    expect(existsSync(join(home, 'engine.json'))).toBe(false)
    expectRefused(await world.run(['serve', '--port', 'x', '--home', home]), 2, /--port/)
    await new Promise((resolve) => { taken.close(resolve) })
  })

  test('what needs an engine says so when there is none', async () => {
    const home = join(tempFolder('none'), 'data')
    expectRefused(await world.run(['approve', 'a1234', '--home', home]), 6, /running engine/)
  })
})

describe('data folders that cannot be used', () => {
  let world: World
  beforeAll(async () => { world = await startWorld({ serve: false }) })
  afterAll(() => world.close())
  const submit = (home: string, prompt = 'x') => world.run(['submit', '-', '--repo', makeRepository(), '--home', home], { stdin: prompt })

  test('a file', async () => {
    const home = join(makePlainFolder(), 'file.txt')
    expectRefused(await submit(home), 2, /expected a folder|Expected a folder/)
    expectRefused(await submit(join(home, 'below')), 2, /Expected a folder/)
    expectRefused(await world.run(['serve', '--home', home]), 2, /Expected a folder/)
    expect(readFileSync(home, 'utf8')).toBe('plain\n')
  })

  test('a damaged database is left as it is', async () => {
    const home = tempFolder('damaged')
    const garbage = 'not a database at all, but long enough to be read as one'.repeat(100)
    writeFileSync(join(home, 'dispatch.db'), garbage)
    expectRefused(await submit(home), 2, /damaged/)
    expectRefused(await world.run(['serve', '--home', home]), 2, /damaged/)
    expect(readFileSync(join(home, 'dispatch.db'), 'utf8')).toBe(garbage)
  })

  test('a database of a newer version is refused and left as it is', async () => {
    const home = tempFolder('newer')
    expect((await submit(home)).code).toBe(0)
    const file = join(home, 'dispatch.db')
    // The version stands in the file's header, four bytes from 60.
    const fd = openSync(file, 'r+')
    writeSync(fd, Buffer.from([0, 0, 3, 231]), 0, 4, 60)
    closeSync(fd)
    const before = readFileSync(file)
    for (const ran of [await submit(home), await world.run(['serve', '--home', home]), await world.run(['ls', '--home', home])]) expectRefused(ran, 2, /newer Dispatch \(version 999/)
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  test('a full disk: nothing is stored by half, and with room again all is well', async ({ skip }) => {
    const home = tempFolder('full')
    skip(!mountTmpfs(home, 'size=3m'), 'needs the right to mount a small file system')
    try {
      expect((await submit(home, 'first')).code).toBe(0)
      const filler = join(home, 'filler')
      const fd = openSync(filler, 'w')
      try { for (;;) writeSync(fd, Buffer.alloc(4096)) } catch { /* full */ } finally { closeSync(fd) }
      expectRefused(await submit(home, 'y'.repeat(500_000)), 2, /disk.* is full: nothing was stored/)
      rmSync(filler)
      expect((await world.json<{ jobs: Job[] }>(['ls', '--all', '--home', home])).jobs.map((job) => job.prompt)).toEqual(['first'])
      expect((await submit(home, 'third')).code).toBe(0)
    } finally {
      execFileSync('umount', [home])
    }
  })

  test('a folder that may only be read', async ({ skip }) => {
    const home = tempFolder('read-only')
    // Permissions do not stop root, a file system does.
    const isRoot = process.getuid?.() === 0
    if (!isRoot) chmodSync(home, 0o500)
    skip(isRoot && !mountTmpfs(home, 'ro,size=1m'), 'needs the right to mount a small file system')
    try {
      expectRefused(await submit(home), 2, /cannot be written|read-only/i)
      expectRefused(await world.run(['serve', '--home', home]), 2, /cannot be written|read-only/i)
    } finally {
      if (isRoot) execFileSync('umount', [home])
      else chmodSync(home, 0o700)
    }
  })
})

function mountTmpfs(folder: string, options: string): boolean {
  mkdirSync(folder, { recursive: true })
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
