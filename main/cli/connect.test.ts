import { rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { CallName } from '../../contract/api.ts'
import { openLocalDoor } from '../api/local-door.ts'
import { toRequest } from './client.ts'
import { createConnection, readEngineFile } from './connect.ts'
import { spawnLine, toJob, useRepository, useTestEngine } from './testing.ts'

const place = useTestEngine()
const { start, line } = place
const repository = useRepository()

test('arguments become path, query and body', () => {
  expect(toRequest('jobs.log', { id: 'a/b', after: 3, run: undefined, grep: 'x&y' })).toEqual({ method: 'GET', path: '/api/jobs/a%2Fb/log?after=3&grep=x%26y', body: null })
  expect(toRequest('jobs.cancel', { id: 'j1', dryRun: true })).toEqual({ method: 'POST', path: '/api/jobs/j1/cancel', body: '{"dryRun":true}' })
  expect(toRequest('profiles.list', {})).toEqual({ method: 'GET', path: '/api/profiles', body: null })
})

test('without an engine a job is stored, a note says so, and it is there afterwards', async () => {
  const submitted = await line('submit', 'Write tests', '--repo', repository.root)
  expect(submitted).toMatchObject({ exit: 0, out: expect.stringMatching(/^j[0-9a-z]{9}\n$/) as string, err: expect.stringContaining('`dispatch serve`') as string })
  const id = submitted.out.trim()
  const second = await line('submit', 'Then this', '--repo', repository.root, '--after', id.slice(0, 5), '--json')
  expect(JSON.parse(second.out)).toMatchObject({ state: 'blocked', after: [{ job: id, when: 'success', otherwise: 'cancel' }] })
  expect(JSON.parse(second.err)).toMatchObject({ note: { code: 'no-engine' } })
  expect((await line('submit', 'x', '--repo', repository.root, '-q')).err).toBe('')
  expect((await line('graph', id)).out).toMatch(/^○ .*\n└─ ◌ /)
  expect((await line('cancel', id)).exit).toBe(0)
  expect((await line('wait', id, JSON.parse(second.out).id as string)).exit).toBe(3)
  expect((await line('logs', id, '--follow')).exit).toBe(0)
})

test('what needs a living engine exits 6 without one', async () => {
  const id = (await line('submit', 'x', '--repo', repository.root)).out.trim()
  const [waited, approved, followed] = await Promise.all([line('wait', id), line('approve', 'aaaaaaaaaa'), line('logs', id, '-f', '--json')])
  expect([waited.exit, approved.exit, followed.exit]).toEqual([6, 6, 6])
  expect(waited.err).toBe('dispatch: expected a running engine to wait for a job, found none: start the desktop app or `dispatch serve`, then try again\n')
  expect(JSON.parse(followed.err)).toMatchObject({ error: { code: 'no-engine' } })
}, 15_000)

test('wait goes on when an engine appears in time', async () => {
  const id = (await line('submit', 'x', '--repo', repository.root)).out.trim()
  const waiting = spawnLine(place.home, ['wait', id])
  await start({ 'jobs.get': () => toJob({ id, state: 'finished', outcome: { kind: 'failed', reason: 'killed', message: '' } }) })
  expect(await new Promise((settle) => waiting.on('exit', settle))).toBe(1)
}, 15_000)

test('an engine file left behind by a dead engine is passed over', async () => {
  const closed = createServer().listen(0, '127.0.0.1')
  await new Promise((settle) => closed.on('listening', settle))
  const { port } = closed.address() as { port: number }
  closed.close()
  for (const file of [{ pid: process.pid, port, token: 't' }, { pid: 2 ** 22 + 1, port, token: 't' }, 'nonsense']) {
    writeFileSync(join(place.home, 'engine.json'), JSON.stringify(file))
    expect((await line('status')).out).toContain('not running')
  }
  expect(readEngineFile(place.home)).toBeNull()
  rmSync(join(place.home, 'engine.json'))
})

test('an engine that appears while the door writes is woken', async () => {
  const connection = createConnection(place.home, async (home) => {
    const door = await openLocalDoor({ home, from: 'cli' })
    await start({ 'engine.wake': () => ({ woken: true }) })
    return door as { call(name: CallName, args: unknown): Promise<unknown>; close(): Promise<void> }
  })
  await connection.call('jobs.submit', { prompt: 'x', repository: repository.root })
  expect(connection.answeredBy()).toBe('door')
  expect(place.engine.calls.map(({ name }) => name)).toEqual(['engine.wake'])
  await connection.close()
})
