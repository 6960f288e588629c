import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { realClaude } from '../../e2e/fixtures/claude.ts'
import { removeTempFolders, tempFolder } from '../../e2e/fixtures/temp.ts'
import { compareVersions, locateClaude, readVersion } from './program.ts'
import { findTranscript } from './transcript.ts'

afterAll(removeTempFolders)

function program(folder: string, name: string, body: string, mode = 0o755): string {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, name), `#!/bin/sh\n${body}\n`)
  chmodSync(join(folder, name), mode)
  return join(folder, name)
}

describe('locateClaude', () => {
  const root = tempFolder('program')
  const onPath = program(join(root, 'bin'), 'claude', '')
  const named = program(root, 'mine', '')

  it('takes DISPATCH_CLAUDE, then the profile’s setting, then PATH', () => {
    const env = { PATH: `relative:${root}/none:${join(root, 'bin')}` }
    expect(locateClaude({ profileClaude: null, env })).toEqual({ ok: true, path: onPath })
    expect(locateClaude({ profileClaude: named, env })).toEqual({ ok: true, path: named })
    expect(locateClaude({ profileClaude: '~/mine', env: { ...env, HOME: root } })).toEqual({ ok: true, path: named })
    expect(locateClaude({ profileClaude: '/nowhere', env: { ...env, DISPATCH_CLAUDE: named } })).toEqual({ ok: true, path: named })
  })

  it.each([
    ['/nowhere/claude', 'does not exist'], [root, 'is not a file'], ['claude', 'is not an absolute path'],
  ])('says what is wrong with %s, and takes no other in its place', (path, words) => {
    expect(locateClaude({ profileClaude: path, env: { PATH: join(root, 'bin') } })).toMatchObject({ ok: false, code: 'claude-missing', message: expect.stringContaining(words) })
  })

  it('says when it may not be executed, and when there is none', () => {
    expect(locateClaude({ profileClaude: program(root, 'plain', '', 0o644), env: {} })).toMatchObject({ ok: false, message: expect.stringContaining('may not be executed') })
    expect(locateClaude({ profileClaude: null, env: {} })).toMatchObject({ ok: false, message: expect.stringContaining('DISPATCH_CLAUDE') })
  })
})

describe('readVersion', () => {
  const root = tempFolder('version')

  it.each([
    ['echo "2.1.330 (Claude Code)"', { ok: true, version: '2.1.330' }],
    ['echo 3.0.0', { ok: true, version: '3.0.0' }],
    ['echo "2.0.99 (Claude Code)"', { ok: false, message: expect.stringMatching(/2\.1\.0 or newer, found 2\.0\.99/) }],
    ['echo hello', { ok: false, message: expect.stringContaining('"hello"') }],
    ['echo broken >&2; exit 3', { ok: false, message: expect.stringContaining('broken') }],
  ])('%s', async (body, expected) => {
    expect(await readVersion(program(root, `c${Math.random()}`, body))).toMatchObject(expected)
  })

  it('asks a file once, and again when it changed', async () => {
    const path = program(root, 'counted', `echo x >> ${root}/count; echo 2.1.$(wc -l < ${root}/count)`)
    expect(await readVersion(path)).toEqual(await readVersion(path))
    expect(await readVersion(program(root, 'counted', `echo x >> ${root}/count; echo 2.1.$(wc -l < ${root}/count) # newer`))).toEqual({ ok: true, version: '2.1.2' })
  })

  it.skipIf(!realClaude())('reads the real one', async () => {
    expect(await readVersion(realClaude()!)).toMatchObject({ ok: true })
  })

  it('compares by number', () => {
    expect(compareVersions('2.1.10', '2.1.9')).toBeGreaterThan(0)
    expect(compareVersions('2.0.99', '2.1.0')).toBeLessThan(0)
  })
})

describe('findTranscript', () => {
  const root = tempFolder('transcript')
  mkdirSync(join(root, 'projects', '-a-b'), { recursive: true })
  mkdirSync(join(root, 'projects', '-c'))
  writeFileSync(join(root, 'projects', '-a-b', 'full.jsonl'), '{}\n')
  writeFileSync(join(root, 'projects', '-a-b', 'empty.jsonl'), '')
  writeFileSync(join(root, 'secret.jsonl'), '{}\n')

  it.each([['full', join(root, 'projects', '-a-b', 'full.jsonl')], ['empty', null], ['absent', null], ['../../secret', null]])('%s', (id, expected) => {
    expect(findTranscript(root, id)).toBe(expected)
  })

  it('finds nothing where there is no folder', () => {
    expect(findTranscript(join(root, 'none'), 'full')).toBeNull()
  })
})
