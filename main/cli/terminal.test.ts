import { once } from 'node:events'
import { chmodSync, copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { spawn as spawnPty } from 'node-pty'
import { expect, test } from 'vitest'
import type { CallResult } from '../../contract/api.ts'
import { Profile } from '../../contract/profile.ts'
import { runLine, spawnLine, toJob, useTestEngine, type Answers } from './testing.ts'

const place = useTestEngine()
const { start } = place
const conversation: CallResult<'conversations.get'> = { id: 'c000000001', profile: 'p', repository: '/r', sessionId: null, jobs: [], takenOverBy: null, createdAt: 0 }
const taking = (script: string): Answers => ({
  'jobs.get': () => toJob(),
  'conversations.open': () => ({ conversation: 'c000000001', lease: 'lease-1', file: '/bin/sh', args: ['-c', script], cwd: place.home, env: { ONLY: 'this' } }),
  'conversations.close': () => conversation,
})
const closed = () => place.engine.calls.filter(({ name }) => name === 'conversations.close').map(({ args }) => args)

test('open runs the program with exactly its environment, exits with its code, and gives the conversation back', async () => {
  await start(taking('test "$ONLY" = this && test -z "$DISPATCH_HOME" && exit 9'))
  expect((await runLine(place.home, ['open', 'j4k9'])).exit).toBe(9)
  expect(place.engine.calls[1]).toEqual({ name: 'conversations.open', args: { id: 'j4k9', pid: process.pid } })
  expect(closed()).toEqual([{ id: 'c000000001', lease: 'lease-1' }])
})

test('open of a job held for a conflict is a shell of the person’s own in its worktree, with what to do; nothing is taken over', async () => {
  const shell = join(place.home, 'shell')
  writeFileSync(shell, '#!/bin/sh\ntest "$MINE" = this && test "$(basename "$(pwd -P)")" = there && exit 7\n', { mode: 0o755 })
  mkdirSync(join(place.home, 'there'))
  await start({ 'jobs.get': () => toJob({ state: 'held', worktree: join(place.home, 'there'), conflict: { parents: [{ id: 'ja', title: 'A' }, { id: 'jb', title: 'B' }], files: ['x.ts'] } }) })
  const opened = await runLine(place.home, ['open', 'j4k9'], { env: { SHELL: shell, MINE: 'this' } })
  expect(opened).toMatchObject({ exit: 7, err: expect.stringMatching(/conflicts in x\.ts\. Resolve them.*dispatch release j4k9m2p3q0/) as string })
  expect(place.engine.calls.map(({ name }) => name)).toEqual(['jobs.get'])
})

test('a program that is not there is a refusal, and the conversation is given back', async () => {
  await start({ ...taking(''), 'conversations.open': () => ({ conversation: 'c000000001', lease: 'l', file: '/nowhere/claude', args: [], cwd: place.home, env: {} }) })
  expect(await runLine(place.home, ['open', 'j4k9'])).toMatchObject({ exit: 5, err: expect.stringContaining('/nowhere/claude') as string })
  expect(closed()).toHaveLength(1)
})

test('signals go to the program; its end is ours', async () => {
  await start(taking('trap "exit 11" TERM; echo ready; while :; do read -r x || exit 1; done'))
  const child = spawnLine(place.home, ['open', 'j4k9'])
  await once(child.stdout!, 'data')
  child.kill('SIGTERM')
  // The shell runs its trap once `read` returns.
  child.stdin!.write('\n')
  expect(await once(child, 'exit')).toEqual([11, null])
  expect(closed()).toHaveLength(1)
})

/** A command in a real terminal. */
function inTerminal(argv: readonly string[], env: Record<string, string> = {}) {
  const pty = spawnPty(process.execPath, [join(import.meta.dirname, 'main.ts'), ...argv], { cols: 80, rows: 24, cwd: place.home, env: { PATH: process.env.PATH ?? '', DISPATCH_HOME: place.home, TERM: 'xterm', ...env } })
  let text = ''
  const waiters: (() => void)[] = []
  pty.onData((data) => {
    text += data
    for (const waiter of waiters) waiter()
  })
  const exit = new Promise<number>((settle) => pty.onExit(({ exitCode }) => settle(exitCode)))
  const seen = (word: string) => new Promise<void>((settle) => {
    const look = () => { if (text.includes(word)) settle() }
    waiters.push(look)
    look()
  })
  return { pty, exit, seen, text: () => text }
}

test('a secret is typed without being shown', async () => {
  const { calls } = await start({ 'profiles.add': () => Profile.parse({ name: 'x', auth: { kind: 'api-key', stored: true }, version: 1, builtIn: false, paused: false, createdAt: 0 }) })
  const terminal = inTerminal(['profile', 'add', 'x', '--set', 'auth.key=-'])
  await terminal.seen('not shown')
  terminal.pty.write('secrex\u007fts\r')
  expect(await terminal.exit).toBe(0)
  expect((calls[0]!.args as { auth: unknown }).auth).toEqual({ kind: 'api-key', key: 'secrets' })
  expect(terminal.text()).not.toMatch(/secre/)
})

test('a diff in a terminal goes through the pager', async () => {
  await start({ 'jobs.diff': () => ({ job: 'j', base: 'a', head: 'b', branch: null, files: [{ path: 'x', added: 1, removed: 0 }], patch: '@@ -0,0 +1 @@\n+new\n', cut: false }) })
  const terminal = inTerminal(['diff', 'j4k9'], { PAGER: 'sed s/new/paged/' })
  expect(await terminal.exit).toBe(0)
  expect(terminal.text()).toContain('\u001b[32m+paged\u001b[0m')
})

const DISPATCH = join(import.meta.dirname, '../../bin/dispatch')
test('bin/dispatch finds its root through links and blanks, and passes arguments on as they are', () => {
  const root = join(place.home, 'a checkout')
  for (const folder of ['bin', 'out/main', 'elsewhere']) mkdirSync(join(root, folder), { recursive: true })
  copyFileSync(DISPATCH, join(root, 'bin/dispatch'))
  chmodSync(join(root, 'bin/dispatch'), 0o755)
  symlinkSync('../bin/dispatch', join(root, 'elsewhere/one'))
  symlinkSync(join(root, 'elsewhere/one'), join(place.home, 'two'))
  const missing = spawnSync(join(place.home, 'two'), ['ls'], { encoding: 'utf8' })
  expect([missing.status, missing.stderr]).toEqual([2, expect.stringContaining('npm ci && npm run build')])
  writeFileSync(join(root, 'package.json'), '{"type":"module"}')
  writeFileSync(join(root, 'out/main/cli.js'), 'console.log(JSON.stringify(process.argv.slice(2))); process.exitCode = 3')
  const found = spawnSync(join(place.home, 'two'), ['submit', 'a "b" $(c) *', ''], { encoding: 'utf8' })
  expect([found.status, found.stdout, found.stderr]).toEqual([3, '["submit","a \\"b\\" $(c) *",""]\n', ''])
})
