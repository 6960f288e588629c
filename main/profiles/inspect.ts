import { execFile } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import { type Failure, failure } from '../../contract/errors.ts'
import type { Profile, ProfileCheck } from '../../contract/profile.ts'
import { locateClaude, readVersion } from '../claude/program.ts'
import { buildEnvironment, type Person } from './environment.ts'
import { prepareFolders, profileFolders } from './folders.ts'
import { hasSecret } from './secrets.ts'

/** What is needed to look at a profile. */
export interface InspectInput { profile: Profile; dataFolder: string; engineEnv: Record<string, string | undefined>; person: Person }

const STATUS_LIMIT_MS = 15_000

/** Whether a profile can run jobs: the program, its version, the login, the sandbox. Nothing is asked of the API. */
export async function inspectProfile(input: InspectInput): Promise<ProfileCheck> {
  const made = prepareFolders(profileFolders(input.dataFolder, input.profile.name))
  const env = environmentOf(input)
  const claude = await inspectProgram(input)
  const login = made.ok ? await inspectLogin(input, claude.ok ? claude.path : null, env) : { loggedIn: null, method: null, message: made.message }
  const sandbox = inspectSandbox(input.profile, env['PATH'] ?? '')
  return { profile: input.profile.name, claude, login, sandbox, ok: claude.ok && login.loggedIn === true && sandbox.ok }
}

/** The command with which a person logs a profile in, in a terminal. */
export function prepareLogin(input: InspectInput): { ok: true; file: string; args: string[]; cwd: string; env: Record<string, string> } | Failure {
  const { profile, dataFolder } = input
  if (profile.auth.kind !== 'login') return failure('wrong-state', `expected a profile that logs in with Claude’s own login, found ${profile.name} with ${profile.auth.kind === 'token' ? 'a token' : 'an API key'}: set auth to {"kind":"login"} first`)
  const found = locateClaude({ profileClaude: profile.claude, env: input.engineEnv })
  if (!found.ok) return found
  const folders = profileFolders(dataFolder, profile.name)
  const made = prepareFolders(folders)
  return made.ok ? { ok: true, file: found.path, args: ['auth', 'login'], cwd: folders.config, env: environmentOf(input) } : made
}

function environmentOf({ profile, dataFolder, engineEnv, person }: InspectInput): Record<string, string> {
  return buildEnvironment({ profile, engineEnv, person, folders: profileFolders(dataFolder, profile.name), run: { job: '', number: 0, marker: '' } })
}

async function inspectProgram({ profile, engineEnv }: InspectInput): Promise<ProfileCheck['claude']> {
  const found = locateClaude({ profileClaude: profile.claude, env: engineEnv })
  if (!found.ok) return { path: null, version: null, ok: false, message: found.message }
  const version = await readVersion(found.path, engineEnv)
  if (!version.ok) return { path: found.path, version: null, ok: false, message: version.message }
  return { path: found.path, version: version.version, ok: true, message: `Claude Code ${version.version} at ${found.path}` }
}

async function inspectLogin({ profile, dataFolder }: InspectInput, claude: string | null, env: Record<string, string>): Promise<ProfileCheck['login']> {
  const { kind } = profile.auth
  if (kind !== 'login') {
    const stored = hasSecret(dataFolder, { profile: profile.name, version: profile.version, kind })
    const what = kind === 'token' ? 'token' : 'API key'
    return { loggedIn: stored, method: kind, message: stored ? `The ${what} is stored; the first job shows whether it is valid.` : `No ${what} is stored: give it one with dispatch profile edit ${profile.name}` }
  }
  if (claude === null) return { loggedIn: null, method: null, message: 'Not known: the claude program is needed to say.' }
  const status = await askStatus(claude, env)
  if (status === null) return { loggedIn: null, method: null, message: 'Not known: `claude auth status` gave no answer.' }
  const method = typeof status['authMethod'] === 'string' ? status['authMethod'] : null
  if (status['loggedIn'] !== true) return { loggedIn: false, method, message: `Not logged in: dispatch profile login ${profile.name}` }
  const plan = typeof status['subscriptionType'] === 'string' ? ` (${status['subscriptionType']})` : ''
  const billed = method === 'api_key' ? '; its env holds an API key, so runs are billed to the API' : ''
  return { loggedIn: true, method, message: `Logged in by ${method?.replaceAll('_', ' ') ?? 'Claude’s login'}${plan}${billed}.` }
}

/** `claude auth status` prints JSON, and exits with 1 when nobody is logged in. */
function askStatus(claude: string, env: Record<string, string>): Promise<Record<string, unknown> | null> {
  return new Promise((resolve) => {
    const child = execFile(claude, ['auth', 'status'], { env, timeout: STATUS_LIMIT_MS, killSignal: 'SIGKILL', maxBuffer: 1024 * 1024, windowsHide: true }, (_error, stdout) => {
      try {
        const value: unknown = JSON.parse(stdout)
        resolve(typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null)
      } catch {
        resolve(null)
      }
    })
    child.stdin?.end()
  })
}

function inspectSandbox(profile: Profile, path: string): ProfileCheck['sandbox'] {
  if (profile.sandbox === 'off') return { required: false, ok: true, message: 'No sandbox is asked for.' }
  if (process.platform === 'darwin') return { required: true, ok: true, message: 'The sandbox of macOS is there.' }
  if (process.platform !== 'linux') return { required: true, ok: false, message: 'Claude Code has no sandbox on this system: set sandbox to off, or use another profile.' }
  const missing = ['bwrap', 'socat'].filter((name) => !isOnPath(name, path))
  if (missing.length === 0) return { required: true, ok: true, message: 'bubblewrap and socat are there.' }
  return { required: true, ok: false, message: `The sandbox needs ${missing.join(' and ')} on PATH: install ${missing.map((name) => (name === 'bwrap' ? 'bubblewrap' : name)).join(' and ')}.` }
}

function isOnPath(name: string, path: string): boolean {
  return path.split(delimiter).filter(isAbsolute).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
