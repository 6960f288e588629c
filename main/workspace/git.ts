import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { homedir } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { statOf } from './disk.ts'

/** What git said, or why it could not. `exitCode` is null when git did not come to an end of its own. */
export type GitResult = GitDone | GitFailure
export interface GitDone { ok: true; stdout: string; /** Output went past `cutBytes` and the rest was not waited for. */ cut: boolean }
export interface GitFailure { ok: false; exitCode: number | null; stdout: string; stderr: string; message: string }

export interface GitOptions {
  /** Written to git's standard input. */
  input?: string
  /** Laid over the environment, e.g. GIT_DIR or an identity. */
  env?: Record<string, string>
  /** After this git and its children are ended and the call fails. */
  timeoutMs?: number
  /** Stop reading after so many bytes and call it done, with `cut`. */
  cutBytes?: number
  /** The git program, for tests of its absence. */
  program?: string
}

/** For calls that write a whole working tree: large repositories on slow disks take minutes. */
export const LONG_MS = 15 * 60_000
/** For calls that only read or move a ref. */
const SHORT_MS = 60_000
/** Output past this is a failure: beyond it a JavaScript string becomes a hazard. */
const MAX_BYTES = 256 * 1024 * 1024
const MAX_STDERR = 64 * 1024

/** Settings of the person's that must not act on our operations: hooks, monitors, signing, housekeeping, recursion. */
const SETTINGS = [
  'core.hooksPath=/dev/null', 'core.fsmonitor=false', 'core.quotePath=false', 'core.safecrlf=false', 'commit.gpgSign=false', 'gc.auto=0', 'maintenance.auto=false',
  'submodule.recurse=false', 'rerere.enabled=false', 'merge.autoStash=false', 'branch.autoSetupMerge=false', 'advice.addEmbeddedRepo=false',
].flatMap((setting) => ['-c', setting])

/** The engine's environment without any GIT_* variable: those could point git at another repository, index or identity. */
function environment(extra: Record<string, string> | undefined): Record<string, string | undefined> {
  const env: Record<string, string | undefined> = {}
  for (const [name, value] of Object.entries(process.env)) if (!/^GIT_/i.test(name)) env[name] = value
  return { ...env, GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0', GIT_MERGE_AUTOEDIT: 'no', GIT_EDITOR: 'true', LC_ALL: 'C', ...extra }
}

/** Runs git in a folder, without a shell. Never throws for what git or the machine may do. */
export function git(cwd: string, args: string[], options: GitOptions = {}): Promise<GitResult> {
  const failed = (exitCode: number | null, message: string, stdout = '', stderr = ''): GitFailure => ({ ok: false, exitCode, stdout, stderr, message })
  if (cwd.includes('\0') || args.some((each) => each.includes('\0'))) return Promise.resolve(failed(null, 'expected text without NUL characters for git'))
  return new Promise((resolve) => {
    const child = spawn(options.program ?? 'git', ['--no-pager', ...SETTINGS, ...args], {
      cwd,
      env: environment(options.env),
      stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      // Its own group: a Ctrl-C meant for the engine does not leave half a worktree, and a time limit reaches git's children too.
      detached: process.platform !== 'win32',
      windowsHide: true,
    })
    const out: Buffer[] = []
    let [size, stderr, cut, why] = [0, '', false, '']
    const end = (reason: string): void => {
      if (why === '') why = reason
      endGroup(child)
    }
    const timeoutMs = options.timeoutMs ?? SHORT_MS
    const timer = setTimeout(() => end(`git ${args[0]} took longer than ${Math.round(timeoutMs / 1000)} s and was ended`), timeoutMs)
    child.stdout?.on('data', (data: Buffer) => {
      if (cut) return
      out.push(data)
      size += data.length
      if (options.cutBytes !== undefined && size > options.cutBytes) {
        cut = true
        end('cut')
      } else if (size > MAX_BYTES) end(`git ${args[0]} wrote more than ${MAX_BYTES / 1024 / 1024} MB`)
    })
    child.stderr?.on('data', (data: Buffer) => {
      if (stderr.length < MAX_STDERR) stderr += data.toString('utf8')
    })
    child.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer)
      resolve(failed(null, startFailure(cwd, error)))
    })
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      const stdout = Buffer.concat(out).toString('utf8')
      if (cut) return resolve({ ok: true, stdout, cut })
      if (why !== '') return resolve(failed(null, why, stdout, stderr))
      if (code === 0) return resolve({ ok: true, stdout, cut })
      resolve(failed(code, signal ? `git ${args[0]} was ended by ${signal}` : `git ${args[0]} failed: ${lastWords(stderr || stdout)}`, stdout, stderr))
    })
    // A git that ends early closes its input first; what it says on stderr is the reason, not EPIPE.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(options.input)
  })
}

