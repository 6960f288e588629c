import { statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import type { Failure } from '../../contract/errors.ts'
import type { DoctorCheck, DoctorReport } from '../../contract/engine.ts'
import { locateClaude, readVersion } from '../claude/program.ts'
import { inspectProfile } from '../profiles/inspect.ts'
import { listProfiles, toProfile } from '../store/profiles.ts'
import type { Core } from '../scheduler/core.ts'
import { explain, LEAST_ROOM_BYTES } from '../store/explain-error.ts'
import { findDamage } from '../store/open.ts'
import { canForesee } from '../workspace/foresee.ts'
import { git } from '../workspace/git.ts'
import type { Api } from './handlers.ts'

/** Below this a few worktrees and logs fill the disk within a day. */
const LOW_DISK_BYTES = 2 * 1024 ** 3

const good = (name: string, found: string): DoctorCheck => ({ name, ok: true, level: 'ok', found, fix: null })
const bad = (name: string, found: string, fix: string, level: 'warning' | 'error' = 'error'): DoctorCheck => ({ name, ok: false, level, found, fix })

/** Everything that could keep jobs from running, each with its fix. Costs nothing and changes nothing. */
export async function examine(api: Api): Promise<DoctorReport> {
  const checks = [
    good('node', `${process.version} on ${process.platform}-${process.arch}`),
    checkEngine(api), ...checkData(api), await checkDisk(api.core.home), await checkGit(), ...(await checkProfiles(api)),
  ]
  return toReport(checks)
}

/** The same of a data folder that cannot be opened: what is wrong with it, and all that can be said without it. */
export async function examineUnopened(home: string, why: Failure, env: NodeJS.ProcessEnv): Promise<DoctorReport> {
  return toReport([
    good('node', `${process.version} on ${process.platform}-${process.arch}`),
    checkEngine({ engine: null }), fromFailure('data', why), await checkDisk(home), await checkGit(), await checkClaude(env),
  ])
}

const toReport = (checks: DoctorCheck[]): DoctorReport => ({ ok: checks.every((check) => check.level !== 'error'), checks })

/** Messages say what was found, and in their last sentence what to do. */
function fromFailure(name: string, { message }: { message: string }): DoctorCheck {
  const end = message.lastIndexOf('. ')
  return end < 0 ? bad(name, message, 'Choose another folder with --home.') : bad(name, message.slice(0, end), message.slice(end + 2))
}

function checkEngine({ engine }: Pick<Api, 'engine'>): DoctorCheck {
  return engine ? good('engine', `running at ${engine.url}, process ${engine.pid}`) : bad('engine', 'not running', 'Start the desktop app or `dispatch serve`; jobs submitted meanwhile wait.', 'warning')
}

function checkData({ core }: Api): DoctorCheck[] {
  const { lookOnly, owed } = core.store
  if (lookOnly !== null) return [fromFailure('data', lookOnly)]
  const trouble = owed.trouble()
  const unstored = trouble === null ? [] : [bad('unstored', `${trouble.message} Kept in memory meanwhile: ${trouble.waits.join(', ')}`, 'Free some space, or make the data folder writable, and leave the engine running: it stores what it keeps by itself.')]
  return [checkFile(core), ...unstored]
}

function checkFile({ store, home }: Core): DoctorCheck {
  try {
    const damage = findDamage(store.file)
    return damage === 'ok' ? good('data', home) : bad('data', `${home}: ${damage}`, 'Stop the engine, copy the data folder away, and bring back an older copy of dispatch.db.')
  } catch (error) {
    return fromFailure('data', explain(error, home))
  }
}

async function checkDisk(home: string): Promise<DoctorCheck> {
  const disk = await statfs(home).catch(() => null)
  if (disk === null) return bad('disk', `${home} cannot be looked at`, 'See that the folder exists and may be read, or choose another with --home.', 'warning')
  const free = disk.bavail * disk.bsize
  if (free < LEAST_ROOM_BYTES) return bad('disk', `no room left for ${home}`, 'Free some space: until then nothing can be stored.')
  const found = `${(free / 1024 ** 3).toFixed(1)} GB free for ${home}`
  return free > LOW_DISK_BYTES ? good('disk', found) : bad('disk', found, 'Free some space, or run `dispatch gc` to remove worktrees whose work is safe on a branch.', 'warning')
}

async function checkGit(): Promise<DoctorCheck> {
  const version = await git(tmpdir(), ['--version'])
  return version.ok ? good('git', `${version.stdout.trim()}${await canForesee() ? '' : '; conflicts between jobs of a pipeline are foreseen from 2.38 on'}`) : bad('git', version.message, 'Install git 2.31 or newer and see that it is on the PATH.')
}

/** The program alone, where no profile can be read. */
async function checkClaude(env: NodeJS.ProcessEnv): Promise<DoctorCheck> {
  const found = locateClaude({ profileClaude: null, env })
  const version = found.ok ? await readVersion(found.path, env) : found
  return version.ok ? good('claude', `claude ${version.version}`) : bad('claude', version.message, CLAUDE_FIX)
}

const CLAUDE_FIX = 'Install Claude Code, or set DISPATCH_CLAUDE to the path of its program.'

/** One line for the program, then one a profile for its login. */
async function checkProfiles({ core }: Api): Promise<DoctorCheck[]> {
  const found = await Promise.all(listProfiles(core.store.read).map((stored) => inspectProfile({ profile: toProfile(stored), dataFolder: core.home, engineEnv: core.engineEnv, person: core.person })))
  return found.flatMap((profile): DoctorCheck[] => {
    const name = `profile ${profile.profile}`
    if (!profile.claude.ok) return [bad(name, profile.claude.message, CLAUDE_FIX, profile.profile === 'default' ? 'error' : 'warning')]
    if (!profile.sandbox.ok) return [bad(name, profile.sandbox.message, 'Install bubblewrap and socat, or set the profile’s sandbox to off.', 'warning')]
    if (profile.login.loggedIn === true) return [good(name, `claude ${profile.claude.version}, ${profile.login.message}`)]
    return [bad(name, `claude ${profile.claude.version}, ${profile.login.message}`, `\`dispatch profile login ${profile.profile}\`, or give it a key: \`dispatch profile edit ${profile.profile} --set auth.kind=api-key --set auth.key=-\`.`, 'warning')]
  })
}
