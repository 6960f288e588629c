import { type Failure, failure } from '../../contract/errors.ts'
import type { ProfileSpec } from '../../contract/profile.ts'
import type { ProfileFolders } from './folders.ts'

/** Whose machine it is. */
export interface Person { home: string; user: string; shell: string }

/** What a run's environment is made of. */
export interface EnvironmentInput {
  profile: Pick<ProfileSpec, 'env' | 'inheritEnv' | 'home'>
  engineEnv: Record<string, string | undefined>
  folders: ProfileFolders
  person: Person
  /** `marker` tells the processes of this run from all others. */
  run: { job: string; number: number; marker: string }
}

/** What the isolation of profiles stands on: Dispatch sets it, and a profile may neither set nor inherit it. */
const OWN_NAMES = ['CLAUDE_CONFIG_DIR', 'CLAUDE_CODE_TMPDIR', 'TMPDIR', 'HOME', 'USER', 'LOGNAME', 'DISPATCH_JOB', 'DISPATCH_RUN', 'CLAUDECODE', 'CLAUDE_CODE_OAUTH_TOKEN_FILE_DESCRIPTOR', 'CLAUDE_CODE_API_KEY_FILE_DESCRIPTOR']
/** They log Claude in, and win over a stored login. Written in `env` they are the person's choice; found in the engine's environment they are an accident. */
const CREDENTIAL_NAMES = ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN', 'CLAUDE_CODE_OAUTH_TOKEN']
const FALLBACK_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
/** Claude's own ten retries of an API that does not answer take three minutes of a slot; four take ten seconds. */
const API_RETRIES = '4'

/** The environment of Claude, from nothing: what Dispatch sets + `inheritEnv` + `env`. */
export function buildEnvironment(input: EnvironmentInput): Record<string, string> {
  const { folders } = input
  return {
    ...checkEnvironment(input),
    CLAUDE_CODE_MAX_RETRIES: input.profile.env['CLAUDE_CODE_MAX_RETRIES'] ?? API_RETRIES,
    CLAUDE_CODE_STARTUP_FAILURE_RESULTS: '1',
    DISABLE_AUTOUPDATER: '1',
    CLAUDE_CONFIG_DIR: folders.config,
    CLAUDE_CODE_TMPDIR: folders.tmp,
  }
}

/** The environment of the commands Dispatch runs for a job, check and set-up: the same without what is Claude's alone. */
export function checkEnvironment(input: EnvironmentInput): Record<string, string> {
  const { profile, engineEnv, folders, person, run } = input
  const inherited = Object.fromEntries(profile.inheritEnv.filter(mayInherit).flatMap((name) => (engineEnv[name] === undefined ? [] : [[name, engineEnv[name]]])))
  const home = profile.home === 'profile' ? folders.home : person.home
  return {
    PATH: FALLBACK_PATH,
    TERM: 'xterm-256color',
    SHELL: person.shell || '/bin/bash',
    GIT_TERMINAL_PROMPT: '0',
    ...inherited,
    ...profile.env,
    HOME: home,
    USER: person.user,
    LOGNAME: person.user,
    TMPDIR: folders.tmp,
    DISPATCH_JOB: run.job,
    DISPATCH_RUN: run.marker,
  }
}

function mayInherit(name: string): boolean {
  return !OWN_NAMES.includes(name) && !CREDENTIAL_NAMES.includes(name) && !name.startsWith('CLAUDE_CODE_')
}

/** Whether a profile can be used as it stands; the types were checked before. */
export function checkProfile(spec: Pick<ProfileSpec, 'env' | 'inheritEnv' | 'claude' | 'mcpServers' | 'repositories'>): Failure | null {
  const own = Object.keys(spec.env).find((name) => OWN_NAMES.includes(name))
  if (own !== undefined) return failure('bad-input', `env.${own}: expected a variable that profiles may set, found ${own}, which keeps profiles apart: take it out${own === 'HOME' ? ' and set home to "profile" for a home folder of its own' : ''}`, { field: `env.${own}` })
  const inherited = spec.inheritEnv.find((name) => name === 'CLAUDE_CONFIG_DIR' || CREDENTIAL_NAMES.includes(name))
  if (inherited !== undefined) return failure('bad-input', `inheritEnv: expected names of ordinary variables, found ${inherited}, which would log Claude in as whoever started the engine: take it out; a key or token goes into auth`, { field: 'inheritEnv' })
  if (spec.claude !== null && !spec.claude.startsWith('/') && !spec.claude.startsWith('~/') && !/^[A-Za-z]:[\\/]/.test(spec.claude)) return failure('bad-input', `claude: expected an absolute path of the program, found "${spec.claude}"`, { field: 'claude' })
  const relative = spec.repositories.find((pattern) => !/^!?(?:\/|~(?:\/|$)|\*\*|[A-Za-z]:[\\/])/.test(pattern))
  if (relative !== undefined) return failure('bad-input', `repositories: expected an absolute folder or one that starts with ~/, found "${relative}"`, { field: 'repositories' })
  return null
}
