import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { CallName } from '../../contract/api.ts'
import { openLocalDoor } from '../api/local-door.ts'
import { toRequest } from './client.ts'
import { createConnection, readEngineFile } from './connect.ts'
import { runLine, spawnLine, startTestEngine, tempHome, toJob, type TestEngine } from './testing.ts'

let temp: ReturnType<typeof tempHome>
let repository: ReturnType<typeof tempHome>
const engines: TestEngine[] = []
beforeEach(() => {
  temp = tempHome()
  repository = tempHome()
  const git = (...args: string[]) => spawnSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], { cwd: repository.home })
  git('init', '-q')
  git('commit', '-q', '--allow-empty', '-m', 'first')
})
afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.stop()
  temp.remove()
  repository.remove()
})
const line = (...argv: string[]) => runLine(temp.home, argv)

test('arguments become path, query and body', () => {
  expect(toRequest('jobs.log', { id: 'a/b', after: 3, run: undefined, grep: 'x&y' })).toEqual({ method: 'GET', path: '/api/jobs/a%2Fb/log?after=3&grep=x%26y', body: null })
  expect(toRequest('jobs.cancel', { id: 'j1', dryRun: true })).toEqual({ method: 'POST', path: '/api/jobs/j1/cancel', body: '{"dryRun":true}' })
  expect(toRequest('profiles.list', {})).toEqual({ method: 'GET', path: '/api/profiles', body: null })
})

test('without an engine a job is stored, a note says so, and it is there afterwards', async () => {
  const submitted = await line('submit', 'Write tests', '--repo', repository.home)
  expect(submitted).toMatchObject({ exit: 0, out: expect.stringMatching(/^j[0-9a-z]{9}\n$/) as string, err: expect.stringContaining('`dispatch serve`') as string })
  const id = submitted.out.trim()
  const second = await line('submit', 'Then this', '--repo', repository.home, '--after', id.slice(0, 5), '--json')
  expect(JSON.parse(second.out)).toMatchObject({ state: 'blocked', after: [{ job: id, when: 'success', otherwise: 'cancel' }] })
  expect(JSON.parse(second.err)).toMatchObject({ note: { code: 'no-engine' } })
  expect((await line('submit', 'x', '--repo', repository.home, '-q')).err).toBe('')
  expect((await line('graph', id)).out).toMatch(/^○ .*\n└─ ◌ /)
  expect((await line('cancel', id)).exit).toBe(0)
  expect((await line('wait', id, JSON.parse(second.out).id as string)).exit).toBe(3)
  expect((await line('logs', id, '--follow')).exit).toBe(0)
})

test('what needs a living engine exits 6 without one', async () => {
  const id = (await line('submit', 'x', '--repo', repository.home)).out.trim()
  const [waited, approved, followed] = await Promise.all([line('wait', id), line('approve', 'aaaaaaaaaa'), line('logs', id, '-f', '--json')])
  expect([waited.exit, approved.exit, followed.exit]).toEqual([6, 6, 6])
  expect(waited.err).toBe('dispatch: expected a running engine to wait for a job, found none: start the desktop app or `dispatch serve`, then try again\n')
  expect(JSON.parse(followed.err)).toMatchObject({ error: { code: 'no-engine' } })
}, 15_000)

test('wait goes on when an engine appears in time', async () => {
  const id = (await line('submit', 'x', '--repo', repository.home)).out.trim()
  const waiting = spawnLine(temp.home, ['wait', id])
  const engine = await startTestEngine(temp.home, { 'jobs.get': () => toJob({ id, state: 'finished', outcome: { kind: 'failed', reason: 'killed', message: '' } }) })
  engines.push(engine)
  expect(await new Promise((settle) => waiting.on('exit', settle))).toBe(1)
}, 15_000)

test('an engine file left behind by a dead engine is passed over', async () => {
  const closed = createServer().listen(0, '127.0.0.1')
  await new Promise((settle) => closed.on('listening', settle))
  const { port } = closed.address() as { port: number }
  closed.close()
  for (const file of [{ pid: process.pid, port, token: 't' }, { pid: 2 ** 22 + 1, port, token: 't' }, 'nonsense']) {
    writeFileSync(join(temp.home, 'engine.json'), JSON.stringify(file))
    expect((await line('status')).out).toContain('not running')
  }
  expect(readEngineFile(temp.home)).toBeNull()
  rmSync(join(temp.home, 'engine.json'))
})

test('an engine that appears while the door writes is woken', async () => {
  const connection = createConnection(temp.home, async (home) => {
    const door = await openLocalDoor({ home, from: 'cli' })
    engines.push(await startTestEngine(home, { 'engine.wake': () => ({ woken: true }) }))
    return door as { call(name: CallName, args: unknown): Promise<unknown>; close(): Promise<void> }
  })
  await connection.call('jobs.submit', { prompt: 'x', repository: repository.home })
  expect(connection.answeredBy()).toBe('door')
  expect(engines[0]!.calls.map(({ name }) => name)).toEqual(['engine.wake'])
  await connection.close()
})
