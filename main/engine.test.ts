import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, watch, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { EngineFile } from '../contract/engine.ts'
import { ERROR_CODES, Refusal } from '../contract/errors.ts'
import { makePlace, serve } from './api/testing.ts'
import { startEngine } from './engine.ts'
import { listMigrations } from './store/migrate.ts'
import { openStore } from './store/open.ts'

const fileOf = (home: string) => JSON.parse(readFileSync(join(home, 'engine.json'), 'utf8')) as EngineFile
const refusal = async (home: string, port?: number): Promise<Refusal> => {
  const error = await startEngine({ home, port }).then(async (engine) => { await engine.stop(); return null }, (each: unknown) => each)
  expect(error).toBeInstanceOf(Refusal)
  return error as Refusal
}

/** An engine in a process of its own, once it listens. */
async function spawnEngine(home: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', `
    const { startEngine } = await import(${JSON.stringify(join(import.meta.dirname, 'engine.ts'))})
    await startEngine({ home: process.argv[1] })
    console.log('up')`, home], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => { child.kill('SIGKILL') })
  await once(child.stdout!, 'data')
  return child
}

test('engine.json says where and with which token, to its owner alone, as long as the engine runs', async () => {
  const { home } = makePlace()
  const { engine, file, get } = await serve(home)
  expect(statSync(join(home, 'engine.json')).mode & 0o777).toBe(0o600)
  expect(statSync(home).mode & 0o777).toBe(0o700)
  expect(file).toEqual({ pid: process.pid, port: expect.any(Number), token: expect.stringMatching(/^[\w-]{43}$/), url: `http://127.0.0.1:${file.port}`, version: expect.any(String), startedAt: expect.any(Number) })
  expect((await get('/api/status')).body.engine).toMatchObject({ running: true, url: file.url })
  await engine.stop()
  expect(existsSync(join(home, 'engine.json'))).toBe(false)
  await expect(get('/api/status')).rejects.toThrow(/ECONNREFUSED|ECONNRESET|hang up/)
})

test('engine.json is written again when somebody takes it away, each time, and not once the engine has stopped', async () => {
  const { home } = makePlace()
  const { engine, file } = await serve(home)
  const path = join(home, 'engine.json')
  const again = async (takeAway: () => void): Promise<void> => {
    const back = Promise.withResolvers<void>()
    const watcher = watch(home, (_, name) => { if (name === 'engine.json' && existsSync(path)) back.resolve() })
    takeAway()
    await back.promise
    watcher.close()
    expect(fileOf(home)).toEqual(file)
    expect(statSync(path).mode & 0o777).toBe(0o600)
  }
  await again(() => rmSync(path))
  await again(() => rmSync(path))
  await again(() => renameSync(path, join(home, 'elsewhere.json')))
  await engine.stop()
  expect(existsSync(path)).toBe(false)
})

test('a second engine is refused and hears who holds the folder; another folder is free', async () => {
  const { home } = makePlace()
  const { file } = await serve(home)
  const error = await refusal(home)
  expect(error).toMatchObject({ code: 'engine-exists', message: expect.stringContaining(`process ${process.pid}, ${file.url}`) })
  expect(ERROR_CODES[error.code].exit).toBe(5)
  expect(fileOf(home)).toEqual(file)
  await serve(makePlace().home)
})

test('after kill -9 of an engine the next one starts at once, on the same port with the same token', async () => {
  const { home } = makePlace()
  const child = await spawnEngine(home)
  const before = fileOf(home)
  expect(before.pid).toBe(child.pid)
  expect((await refusal(home)).code).toBe('engine-exists')
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(existsSync(join(home, 'engine.json'))).toBe(true)
  const { file } = await serve(home)
  expect(file).toMatchObject({ pid: process.pid, port: before.port, token: before.token })
})

test('a port that is taken: said so when it was asked for, another one when it was not; the folder stays free', async () => {
  const { home } = makePlace()
  const blocker = createServer()
  blocker.listen(0, '127.0.0.1')
  await once(blocker, 'listening')
  onTestFinished(() => { blocker.close() })
  const { port } = blocker.address() as AddressInfo
  const error = await refusal(home, port)
  expect(error).toMatchObject({ code: 'bad-input', message: expect.stringMatching(new RegExp(`--port: expected a free port, but ${port} is used by another program`)), details: { field: 'port' } })
  expect(ERROR_CODES[error.code].exit).toBe(2)
  expect(existsSync(join(home, 'engine.json'))).toBe(false)

  const opened = openStore(home)
  if (!opened.ok) throw new Error(opened.message)
  await opened.value.writer.write((db) => db.prepare(`INSERT OR REPLACE INTO setting VALUES ('port', ?)`).run(String(port)))
  opened.value.close()
  const { file } = await serve(home)
  expect(file.port).not.toBe(port)
})

test.each<[string, (home: string) => void, string, RegExp]>([
  ['is a file', (home) => writeFileSync(home, ''), 'data-folder', /found a file/],
  ['holds a damaged database', (home) => { mkdirSync(home); writeFileSync(join(home, 'dispatch.db'), 'damaged '.repeat(1000)) }, 'data-folder', /is damaged/],
  ['holds something else under the name of the lock', (home) => { mkdirSync(join(home, 'engine.lock'), { recursive: true }) }, 'data-folder', /engine\.lock/],
])('a data folder that %s: a clear word, and the exit code of bad input', async (_, arrange, code, words) => {
  const { home } = makePlace()
  arrange(home)
  const error = await refusal(home)
  expect(error).toMatchObject({ code, message: expect.stringMatching(words) })
  expect(ERROR_CODES[error.code].exit).toBe(2)
})

test('a data folder of a newer version is refused, and free again afterwards', async () => {
  const { home } = makePlace()
  const version = async (to: number): Promise<void> => {
    const opened = openStore(home)
    if (!opened.ok) throw new Error(opened.message)
    await opened.value.writer.write((db) => db.pragma(`user_version = ${to}`))
    opened.value.close()
  }
  await version(listMigrations().length + 1)
  for (let i = 0; i < 2; i++) expect(await refusal(home)).toMatchObject({ code: 'newer-data', message: expect.stringContaining('Update this program') })
})
