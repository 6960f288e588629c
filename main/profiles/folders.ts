import { createHash } from 'node:crypto'
import { chmodSync, lstatSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Failure, failure } from '../../contract/errors.ts'

/** The folders of one profile. All are the person's alone (mode 0700). */
export interface ProfileFolders {
  root: string
  /** CLAUDE_CONFIG_DIR: login, transcripts, settings of Claude's own. */
  config: string
  /** The home folder of a profile with `home: profile`. */
  home: string
  /** TMPDIR. Outside `root` where its path would be too long for sockets. */
  tmp: string
  /** One folder a run. */
  runs: string
}

/**
 * Paths of sockets end at 104 bytes (macOS) or 108. Claude adds `/cc-socks/<pid>.sock`, 22 bytes; test runners, ssh-agent and gpg up to 40.
 */
const LONGEST_TMP = 60

/** The folders of a profile below the data folder; none is made. */
export function profileFolders(dataFolder: string, name: string): ProfileFolders {
  const root = join(dataFolder, 'profiles', name)
  const own = join(root, 'tmp')
  return { root, config: join(root, 'config'), home: join(root, 'home'), tmp: Buffer.byteLength(own) <= LONGEST_TMP ? own : shortTmp(root), runs: join(root, 'runs') }
}

/** A short folder for what does not fit below the data folder; the hash keeps profiles and data folders apart. */
function shortTmp(root: string): string {
  const leaf = `dispatch-${createHash('sha256').update(root).digest('hex').slice(0, 12)}`
  const system = join(tmpdir(), leaf)
  return Buffer.byteLength(system) <= LONGEST_TMP ? system : join('/tmp', leaf)
}

/** Makes the folders that are missing and sets their modes. Safe to call before every run. */
export function prepareFolders(folders: ProfileFolders): { ok: true } | Failure {
  try {
    for (const path of [folders.root, folders.config, folders.home, folders.runs, folders.tmp]) mkdirSync(path, { recursive: true, mode: 0o700 })
    for (const path of [folders.root, folders.config, folders.home, folders.runs, folders.tmp]) {
      const fault = faultOf(path)
      if (fault !== null) return failure('data-folder', `expected ${path} to be a folder of your own, found ${fault}: move it away`)
      chmodSync(path, 0o700)
    }
    writeFirstState(folders.config)
    return { ok: true }
  } catch (error) {
    return failure('data-folder', `expected to make the folders of a profile in ${folders.root}, found: ${(error as Error).message}`)
  }
}

/** Others may write in the system's temporary folder: what stands there under our name must be ours, and no link to somewhere else. */
function faultOf(path: string): string | null {
  const found = lstatSync(path)
  if (found.isSymbolicLink()) return 'a link'
  if (!found.isDirectory()) return 'no folder'
  if (process.getuid !== undefined && found.uid !== process.getuid()) return `the folder of user ${found.uid}`
  return null
}

/** A person who takes a conversation over must not meet Claude's first-start questions. An existing file is Claude's and stays as it is. */
function writeFirstState(config: string): void {
  try {
    writeFileSync(join(config, '.claude.json'), `${JSON.stringify({ hasCompletedOnboarding: true, theme: 'dark', hasSeenAutoDefaultNotice: true }, null, 2)}\n`, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}
