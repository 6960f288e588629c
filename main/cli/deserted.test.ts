import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { orRefuse } from '../../contract/errors.ts'
import { openStore } from '../store/open.ts'
import { readEngineFile } from './connect.ts'
import { toFinished, toJob, useRepository, useTestEngine } from './testing.ts'

// What the command line says where no engine runs, or none any more.

const place = useTestEngine()
const { start, line } = place
const repository = useRepository()
const submit = async (...more: string[]): Promise<string> => (await line('submit', 'Do it', '--repo', repository.root, ...more)).out.trim()

/** Writes into the data folder as an engine would have. */
async function change(sql: string): Promise<void> {
  const store = orRefuse(openStore(place.home))
  await store.writer.write((db) => { db.prepare(sql).run() })
  store.close()
}

/** A job an engine that died has left running; its file names a process that lives and a port nobody listens on. */
async function left(): Promise<string> {
  const id = await submit()
  await change(`UPDATE job SET state = 'running', run = 1, started_at = 1 WHERE id = '${id}'`)
  const closed = createServer().listen(0, '127.0.0.1')
  await once(closed, 'listening')
  const { port } = closed.address() as AddressInfo
  closed.close()
  writeFileSync(join(place.home, 'engine.json'), JSON.stringify({ pid: process.pid, port, token: 't' }))
  return id
}

test('whatever shows a job that is left running says that nothing runs, although the file of its engine names a living process', async () => {
  const id = await left()
  for (const argv of [['ls'], ['graph'], ['graph', id], ['show', id], ['status']]) expect((await line(...argv)).err, argv.join(' ')).toContain('1 job is shown as the last engine left it, and nothing runs now')
  expect(await line('submit', 'More', '--repo', repository.root)).toMatchObject({ exit: 0, err: expect.stringContaining('stored and will start when an engine does') as string })
})

test.skipIf(!existsSync('/proc/self/stat'))('an engine that ended and was not asked about since is gone', async () => {
  // The shell becomes a program that never asks what became of its child, which ends only then.
  const parent = spawn('/bin/sh', ['-c', 'cat <&3 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore', 'pipe'] })
  onTestFinished(() => { parent.kill() })
  const [said] = await once(parent.stdout!, 'data') as [Buffer]
  const pid = Number(said.toString())
  await vi.waitFor(() => expect(readFileSync(`/proc/${parent.pid}/comm`, 'latin1')).toBe('sleep\n'), { timeout: 10_000 })
  parent.stdio[3]!.destroy()
  await vi.waitFor(() => expect(readFileSync(`/proc/${pid}/stat`, 'latin1')).toContain(') Z '), { timeout: 10_000 })
  writeFileSync(join(place.home, 'engine.json'), JSON.stringify({ pid, port: 1, token: 't' }))
  expect(readEngineFile(place.home)).toBeNull()
})

test('a cancel that waits for an engine says so; one that only takes long says that', async () => {
  const id = await left()
  expect(await line('cancel', id)).toMatchObject({ exit: 0, out: expect.stringContaining(id) as string, err: expect.stringContaining(`${id} will be cancelled when an engine starts`) as string })
  await start({ 'jobs.cancel': () => ({ dryRun: false, changed: [toJob()], also: [] }) })
  expect((await line('cancel', id)).err).toContain('j4k9m2p3q0 is still being stopped')
})

test('a wait that times out without an engine says why nothing moves', async () => {
  const id = await submit()
  expect(await line('wait', id, '--timeout', '0')).toMatchObject({ exit: 124, err: expect.stringContaining('no engine runs, so nothing moves') as string })
  await start({ 'jobs.get': () => toJob() })
  expect((await line('wait', id, '--timeout', '50ms')).err).toContain('wait longer')
})

test('a job that will not start says why at once, and what to do', async () => {
  const parent = await submit('--title', 'Tests')
  await change(`UPDATE job SET state = 'finished', outcome = 'failed', reason = 'check-failed', message = 'npm test exited 1', ended_at = 2 WHERE id = '${parent}'`)
  const fallen = await line('submit', 'Then this', '--repo', repository.root, '--after', parent)
  expect(fallen).toMatchObject({ exit: 0, out: expect.stringMatching(/^j\w{9}\n$/) as string })
  expect(fallen.err).toContain(`${fallen.out.trim()} will not start: Cancelled: ${parent} ‘Tests’`)
  expect(fallen.err).toContain('Retry that job with its dependents.')
  expect(fallen.err).not.toContain('will start when')
  expect((await line('submit', 'Or this', '--repo', repository.root, '--after', parent, '--otherwise', 'hold')).err).toContain('will not start: Held: ')
  expect((await line('submit', 'Later', '--repo', repository.root, '--hold')).err).not.toContain('will not start')
  await start({
    'jobs.continue': () => toFinished('cancelled', { outcome: { kind: 'cancelled', reason: 'dependency-failed', message: 'it needs another' } }),
    'plans.submit': () => ({ pipeline: 'p', title: 't', dryRun: false, jobs: [{ alias: 'a', id: 'jaaaaaaaaa', title: 'A', profile: 'default', repository: '/r', state: 'finished', check: null, any: false, after: [] }] }),
  })
  expect((await line('continue', parent, 'More')).err).toContain('will not start: Cancelled: it needs another.')
  writeFileSync(join(place.home, 'plan.yaml'), 'jobs: {}')
  expect((await line('plan', 'plan.yaml')).err).toContain('1 job of the plan will not start: `dispatch show jaaaaaaaaa`')
})

test('a key that was used for another prompt says that nothing was submitted', async () => {
  const first = await submit('--idempotency-key', 'k')
  const again = await line('submit', 'Another', '--repo', repository.root, '--idempotency-key', 'k')
  expect(again).toMatchObject({ exit: 0, out: `${first}\n`, err: expect.stringContaining('before, for another prompt: nothing new was submitted') as string })
  expect((await line('submit', 'Do it', '--repo', repository.root, '--idempotency-key', 'k')).err).not.toContain('another prompt')
})

test.skipIf(!existsSync('/dev/full'))('an id that cannot be written to standard output is said on standard error', () => {
  const run = (...more: string[]) => spawnSync('/bin/sh', ['-c', 'exec "$0" "$@" >/dev/full', process.execPath, join(import.meta.dirname, 'main.ts'), 'submit', 'Do it', '--repo', repository.root, ...more], { env: { ...process.env, DISPATCH_HOME: place.home }, encoding: 'utf8' })
  expect(run()).toMatchObject({ status: 1, stderr: expect.stringMatching(/^dispatch: expected to write to standard output, found ENOSPC: it was to say j\w{9}$/m) as string })
  const { error } = run('--json').stderr.trim().split('\n').map((each) => JSON.parse(each) as { error?: { message: string } }).find((each) => each.error)!
  expect(error!.message).toMatch(/it was to say \{"id":"j\w{9}"/)
})
