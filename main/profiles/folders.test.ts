import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import { execFileSync } from 'node:child_process'
import { removeTempFolders, tempFolder } from '../../e2e/fixtures/temp.ts'
import { prepareFolders, profileFolders } from './folders.ts'
import { apiKeyHelperCommand, findSecret, hasSecret, redact, removeSecrets, Secret, storeSecret } from './secrets.ts'

afterAll(removeTempFolders)
const mode = (path: string) => statSync(path).mode & 0o777

describe('prepareFolders', () => {
  it('makes folders for their owner alone, again and again', () => {
    const data = tempFolder('d')
    const folders = profileFolders(data, 'work')
    expect(prepareFolders(folders)).toEqual({ ok: true })
    chmodSync(folders.config, 0o755)
    writeFileSync(join(folders.config, '.claude.json'), '{"mine":true}')
    expect(prepareFolders(folders)).toEqual({ ok: true })
    expect([folders.root, folders.config, folders.home, folders.tmp, folders.runs].map(mode)).toEqual([0o700, 0o700, 0o700, 0o700, 0o700])
    expect(readFileSync(join(folders.config, '.claude.json'), 'utf8')).toBe('{"mine":true}')
  })

  it('spares a person Claude’s first questions', () => {
    const folders = profileFolders(tempFolder('d'), 'work')
    prepareFolders(folders)
    expect(JSON.parse(readFileSync(join(folders.config, '.claude.json'), 'utf8'))).toMatchObject({ hasCompletedOnboarding: true, theme: 'dark' })
  })

  it('keeps the folder for sockets short, one for each profile', () => {
    const data = join(tempFolder('d'), 'a-very-long-folder-name-as-they-come-on-some-systems', 'Application Support')
    const [one, two] = [profileFolders(data, 'one'), profileFolders(data, 'two')]
    expect(one.tmp).toMatch(/dispatch-[0-9a-f]{12}$/)
    expect(one.tmp).not.toBe(two.tmp)
    expect(one.tmp.length).toBeLessThanOrEqual(60)
    expect(profileFolders('/data', 'one').tmp).toBe('/data/profiles/one/tmp')
    expect(prepareFolders(one)).toEqual({ ok: true })
    expect(mode(one.tmp)).toBe(0o700)
    rmSync(one.tmp, { recursive: true })
  })

  it('refuses what somebody else put there', () => {
    const root = tempFolder('d')
    const folders = { ...profileFolders(root, 'work'), tmp: join(root, 'link') }
    symlinkSync(tmpdir(), folders.tmp)
    expect(prepareFolders(folders)).toMatchObject({ ok: false, message: expect.stringContaining('found a link') })
    mkdirSync(join(root, 'file'))
    writeFileSync(join(root, 'file', 'profiles'), '')
    expect(prepareFolders(profileFolders(join(root, 'file'), 'work'))).toMatchObject({ ok: false, code: 'data-folder' })
  })
})

describe('secrets', () => {
  const value = 'sk-ant-very-secret'

  it('are files for their owner alone, without a newline', () => {
    const data = tempFolder('s')
    const stored = storeSecret(data, { profile: 'work', version: 1, kind: 'token' }, new Secret(`${value}\n`))
    if (!stored.ok) throw new Error(stored.message)
    expect([mode(stored.path), mode(join(data, 'secrets'))]).toEqual([0o600, 0o700])
    expect(readFileSync(stored.path, 'utf8')).toBe(value)
  })

  it('are found by version, and removed without touching another profile’s', () => {
    const data = tempFolder('s')
    const store = (profile: string, version: number, kind: 'token' | 'api-key') => storeSecret(data, { profile, version, kind }, new Secret(value))
    store('a', 1, 'api-key')
    store('a', 4, 'api-key')
    store('a-1', 1, 'api-key')
    const find = (version: number, kind: 'token' | 'api-key' = 'api-key') => findSecret(data, { profile: 'a', version, kind })?.slice(join(data, 'secrets').length + 1)
    expect([find(1), find(3), find(4), find(9), find(9, 'token')]).toEqual(['a-1.api-key', 'a-1.api-key', 'a-4.api-key', 'a-4.api-key', undefined])
    removeSecrets(data, 'a', {})
    expect([hasSecret(data, { profile: 'a', version: 9, kind: 'api-key' }), hasSecret(data, { profile: 'a-1', version: 1, kind: 'api-key' })]).toEqual([false, true])
  })

  it.each(['', ' \n', 'two\nlines', 'nul\0'])('refuse %j', (text) => {
    expect(storeSecret(tempFolder('s'), { profile: 'a', version: 1, kind: 'token' }, new Secret(text))).toMatchObject({ ok: false, code: 'bad-input' })
  })

  it('have no printable form', () => {
    const secret = new Secret(value)
    const shown = [String(secret), `${secret}`, JSON.stringify({ secret }), inspect({ secret }, { showHidden: true, depth: 9 }), `${[secret]}`]
    for (const text of shown) expect(text).toMatch(/hidden/)
    expect(shown.join('')).not.toContain('very')
    expect(redact(`a ${value} b ${value}`, [secret, new Secret('a')])).toBe('a [hidden] b [hidden]')
  })

  it('are fetched by a command that quotes any path', () => {
    const path = join(tempFolder('s'), `it's $(touch x) "q"`)
    writeFileSync(path, value)
    expect(execFileSync('/bin/sh', ['-c', apiKeyHelperCommand(path)], { encoding: 'utf8' })).toBe(value)
  })
})
