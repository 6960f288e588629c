import { execFile } from 'node:child_process'
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import { type Failure, failure } from '../../contract/errors.ts'

/** The oldest Claude Code whose command line and events Dispatch understands. */
const MINIMUM_VERSION = '2.1.0'
const VERSION_LIMIT_MS = 10_000

/** Where the program was asked for, in the order of what wins. */
export interface ClaudeSearch {
  /** The profile's own setting. */
  profileClaude: string | null
  /** The engine's environment: DISPATCH_CLAUDE, PATH, HOME. */
  env: Record<string, string | undefined>
}

/** Finds the `claude` program: DISPATCH_CLAUDE, else the profile's setting, else PATH. */
export function locateClaude(search: ClaudeSearch): { ok: true; path: string } | Failure {
  const { profileClaude, env } = search
  if (env['DISPATCH_CLAUDE']) return checkProgram(env['DISPATCH_CLAUDE'], 'DISPATCH_CLAUDE', env['HOME'])
  if (profileClaude) return checkProgram(profileClaude, "the profile's setting `claude`", env['HOME'])
  const names = process.platform === 'win32' ? ['claude.exe', 'claude.cmd'] : ['claude']
  for (const folder of (env['PATH'] ?? '').split(delimiter).filter(isAbsolute)) {
    for (const name of names) if (faultOf(join(folder, name)) === null) return { ok: true, path: join(folder, name) }
  }
  return failure('claude-missing', 'expected the claude program on PATH, found none: install Claude Code, or set DISPATCH_CLAUDE or the profile’s `claude` to its path')
}

function checkProgram(written: string, from: string, home: string | undefined): { ok: true; path: string } | Failure {
  const path = home && written.startsWith('~/') ? join(home, written.slice(2)) : written
  const fault = faultOf(path)
  return fault === null ? { ok: true, path } : failure('claude-missing', `expected the claude program where ${from} says, found that ${path} ${fault}: correct the path`)
}

function faultOf(path: string): string | null {
  if (!isAbsolute(path)) return 'is not an absolute path'
  try {
    const found = statSync(path, { throwIfNoEntry: false })
    if (!found) return 'does not exist'
    if (!found.isFile()) return 'is not a file'
    accessSync(path, constants.X_OK)
    return null
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES' ? 'may not be executed' : `cannot be looked at (${(error as NodeJS.ErrnoException).code})`
  }
}

/** What `claude --version` said. */
export type VersionFound = { ok: true; version: string } | Failure

const known = new Map<string, VersionFound>()

/** The version of the program, asked once per path, time and size of the file. Older than `MINIMUM_VERSION` is a failure. */
export async function readVersion(path: string, env: Record<string, string | undefined> = process.env): Promise<VersionFound> {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) return failure('claude-missing', `expected the claude program at ${path}, found that it does not exist: correct the path`)
  const key = `${path}\0${found.mtimeMs}\0${found.size}`
  const before = known.get(key)
  if (before) return before
  const result = toVersion(path, await askVersion(path, env))
  // A program that could not be run may run the next time (a slow disk, a missing interpreter put in place).
  if (result.ok) known.set(key, result)
  return result
}

interface Answer { output: string; error: string | null }

function askVersion(path: string, env: Record<string, string | undefined>): Promise<Answer> {
  const kept = Object.fromEntries(['PATH', 'HOME'].flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])))
  return new Promise((resolve) => {
    const child = execFile(path, ['--version'], { env: { ...kept, DISABLE_AUTOUPDATER: '1' }, timeout: VERSION_LIMIT_MS, killSignal: 'SIGKILL', maxBuffer: 64 * 1024, windowsHide: true }, (error, stdout, stderr) => {
      const why = error === null ? null : error.killed ? `no answer within ${VERSION_LIMIT_MS / 1000} s` : `${error.message.split('\n')[0]} ${stderr.trim()}`.trim()
      resolve({ output: stdout.trim(), error: why })
    })
    child.stdin?.end()
  })
}

function toVersion(path: string, answer: Answer): VersionFound {
  if (answer.error !== null) return failure('claude-missing', `expected ${path} --version to tell a version, found: ${answer.error.slice(0, 300)}`)
  const version = /(?:^|\s|v)(\d+\.\d+\.\d+)/.exec(answer.output)?.[1]
  if (!version) return failure('claude-missing', `expected ${path} --version to tell a version, found "${answer.output.slice(0, 200)}": is this the Claude Code program?`)
  if (compareVersions(version, MINIMUM_VERSION) < 0) return failure('claude-missing', `expected Claude Code ${MINIMUM_VERSION} or newer, found ${version} at ${path}: update it with \`claude update\``)
  return { ok: true, version }
}

/** Negative when `left` is the older one. */
export function compareVersions(left: string, right: string): number {
  const [a, b] = [left.split('.').map(Number), right.split('.').map(Number)]
  for (let index = 0; index < 3; index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
