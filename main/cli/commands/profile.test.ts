import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Profile, type ProfileSpec } from '../../../contract/profile.ts'
import { runLine, startTestEngine, tempHome, type TestEngine } from '../testing.ts'

const SECRET = 'sk-ant-very-secret'
const stored: Profile = Profile.parse({ name: 'fast', auth: { kind: 'api-key', stored: true }, env: { A: '1' }, setup: { command: 'npm ci', timeoutMs: 5000 }, version: 3, builtIn: false, paused: false, createdAt: 0 })
let temp: ReturnType<typeof tempHome>
let engine: TestEngine
beforeEach(async () => {
  temp = tempHome()
  engine = await startTestEngine(temp.home, {
    'profiles.get': () => stored, 'profiles.list': () => ({ profiles: [stored] }), 'profiles.remove': ({ name }) => ({ removed: name }),
    'profiles.add': ({ auth: _, ...spec }: ProfileSpec) => ({ ...stored, ...spec }), 'profiles.edit': () => stored,
    'profiles.check': () => ({ profile: 'fast', claude: { path: '/bin/claude', version: '2.1', ok: true, message: 'found' }, login: { loggedIn: false, method: null, message: 'not logged in' }, sandbox: { required: false, ok: true, message: '' }, ok: false }),
    'profiles.usage': () => ({ profiles: [{ profile: 'fast', running: 1, queued: 2, today: { since: 0, runs: 1, costUsd: 0.42 }, week: { since: 0, runs: 9, costUsd: 3 }, limits: [{ kind: 'five_hour', status: 'allowed', utilization: 0.62, resetsAt: null, at: Date.now() }] }] }),
    'profiles.login': () => ({ file: '/bin/sh', args: ['-c', 'test "$ONLY" = this && test -z "$DISPATCH_HOME" && exit 7'], cwd: temp.home, env: { ONLY: 'this' } }),
  })
})
afterEach(async () => {
  await engine.stop()
  temp.remove()
})
const line = (argv: readonly string[], stdin?: string) => runLine(temp.home, ['profile', ...argv], stdin === undefined ? {} : { stdin })
const sent = (name: string) => engine.calls.filter((call) => call.name === name).map(({ args }) => args as Record<string, unknown>)

test('add: file and settings; JSON, text, dotted, lists', async () => {
  writeFileSync(join(temp.home, 'p.json'), JSON.stringify({ slots: 1, prompts: 'deny' }))
  const { exit } = await line(['add', 'fast', '--file', 'p.json', '--set', 'slots=3', '--set', 'description=42', '--set', 'allow=Bash(npm test *)', '--set', 'deny=["Read(.env)"]', '--set', 'env.PORT=80', '--set', 'env.A.B=x', '--set', 'model=null', '--set', 'setup.command=npm ci'])
  // The environment's names are checked by the contract, so a dotted one is the engine's to refuse.
  expect(exit).toBe(2)
  await line(['add', 'fast', '--file', 'p.json', '--set', 'slots=3', '--set', 'description=42', '--set', 'allow=Bash(npm test *)', '--set', 'deny=["Read(.env)"]', '--set', 'env.PORT=80', '--set', 'model=null', '--set', 'setup.command=npm ci', '--set', 'trustProjectSettings=true'])
  expect(sent('profiles.add')[1]).toMatchObject({ name: 'fast', slots: 3, prompts: 'deny', description: '42', allow: ['Bash(npm test *)'], deny: ['Read(.env)'], env: { PORT: '80' }, model: null, setup: { command: 'npm ci' }, trustProjectSettings: true })
})

test('edit: a part of a member keeps the rest of it', async () => {
  await line(['edit', 'fast', '--set', 'env.B=2', '--set', 'setup.timeoutMs=9000', '--set', 'slots=2'])
  expect(sent('profiles.edit')).toEqual([{ name: 'fast', env: { A: '1', B: '2' }, setup: { command: 'npm ci', timeoutMs: 9000 }, slots: 2 }])
  expect((await line(['edit', 'fast'])).err).toContain('expected something to change')
  expect(await line(['edit', 'fast', '--set', 'name=slow'])).toMatchObject({ exit: 2, err: expect.stringContaining('a profile keeps its name') as string })
  expect(sent('profiles.edit')).toHaveLength(1)
})

test('a secret goes in by standard input and never comes out', async () => {
  const all = [await line(['add', 'fast', '--set', 'auth.key=-'], `${SECRET}\nrest`), await line(['edit', 'fast', '--set', 'auth.token=-', '--json'], SECRET), await line(['show', 'fast'])]
  expect(sent('profiles.add')[0]!.auth).toEqual({ kind: 'api-key', key: SECRET })
  expect(sent('profiles.edit')[0]!.auth).toEqual({ kind: 'token', token: SECRET })
  for (const { out, err } of all) expect(out + err).not.toContain(SECRET)
  expect(all[2]!.out).toContain('api-key (stored)')
  expect(all[2]!.out.split('\n\n')[1]).toBe('jobs                 1 running, 2 queued\ntoday                1 run, $0.42\nlast 7 days          9 runs, $3.00\nfive-hour limit      62% used; told just now\n')
  expect((await line(['add', 'x', '--set', 'auth.key=-'], '')).err).toContain('expected auth.key on standard input')
})

test('a broken file or setting is refused without quoting it', async () => {
  for (const found of [await line(['add', 'x', '--file', '-'], `{"auth": "${SECRET}`), await line(['add', 'x', '--set', SECRET]), await line(['add', 'x', '--file', '-'], '[]')]) {
    expect(found.exit).toBe(2)
    expect(found.err).not.toContain(SECRET)
  }
})

test('ls, rm, check; login runs the program in exactly its environment and exits with its code', async () => {
  expect((await line(['ls'])).out).toContain('fast')
  expect((await line(['rm', 'fast'])).out).toBe('Removed ‘fast’.\n')
  expect(await line(['check', 'fast'])).toMatchObject({ exit: 1, out: '✓ claude: /bin/claude 2.1: found\n✕ log-in: not logged in\n' })
  expect((await line(['login', 'fast'])).exit).toBe(7)
})
