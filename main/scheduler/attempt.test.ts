import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { dies } from './dying.testing.ts'
import { commit, ended, idle } from './land-last.testing.ts'
import { finishNext, git, speak } from './testing.ts'

test('an engine that dies while a second attempt is given its place: the next one gives it that anew, and what changed is told from there', async () => {
  const bench = await idle()
  const place = (id: string): string => join(bench.core.home, 'worktrees', id)
  const meanwhile = () => git(bench.repository, 'rev-parse', 'main')
  let job = ''
  const { first, dead, next } = await dies(bench, () => job !== '' && bench.get(job).run === 2 && existsSync(join(place(job), 'late.txt')))
  first.scheduler.start()
  job = (await bench.submit({ profile: 'many', retry: { max: 1, backoffMs: 0 } })).id
  first.core.wake()
  const claude = await first.runner.nextStart()
  // The checkout goes on while the first attempt runs: the second one begins from there.
  commit(bench, { 'a.txt': 'meanwhile\n' })
  git(bench.repository, 'mv', 'a.txt', 'late.txt')
  git(bench.repository, 'commit', '--quiet', '--all', '-m', 'late')
  speak(claude, { error: 'no luck' })
  claude.end({ exitCode: 1, signal: null })
  await dead
  first.core.wake = () => {}
  const { runner, scheduler } = next()
  expect(await scheduler.recover()).toMatchObject({ resumed: 1 })
  scheduler.start()
  await finishNext({ ...bench, runner })
  expect(await ended(bench, job)).toMatchObject({ run: 3, baseCommit: meanwhile(), headCommit: meanwhile(), outcome: { kind: 'succeeded', message: 'Claude says it is done, but nothing changed.' }, runs: [{}, {}, { changedFiles: 0 }] })
  await scheduler.stop()
})
