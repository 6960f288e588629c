import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { explain, git, gitPatiently, isLockError, readGitVersion } from './git.ts'
import { makeBench, run, write } from './testing.ts'

const bench = makeBench()

test('a git that is not installed gives a clear failure', async () => {
  const result = await git(bench.folder, ['version'], { program: join(bench.folder, 'no-git') })
  expect(result).toMatchObject({ ok: false, exitCode: null, message: expect.stringContaining('Install git') })
})

test('the version is read and judged', async () => {
  expect(await readGitVersion()).toEqual({ ok: true, version: run(bench.folder, 'version').split(' ')[2], supported: true })
})

test('a missing folder is told apart from a missing git', async () => {
  const result = await git(join(bench.folder, 'nowhere'), ['version'])
  expect(result).toMatchObject({ ok: false, message: expect.stringMatching(/expected a folder at .*nowhere/) })
})

test('GIT_* variables of the engine do not reach git', async () => {
  const [one, other] = [bench.repository(), bench.repository()]
  process.env['GIT_DIR'] = join(other, '.git')
  try {
    const result = await git(one, ['rev-parse', '--show-toplevel'])
    expect(result).toMatchObject({ ok: true, stdout: `${one}\n` })
  } finally {
    delete process.env['GIT_DIR']
  }
})

test('a call past its time limit is ended, with its children', async () => {
  const root = bench.repository()
  const result = await git(root, ['-c', 'alias.wait=!sleep 60', 'wait'], { timeoutMs: 200 })
  expect(result).toMatchObject({ ok: false, exitCode: null, message: expect.stringContaining('took longer than') })
})

test('output is cut where asked', async () => {
  const root = bench.repository()
  write(root, { 'big.txt': 'x'.repeat(3_000_000) })
  const result = await git(root, ['hash-object', '--stdin'], { input: 'x'.repeat(3_000_000) })
  expect(result).toMatchObject({ ok: true, cut: false })
  const cut = await git(root, ['diff', '--no-index', '/dev/null', 'big.txt'], { cutBytes: 1000 })
  expect(cut).toMatchObject({ ok: true, cut: true })
})

test('a NUL in an argument is a failure, not an exception', async () => {
  expect(await git(bench.folder, ['rev-parse', 'a\0b'])).toMatchObject({ ok: false })
})

test('hooks of the person do not run, nor does text go through a shell', async () => {
  const root = bench.repository()
  writeFileSync(join(root, '.git', 'hooks', 'pre-commit'), '#!/bin/sh\ntouch "$PWD/hook-ran"\nexit 1\n', { mode: 0o755 })
  const result = await git(root, ['commit', '--quiet', '--allow-empty', '-m', '$(touch shell-ran) `touch shell-ran`'])
  expect(result.ok).toBe(true)
  expect([existsSync(join(root, 'hook-ran')), existsSync(join(root, 'shell-ran'))]).toEqual([false, false])
  expect(run(root, 'log', '-1', '--format=%s')).toBe('$(touch shell-ran) `touch shell-ran`')
})

test('a lock of another git is waited for', async () => {
  const root = bench.repository()
  const lock = join(root, '.git', 'refs', 'heads', 'held.lock')
  writeFileSync(lock, '')
  const once = await git(root, ['update-ref', 'refs/heads/held', 'HEAD'])
  expect(once.ok || isLockError(once)).toBe(true)
  expect(once.ok).toBe(false)
  const patient = gitPatiently(root, ['update-ref', 'refs/heads/held', 'HEAD'])
  await Promise.race([patient, pause(50)])
  run(root, '-c', 'alias.free=!rm -f .git/refs/heads/held.lock', 'free')
  expect((await patient).ok).toBe(true)
})

test('a branch that blocks the namespace is named with a way out', () => {
  const message = explain({ ok: false, exitCode: 128, stdout: '', message: 'x', stderr: "fatal: cannot lock ref 'refs/heads/dispatch/j1': 'refs/heads/dispatch' exists; cannot create 'refs/heads/dispatch/j1'" }, '/r')
  expect(message).toContain('git branch -m dispatch dispatch-old')
})
