import { describe, expect, it } from 'vitest'
import { ProfileSpec, type ProfileSpecInput } from '../../contract/profile.ts'
import { buildEnvironment, checkEnvironment, checkProfile, type EnvironmentInput } from './environment.ts'
import { profileFolders } from './folders.ts'

const folders = profileFolders('/data', 'work')
const engineEnv = {
  PATH: '/engine/bin', LANG: 'de_DE.UTF-8', SECRET_OF_THE_ENGINE: 'x', ANTHROPIC_API_KEY: 'sk-engine', ANTHROPIC_AUTH_TOKEN: 't', CLAUDE_CODE_OAUTH_TOKEN: 'o', CLAUDECODE: '1', CLAUDE_CODE_ENTRYPOINT: 'cli', CLAUDE_CONFIG_DIR: '/engine', LD_PRELOAD: '/x.so', HOME: '/engine/home',
}
const spec = (more: Partial<ProfileSpecInput> = {}) => ProfileSpec.parse({ name: 'work', ...more })
const input = (more: Partial<ProfileSpecInput> = {}): EnvironmentInput => ({ profile: spec(more), engineEnv, folders, person: { home: '/home/me', user: 'me', shell: '/bin/zsh' }, run: { job: 'j1', number: 2, marker: 'm' } })

describe('buildEnvironment', () => {
  it('is what Dispatch sets and what was inherited, and nothing else', () => {
    expect(buildEnvironment(input())).toEqual({
      PATH: '/engine/bin', LANG: 'de_DE.UTF-8', TERM: 'xterm-256color', SHELL: '/bin/zsh', GIT_TERMINAL_PROMPT: '0', HOME: '/home/me', USER: 'me', LOGNAME: 'me', TMPDIR: folders.tmp,
      DISPATCH_JOB: 'j1', DISPATCH_RUN: 'm', CLAUDE_CONFIG_DIR: folders.config, CLAUDE_CODE_TMPDIR: folders.tmp, CLAUDE_CODE_MAX_RETRIES: '4', CLAUDE_CODE_STARTUP_FAILURE_RESULTS: '1', DISABLE_AUTOUPDATER: '1',
    })
  })

  it('inherits no login of the engine’s, though it be asked for', () => {
    const env = buildEnvironment(input({ inheritEnv: ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN', 'CLAUDE_CODE_OAUTH_TOKEN', 'CLAUDECODE', 'CLAUDE_CODE_ENTRYPOINT', 'CLAUDE_CONFIG_DIR', 'HOME', 'LD_PRELOAD'] }))
    expect(Object.values(env).filter((value) => ['sk-engine', 't', 'o', 'cli', '/engine', '/engine/home'].includes(value))).toEqual([])
    expect(env).toMatchObject({ LD_PRELOAD: '/x.so', PATH: expect.stringContaining('/usr/bin') })
    expect(env['CLAUDECODE']).toBeUndefined()
  })

  it('lets env win over what was inherited, and a written key be the person’s choice', () => {
    expect(buildEnvironment(input({ env: { PATH: '/mine', ANTHROPIC_API_KEY: 'sk-mine', CLAUDE_CODE_MAX_RETRIES: '9' } }))).toMatchObject({ PATH: '/mine', ANTHROPIC_API_KEY: 'sk-mine', CLAUDE_CODE_MAX_RETRIES: '9' })
  })

  it('never lets env move what keeps profiles apart', () => {
    expect(buildEnvironment(input({ env: { HOME: '/x', CLAUDE_CONFIG_DIR: '/x', TMPDIR: '/x', DISPATCH_RUN: 'x' } }))).toMatchObject({ HOME: '/home/me', CLAUDE_CONFIG_DIR: folders.config, TMPDIR: folders.tmp, DISPATCH_RUN: 'm' })
  })

  it('gives a profile its own home', () => {
    expect(buildEnvironment(input({ home: 'profile' }))['HOME']).toBe(folders.home)
  })

  it('tells checks nothing of Claude’s', () => {
    expect(Object.keys(checkEnvironment(input())).filter((name) => /CLAUDE|ANTHROPIC/.test(name))).toEqual([])
  })
})

describe('checkProfile', () => {
  it.each([
    [{ env: { HOME: '/x' } }, 'set home to "profile"'], [{ env: { CLAUDE_CONFIG_DIR: '/x' } }, 'CLAUDE_CONFIG_DIR'], [{ env: { DISPATCH_RUN: 'x' } }, 'DISPATCH_RUN'],
    [{ inheritEnv: ['ANTHROPIC_API_KEY'] }, 'auth'], [{ claude: 'bin/claude' }, 'absolute'], [{ repositories: ['code/**'] }, 'code/**'],
  ] satisfies [Partial<ProfileSpecInput>, string][])('refuses %j', (more, words) => {
    expect(checkProfile(spec(more))).toMatchObject({ ok: false, code: 'bad-input', message: expect.stringContaining(words) })
  })

  it('has nothing against ordinary profiles', () => {
    expect(checkProfile(spec({ env: { ANTHROPIC_BASE_URL: 'http://127.0.0.1' }, repositories: ['~', '~/code/**', '/srv', '!/srv/secret', '**/app'], claude: '~/bin/claude' }))).toBeNull()
  })
})