/** SIGTERM first: git removes its lock files on the way out. What has not gone after 5 s is stuck. */
function endGroup(child: ChildProcess): void {
  const send = (signal: NodeJS.Signals): void => {
    try {
      if (child.pid !== undefined) process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal)
    } catch { /* already gone */ }
  }
  send('SIGTERM')
  const timer = setTimeout(() => send('SIGKILL'), 5000)
  child.once('close', () => clearTimeout(timer))
}

function startFailure(cwd: string, error: NodeJS.ErrnoException): string {
  if (error.code !== 'ENOENT') return `git could not be started in ${cwd}: ${error.message}`
  // A missing folder and a missing program are the same error here.
  if (!statOf(cwd)?.isDirectory()) return `expected a folder at ${cwd}, found none`
  return 'git was not found on PATH. Install git 2.31 or newer'
}

/** Oldest git the calls of this folder were written for. */
const OLDEST_GIT = [2, 31] as const

/** Which git is on PATH, and whether it is new enough. */
export async function readGitVersion(): Promise<{ ok: true; version: string; supported: boolean } | GitFailure> {
  const result = await git(homedir(), ['version'])
  if (!result.ok) return result
  const [version = '', major = '0', minor = '0'] = /(\d+)\.(\d+)[\w.-]*/.exec(result.stdout) ?? []
  return { ok: true, version, supported: Number(major) > OLDEST_GIT[0] || (Number(major) === OLDEST_GIT[0] && Number(minor) >= OLDEST_GIT[1]) }
}

/** The lines of an error that say something, without hints. */
export function lastWords(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('hint:') && !line.startsWith('Preparing worktree'))
  return lines.slice(-3).join('; ').replace(/^(fatal|error): /, '') || 'no reason given'
}

/** Whether another git process held a lock for a moment: worth another try. */
export function isLockError(result: GitFailure): boolean {
  if (/File exists\.?|Another git process/i.test(result.stderr) && /\.lock'|could not lock/i.test(result.stderr)) return true
  return /could not lock config file|unable to lock|cannot lock ref .*: unable to resolve reference|failed to read .*worktrees.*commondir/i.test(result.stderr)
}

/** Waits between tries; about 3 s together. Jitter parts ten starts that met at the same lock. */
const BACK_OFF_MS = [15, 30, 60, 120, 240, 480, 960, 960]

/** `git`, tried again while another process holds one of the repository's locks. */
export async function gitPatiently(cwd: string, args: string[], options: GitOptions = {}): Promise<GitResult> {
  for (const wait of BACK_OFF_MS) {
    const result = await git(cwd, args, options)
    if (result.ok || !isLockError(result)) return result
    await pause(wait * (0.5 + Math.random()))
  }
  return git(cwd, args, options)
}

/** What a failed git call means for a person, when it is one of the well-known faults. */
export function explain(failure: GitFailure, repository: string): string {
  const stderr = failure.stderr
  if (/dubious ownership|unsafe repository/.test(stderr)) {
    return `git refuses ${repository} because it belongs to another user. If you trust it: git config --global --add safe.directory ${quote(repository)}`
  }
  const blocking = /cannot lock ref '[^']*': '(?:refs\/heads\/)?([^']*)' exists; cannot create/.exec(stderr)?.[1]
  if (blocking) return `a branch named "${blocking}" in ${repository} is in the way of branches below ${blocking}/. Rename it: git branch -m ${blocking} ${blocking}-old`
  if (/No space left on device/.test(stderr)) return `no space left on the disk: ${lastWords(stderr)}`
  return failure.message
}

/** A path as one would type it after a command. */
function quote(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`
}
