import Database from 'better-sqlite3'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, mkdirSync, readFileSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { lockFolder } from './lock.ts'
import { DATABASE, explain } from './explain-error.ts'
import { openStore, prepareHome } from './open.ts'
import { addJob, tempFolder } from './testing.ts'
import { addBuiltIns } from './profiles.ts'

test('a data folder is made, for its owner alone, and opens again with what it held', async () => {
  const home = join(tempFolder(), 'deep', 'er')
  const first = openStore(home)
  if (!first.ok) throw new Error(first.message)
  expect(statSync(home).mode & 0o777).toBe(0o700)
  await first.value.writer.write((db) => { addBuiltIns(db, 0); addJob(db, { title: 'kept' }) })
  first.value.close()
  const again = openStore(home)
  if (!again.ok) throw new Error(again.message)
  onTestFinished(() => again.value.close())
  expect(again.value.read.prepare('SELECT title FROM job').pluck().all()).toEqual(['kept'])
  expect(again.value.read.pragma('journal_mode', { simple: true })).toBe('wal')
  expect(await again.value.writer.write((db) => [db.pragma('foreign_keys', { simple: true }), db.pragma('synchronous', { simple: true })])).toEqual([1, 2])
})

test.each<[string, (folder: string) => string, RegExp]>([
  ['a file', (folder) => { writeFileSync(join(folder, 'f'), ''); return join(folder, 'f') }, /found a file.*--home or DISPATCH_HOME/],
  ['below a file', (folder) => { writeFileSync(join(folder, 'f'), ''); return join(folder, 'f', 'data', 'deep') }, /found a file: [^ ]*\/f\. .*--home or DISPATCH_HOME/],
  ['a link that leads nowhere', (folder) => { symlinkSync(join(folder, 'gone'), join(folder, 'l')); return join(folder, 'l') }, /Make it writable, or choose another|found a file/],
  ['where nothing can be made', () => '/sys/dispatch-test/data', /cannot be written.*choose another with --home/],
])('a data folder that is %s is refused with a word of advice', (_, make, words) => {
  const result = openStore(make(tempFolder()))
  expect(result).toMatchObject({ ok: false, code: 'data-folder', message: expect.stringMatching(words) })
})

test('a data folder that may not be written is refused', () => {
  const folder = tempFolder()
  const home = join(folder, 'data')
  mkdirSync(home, { mode: 0o500 })
  if (process.getuid?.() !== 0) return expect(prepareHome(home)).toMatchObject({ ok: false, code: 'data-folder' })
  // Permission bits do not stop root: ask as somebody else.
  chmodSync(folder, 0o755)
  chownSync(home, 65534, 65534)
  chmodSync(home, 0o500)
  const ask = `const { accessSync, constants } = require('node:fs'); try { accessSync(process.argv[1], constants.W_OK); console.log('writable') } catch (error) { console.log(error.code) }`
  expect(execFileSync(process.execPath, ['-e', ask, home], { uid: 65534, gid: 65534, encoding: 'utf8', env: {}, cwd: '/' }).trim()).toBe('EACCES')
  expect(explain(Object.assign(new Error('attempt to write a readonly database'), { code: 'SQLITE_READONLY_DIRECTORY' }), home)).toMatchObject({ code: 'data-folder', message: expect.stringContaining('Make the data folder writable') })
})

test.each<[string, (file: string) => void]>([
  ['something else than a database', (file) => writeFileSync(file, 'not a database at all, but long enough to have a header in it '.repeat(20))],
  ['a database cut in the middle', (file) => truncateSync(file, statSync(file).size - 3 * 4096)],
  ['a database overwritten in the middle', (file) => { const bytes = readFileSync(file); bytes.fill(0xff, 100, 8192); writeFileSync(file, bytes) }],
])('%s is called damaged, and nothing of it is changed', (_, damage) => {
  const home = tempFolder()
  const file = join(home, DATABASE)
  const opened = openStore(home)
  if (!opened.ok) throw new Error(opened.message)
  opened.value.close()
  damage(file)
  const before = readFileSync(file)
  expect(openStore(home)).toMatchObject({ ok: false, code: 'data-folder', message: expect.stringMatching(/is damaged .*Nothing was changed\. Move it away together with/) })
  expect(readFileSync(file).equals(before)).toBe(true)
})

test('a database another program writes to for too long is named as locked', () => {
  const failure = explain(Object.assign(new Error('database is locked'), { code: 'SQLITE_BUSY' }), '/home/x')
  expect(failure).toMatchObject({ code: 'data-folder', message: expect.stringMatching(/locked by another program for more than 5 s/) })
})

test.each([['SQLITE_FULL', 'data-folder', /full: nothing was stored/], ['SQLITE_IOERR_WRITE', 'data-folder', /disk reported an error/], ['SQLITE_CANTOPEN', 'data-folder', /cannot be written/], ['SQLITE_CONSTRAINT_CHECK', 'internal', /Unexpected database error/]])('%s means %s', (code, expected, words) => {
  expect(explain(Object.assign(new Error('it'), { code }), '/home/x')).toMatchObject({ code: expected, message: expect.stringMatching(words) })
})

test('one engine at a time: the second finds the place taken until the first lets go', () => {
  const home = tempFolder()
  const lock = lockFolder(home)!
  expect(lock).not.toBeNull()
  expect(lockFolder(home)).toBeNull()
  lock.release()
  const next = lockFolder(home)
  expect(next).not.toBeNull()
  next!.release()
})

test('the place of an engine that was killed is free at once', async () => {
  const home = tempFolder()
  const holder = spawn(process.execPath, ['--expose-gc', '--input-type=module', '-e', `
    const { lockFolder } = await import(${JSON.stringify(join(import.meta.dirname, 'lock.ts'))})
    const answer = lockFolder(process.argv[1]) === null ? 'refused' : 'held'
    // Nobody keeps the lock: it is held all the same.
    for (let i = 0; i < 3; i++) { await new Promise(setImmediate); gc() }
    console.log(answer)
    setInterval(() => {}, 1000)`, home], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => { holder.kill('SIGKILL') })
  const [said] = (await once(holder.stdout, 'data')) as [Buffer]
  expect(said.toString().trim()).toBe('held')
  expect(lockFolder(home)).toBeNull()
  holder.kill('SIGKILL')
  await once(holder, 'exit')
  const lock = lockFolder(home)
  expect(lock).not.toBeNull()
  lock!.release()
})

test('two programs may write to one folder: each sees what the other stored', async () => {
  const home = tempFolder()
  const opened = openStore(home)
  if (!opened.ok) throw new Error(opened.message)
  onTestFinished(() => opened.value.close())
  const other = new Database(join(home, DATABASE))
  other.exec(`INSERT INTO setting VALUES ('port', '1')`)
  other.close()
  expect(opened.value.read.prepare(`SELECT value FROM setting WHERE key = 'port'`).pluck().get()).toBe('1')
})
