import { statfs } from 'node:fs/promises'
import type { DoctorCheck, DoctorReport } from '../../contract/engine.ts'
import { inspectProfile } from '../profiles/inspect.ts'
import { listProfiles, toProfile } from '../store/profiles.ts'
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
    checkEngine(api), checkData(api), await checkDisk(api), await checkGit(api), ...(await checkProfiles(api)),
  ]
  return { ok: checks.every((check) => check.level !== 'error'), checks }
}

function checkEngine({ engine }: Api): DoctorCheck {
  return engine ? good('engine', `running at ${engine.url}, process ${engine.pid}`) : bad('engine', 'not running', 'Start the desktop app or `dispatch serve`; jobs submitted meanwhile wait.', 'warning')
}

function checkData({ core }: Api): DoctorCheck {
  const damage = findDamage(core.store.file)
  return damage === 'ok' ? good('data', core.home) : bad('data', `${core.home}: ${damage}`, 'Stop the engine, copy the data folder away, and bring back an older copy of dispatch.db.')
}

async function checkDisk({ core }: Api): Promise<DoctorCheck> {
  const disk = await statfs(core.home)
  const free = disk.bavail * disk.bsize
  const found = `${(free / 1024 ** 3).toFixed(1)} GB free for ${core.home}`
  return free > LOW_DISK_BYTES ? good('disk', found) : bad('disk', found, 'Free some space, or run `dispatch gc` to remove worktrees whose work is safe on a branch.', 'warning')
}

async function checkGit({ core }: Api): Promise<DoctorCheck> {
  const version = await git(core.home, ['--version'])
  return version.ok ? good('git', `${version.stdout.trim()}${await canForesee() ? '' : '; conflicts between jobs of a pipeline are foreseen from 2.38 on'}`) : bad('git', version.message, 'Install git 2.31 or newer and see that it is on the PATH.')
}

/** One line for the program, then one a profile for its login. */
async function checkProfiles({ core }: Api): Promise<DoctorCheck[]> {
  const found = await Promise.all(listProfiles(core.store.read).map((stored) => inspectProfile({ profile: toProfile(stored), dataFolder: core.home, engineEnv: core.engineEnv, person: core.person })))
  return found.flatMap((profile): DoctorCheck[] => {
    const name = `profile ${profile.profile}`
    if (!profile.claude.ok) return [bad(name, profile.claude.message, 'Install Claude Code, or set DISPATCH_CLAUDE to the path of its program.', profile.profile === 'default' ? 'error' : 'warning')]
    if (!profile.sandbox.ok) return [bad(name, profile.sandbox.message, 'Install bubblewrap and socat, or set the profile’s sandbox to off.', 'warning')]
    if (profile.login.loggedIn === true) return [good(name, `claude ${profile.claude.version}, ${profile.login.message}`)]
    return [bad(name, `claude ${profile.claude.version}, ${profile.login.message}`, `\`dispatch profile login ${profile.profile}\`, or give it a key: \`dispatch profile edit ${profile.profile} --set auth.kind=api-key --set auth.key=-\`.`, 'warning')]
  })
}
