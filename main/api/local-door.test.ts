import { chmodSync, chownSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { DoctorReport } from '../../contract/engine.ts'
import type { Job } from '../../contract/job.ts'
import { DATABASE } from '../store/explain-error.ts'
import { openStore } from '../store/open.ts'
import { openLocalDoor } from './local-door.ts'
import { makePlace } from './testing.ts'

const open = (home: string) => openLocalDoor({ home, from: 'cli' })

/** A data folder with one job in it, that nobody has open. */
async function withJob(): Promise<{ home: string; id: string }> {
  const { home, repository } = makePlace()
  const door = await open(home)
  const job = await door.call('jobs.submit', { prompt: 'Do it', repository }) as Job
  await door.close()
  return { home, id: job.id }
}

/** Takes the right to write from the folder, and from this process too where it is root, whom no right stops. */
function makeReadOnly(home: string): void {
  const root = process.geteuid!() === 0
  if (root) {
    chmodSync(dirname(home), 0o755)
    for (const path of [home, ...readdirSync(home).map((name) => join(home, name))]) chownSync(path, 65534, 65534)
  }
  chmodSync(home, 0o500)
  chmodSync(join(home, DATABASE), 0o400)
  if (root) process.seteuid!(65534)
  onTestFinished(() => {
    if (root) process.seteuid!(0)
    chmodSync(home, 0o700)
  })
}

test('a data folder that cannot be written is read all the same; what would change it is refused, and a warning says so', async () => {
  const { home, id } = await withJob()
  makeReadOnly(home)
  const door = await open(home)
  expect(await door.call('jobs.list', {})).toMatchObject({ jobs: [{ id }] })
  expect(await door.call('jobs.get', { id })).toMatchObject({ prompt: 'Do it', state: 'queued' })
  expect(await door.call('engine.status', {})).toMatchObject({ jobs: { queued: 1 }, engine: { running: false } })
  expect(await door.call('jobs.log', { id })).toMatchObject({ entries: [] })
  expect(door.warning).toMatch(/cannot be written: what is stored can be read, and nothing can be changed/)
  await expect(door.call('jobs.cancel', { id })).rejects.toMatchObject({ code: 'data-folder', message: expect.stringContaining('Make the data folder writable') })
  const report = await door.call('engine.doctor', {}) as DoctorReport
  expect(report).toMatchObject({ ok: false, checks: expect.arrayContaining([
    expect.objectContaining({ name: 'data', level: 'error', found: expect.stringContaining('cannot be written') as string, fix: expect.stringContaining('Make the data folder writable') as string }),
    expect.objectContaining({ name: 'git', level: 'ok' }),
  ]) })
  await door.close()
})

test.each<[string, (home: string) => void | Promise<void>, RegExp, RegExp]>([
  ['is damaged', (home) => writeFileSync(join(home, DATABASE), 'no database '.repeat(1000)), /is damaged/, /^Move it away together/],
  ['is newer', async (home) => {
    const opened = openStore(home)
    if (!opened.ok) throw new Error(opened.message)
    await opened.value.writer.write((db) => db.pragma('user_version = 900'))
    opened.value.close()
  }, /written by a newer Dispatch/, /^Update this program/],
])('doctor of a data folder that %s names that fault with its fix, and still looks at git, claude and node', async (_, spoil, found, fix) => {
  const { home } = await withJob()
  await spoil(home)
  const door = await open(home)
  const report = await door.call('engine.doctor', {}) as DoctorReport
  expect(report.ok).toBe(false)
  expect(report.checks.map((check) => check.name)).toEqual(['node', 'engine', 'data', 'disk', 'git', 'claude'])
  expect(report.checks[2]).toMatchObject({ level: 'error', found: expect.stringMatching(found), fix: expect.stringMatching(fix) })
  await expect(door.call('jobs.list', {})).rejects.toMatchObject({ message: expect.stringMatching(found) })
  await door.close()
})
