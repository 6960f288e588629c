import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { createRunner } from './pty.ts'
import type { StartRequest } from './runner.ts'
import { makeFolder, PATH, startBehindGap, startProgram, startScript } from './test-support.ts'

const runner = createRunner()

async function failure(request: Partial<StartRequest>) {
  const started = await runner.start({ file: '/bin/sh', args: ['-c', 'echo ran'], cwd: '/', env: {}, ...request })
  if (started.ok) {
    started.process.onData(() => undefined)
    await started.process.exited
    throw new Error('it started')
  }
  return started
}

describe('a start that cannot succeed is a value', () => {
  it('program missing, by path and by name', async () => {
    expect(await failure({ file: '/no/such/program' })).toMatchObject({ code: 'program-missing', message: expect.stringContaining('/no/such/program') })
    expect(await failure({ file: 'no-such-program', env: { PATH } })).toMatchObject({ code: 'program-missing' })
    expect(await failure({ file: 'sh', env: {} })).toMatchObject({ code: 'program-missing', message: expect.stringContaining('no PATH') })
  })

  it('program not executable, or a folder', async () => {
    const folder = makeFolder()
    writeFileSync(join(folder, 'plain'), '#!/bin/sh\n', { mode: 0o644 })
    expect(await failure({ file: join(folder, 'plain') })).toMatchObject({ code: 'program-not-executable', message: expect.stringContaining('chmod') })
    expect(await failure({ file: folder })).toMatchObject({ code: 'program-not-executable', message: expect.stringContaining('folder') })
  })

  it('folder missing, a file, or relative', async () => {
    const file = join(makeFolder(), 'file')
    writeFileSync(file, '')
    expect(await failure({ cwd: '/no/such/folder' })).toMatchObject({ code: 'folder-missing' })
    expect(await failure({ cwd: file })).toMatchObject({ code: 'folder-missing' })
    expect(await failure({ cwd: 'relative' })).toMatchObject({ ok: false, message: expect.stringContaining('absolute') })
  })

  it('input missing or a folder', async () => {
    const folder = makeFolder()
    expect(await failure({ stdinFile: join(folder, 'none') })).toMatchObject({ code: 'input-missing' })
    expect(await failure({ stdinFile: folder })).toMatchObject({ code: 'input-missing' })
  })

  it('text the system cannot take', async () => {
    expect(await failure({ args: ['a\0b'] })).toMatchObject({ code: 'spawn-failed', message: expect.stringContaining('NUL') })
    expect(await failure({ env: { 'A=B': '1' } })).toMatchObject({ code: 'spawn-failed' })
    expect(await failure({ args: ['x'.repeat(131_072)] })).toMatchObject({ code: 'spawn-failed', message: expect.stringContaining('input file') })
  })
})

describe.each([false, true])('the environment is exactly the one asked for; another terminal to be hidden: %s', (hasOther) => {
  beforeEach(async () => {
    if (hasOther) await startBehindGap()
  })

  async function environmentOf(env: Record<string, string>, file = '/usr/bin/env'): Promise<string[]> {
    const program = await startProgram({ file, args: ['-0'], env })
    await program.exited
    return program.text().split('\0').slice(0, -1).sort()
  }
  const lines = (env: Record<string, string>) => Object.entries(env).map(([name, value]) => `${name}=${value.replaceAll('\n', '\r\n')}`).sort()

  it.each<[string, Record<string, string>]>([
    ['one variable', { A: '1' }],
    ['none', {}],
    ['newlines, quotes, unicode, an empty value', { A: 'one\ntwo\n', B: `"'$(id)\`id\` \\`, C: 'žluťoučký 🐎', D: '', E: 'a=b=c' }],
    ['names the shell uses for itself', { PWD: '/x', OLDPWD: 'o', SHLVL: '7', _: 'u', IFS: ',', OPTIND: 'no', PPID: '5', PS1: 'p', PS4: 'q', LINENO: '3', ENV: '/no', BASH_ENV: '/no', SHELLOPTS: 's' }],
    ['names no shell knows', { 'a-b': '1', 'ProgramFiles(x86)': '2', 'BASH_FUNC_x%%': '() { :; }', '1': 'one' }],
    ['an unknown locale', { LC_ALL: 'xx_YY.UTF-8', LANG: 'zz', A: '1' }],
    ['names of the scripts in between', { f: '1', i: '2', sh: '3', clean: '4', shut: '5' }],
    ['120 kB in one, 400 kB in all', Object.fromEntries(Array.from({ length: 4 }, (_, i) => [`BIG_${i}`, 'x'.repeat(i === 0 ? 120_000 : 93_000)]))],
  ])('%s', async (_, env) => {
    expect(await environmentOf(env)).toEqual(lines(env))
  })

  it('also with a program whose path holds an equals sign', async () => {
    const program = join(makeFolder(), 'K=V')
    copyFileSync('/usr/bin/env', program)
    expect(await environmentOf({ 'a-b': '1', B: '2' }, program)).toEqual(['B=2', 'a-b=1'])
    expect(await environmentOf({ B: '2' }, program)).toEqual(['B=2'])
  })
})

describe('what the program is given', () => {
  it('arguments and paths with spaces, quotes, unicode and leading dashes as they are', async () => {
    const folder = join(makeFolder(), "ü ñ 'q' $x")
    mkdirSync(folder)
    writeFileSync(join(folder, 'show me'), '#!/bin/sh\nprintf "%s|" "$PWD" "$@"\n', { mode: 0o755 })
    const args = ['-c', '--', '', '$(touch /no)', '`id`', "it's", 'a b', '🐎', 'x\ty', '*']
    const program = await startProgram({ file: './show me', args, cwd: folder, env: {} })
    expect(await program.exited).toEqual({ exitCode: 0, signal: null })
    expect(program.text()).toBe([folder, ...args, ''].join('|'))
  })

  it('a program by its name from PATH', async () => {
    const folder = makeFolder()
    writeFileSync(join(folder, 'tool'), '#!/bin/sh\necho found\n', { mode: 0o755 })
    const program = await startProgram({ file: 'tool', env: { PATH: `/no/such:${folder}:/usr/bin` } })
    await program.exited
    expect(program.text()).toBe('found\r\n')
  })

  it('stdin from a file, relative to the folder, byte by byte', async () => {
    const folder = makeFolder()
    writeFileSync(join(folder, 'in put'), Buffer.concat([Buffer.from('a\0b\n'), Buffer.alloc(300_000, 'x')]))
    const program = await startScript('wc -c; readlink /proc/self/fd/0', [], { cwd: folder, stdinFile: 'in put' })
    await program.exited
    expect(program.text()).toContain('300004')
    expect(program.text()).toContain(join(folder, 'in put'))
  })

  it('/dev/null as stdin otherwise', async () => {
    const program = await startScript('[ -t 0 ] || echo no terminal; cat; readlink /proc/self/fd/0')
    expect(await program.exited).toEqual({ exitCode: 0, signal: null })
    expect(program.text()).toBe('no terminal\r\n/dev/null\r\n')
  })
})
