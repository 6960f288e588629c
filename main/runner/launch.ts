import { accessSync, constants as fsConstants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { isAbsolute, join, resolve } from 'node:path'
import type { StartFailure, StartFailureCode, StartRequest } from './runner.ts'

/** What is handed to the terminal's fork: a shell that becomes the program. */
export interface Launch {
  file: string
  args: string[]
  /** NAME=value lines. */
  env: string[]
}

export type Prepared = { ok: true; launch: Launch } | StartFailure

/** Checks all that can be known before the start, then says what to fork. */
export async function prepareLaunch(request: StartRequest): Promise<Prepared> {
  const unsafe = findUnsafeText(request)
  if (unsafe !== undefined) return fail('spawn-failed', unsafe)
  const folderProblem = await checkFolder(request.cwd)
  if (folderProblem !== undefined) return fail('folder-missing', folderProblem)
  const program = await findProgram(request)
  if (!program.ok) return program
  const input = request.stdinFile === undefined ? undefined : resolve(request.cwd, request.stdinFile)
  const inputProblem = input === undefined ? undefined : await checkInput(input)
  if (inputProblem !== undefined) return fail('input-missing', inputProblem)
  const stdin = input ?? (request.interactive ? '' : '/dev/null')
  const launch = toLaunch(program.path, request, stdin)
  const tooLong = findTooLong([...launch.args, ...launch.env])
  return tooLong === undefined ? { ok: true, launch } : fail('spawn-failed', tooLong)
}

// The shell's own names, which it would read, change or drop, and names that are none to a shell at all: `env` sets these.
const SHELL_NAMES = /^(_|PWD|OLDPWD|SHLVL|IFS|OPT\w+|LINENO|PPID|UID|EUID|GROUPS|S?RANDOM|SECONDS|EPOCH\w+|HIST\w+|DIRSTACK|FUNCNAME|PIPESTATUS|SHELLOPTS|BASH\w*|COMP_\w+|PS\d|POSIXLY_CORRECT|ENV|LC_ALL|LD_\w+|DYLD_\w+)$/
const PLAIN_NAME = /^[A-Za-z_]\w*$/

const ENV_PROGRAM = '/usr/bin/env'
const bash = firstExecutable(['/bin/bash', '/usr/bin/bash', '/run/current-system/sw/bin/bash', '/usr/local/bin/bash']) ?? '/bin/sh'
// dash starts in half of bash's time and passes the environment on as it got it, but for PWD. It cannot name a descriptor above 9.
const dash = firstExecutable(['/bin/dash', '/usr/bin/dash'])

// Both scripts use positional parameters only: a variable of their own could be one of the program's environment.
const LIST_OPEN = 'set -- /proc/self/fd/[3-9] /proc/self/fd/[1-9][0-9]*'
const TAKE_STDIN = '[ -z "$1" ] || exec <"$1"; shift'

/** Descriptors of this process that are not close-on-exec reach the child; other jobs' terminals are among them. */
const CLOSE_AND_EXEC = [
  `shut() { ${LIST_OPEN}; while [ $# -gt 0 ]; do [ -L "$1" ] && eval "exec \${1##*/}>&-"; shift; done; }`,
  'shut',
  TAKE_STDIN,
  // Complaints of bash itself must not come first in a job's log; 1 and 2 are the same terminal.
  `exec ${ENV_PROGRAM} -u PWD -u OLDPWD -u SHLVL -u _ "$@" 2>&1`,
].join('\n')

const CHECK_AND_EXEC = [
  `clean() { ${LIST_OPEN}; while [ $# -gt 0 ]; do [ -L "$1" ] && return 1; shift; done; }`,
  `clean || exec ${bash} -p -c "$@" 2>/dev/null`,
  'shift 2',
  TAKE_STDIN,
  'unset PWD',
  'exec "$@"',
].join('\n')

function toLaunch(program: string, request: StartRequest, stdin: string): Launch {
  const pairs = Object.entries(request.env)
  const plain = pairs.filter(([name]) => PLAIN_NAME.test(name) && !SHELL_NAMES.test(name)).map(toPair)
  const special = pairs.filter(([name]) => !PLAIN_NAME.test(name) || SHELL_NAMES.test(name)).map(toPair)
  // `env` would take a path with '=' for a variable; `nice` with nothing to change runs any path.
  const target = program.includes('=') ? ['/usr/bin/nice', '-n', '0', program] : [program]
  const rest = ['sh', stdin, ...(special.length > 0 ? [ENV_PROGRAM, ...special] : []), ...target, ...request.args]
  if (dash === undefined) return { file: bash, args: ['-c', CLOSE_AND_EXEC, ...rest], env: plain }
  return { file: dash, args: ['-c', CHECK_AND_EXEC, 'sh', CLOSE_AND_EXEC, ...rest], env: plain }
}

function toPair([name, value]: [string, string]): string {
  return `${name}=${value}`
}

function findUnsafeText({ file, args, cwd, env, stdinFile = '' }: StartRequest): string | undefined {
  if ([file, cwd, stdinFile, ...args, ...Object.entries(env).flat()].some((text) => text.includes('\0'))) {
    return 'Arguments, paths and environment cannot hold a NUL character, and one of them does. Pass such data in a file.'
  }
  const name = Object.keys(env).find((key) => key === '' || key.includes('='))
  if (name !== undefined) return `A name in the environment must not be empty nor hold '='; found '${name}'. Correct it in the profile.`
  return isAbsolute(cwd) ? undefined : `The working folder must be an absolute path; found '${cwd}'.`
}

async function checkFolder(cwd: string): Promise<string | undefined> {
  const found = await stat(cwd).catch(() => undefined)
  if (!found) return `The working folder ${cwd} does not exist. Create it or choose another one.`
  if (!found.isDirectory()) return `The working folder ${cwd} is not a folder. Choose another one.`
  return (await may(cwd, fsConstants.X_OK)) ? undefined : `The working folder ${cwd} may not be entered. Change its permissions or choose another one.`
}

async function checkInput(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined)
  if (!found) return `The input file ${path} does not exist.`
  if (found.isDirectory()) return `The input ${path} is a folder; a file was expected.`
  return (await may(path, fsConstants.R_OK)) ? undefined : `The input file ${path} may not be read. Change its permissions.`
}

type Found = { ok: true; path: string } | StartFailure

async function findProgram({ file, cwd, env }: StartRequest): Promise<Found> {
  if (file.includes('/')) return checkProgram(resolve(cwd, file))
  const folders = (env.PATH ?? '').split(':').filter(isAbsolute)
  let blocked: StartFailure | undefined
  for (const folder of folders) {
    const found = await checkProgram(join(folder, file))
    if (found.ok) return found
    if (found.code === 'program-not-executable') blocked ??= found
  }
  const searched = folders.length > 0 ? folders.join(', ') : 'nothing: the environment has no PATH'
  return blocked ?? fail('program-missing', `The program '${file}' was not found. Searched ${searched}. Give its full path or install it.`)
}

async function checkProgram(path: string): Promise<Found> {
  const found = await stat(path).catch(() => undefined)
  if (!found) return fail('program-missing', `The program ${path} does not exist. Install it or correct the path.`)
  if (found.isDirectory()) return fail('program-not-executable', `${path} is a folder; a program was expected.`)
  if (await may(path, fsConstants.X_OK)) return { ok: true, path }
  return fail('program-not-executable', `The file ${path} may not be run. Make it executable (chmod +x) or correct the path.`)
}

// Linux takes 131,072 bytes for one argument or variable, its ending NUL included, and a quarter of the stack limit (8 MB by default)
// for all together, pointers included; macOS takes 1 MB together.
const MAX_ONE = process.platform === 'linux' ? 131_071 : 1_000_000
const MAX_ALL = process.platform === 'linux' ? 2_000_000 : 1_000_000

function findTooLong(texts: readonly string[]): string | undefined {
  let all = 0
  for (const text of texts) {
    const bytes = Buffer.byteLength(text)
    all += bytes + 9
    if (bytes > MAX_ONE) return `One argument or variable may have ${MAX_ONE} bytes; found ${bytes}. Pass long text as an input file.`
  }
  return all > MAX_ALL ? `Arguments and environment together may have ${MAX_ALL} bytes; found ${all}. Pass long text as an input file.` : undefined
}

async function may(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(() => true, () => false)
}

function fail(code: StartFailureCode, message: string): StartFailure {
  return { ok: false, code, message }
}

function firstExecutable(paths: readonly string[]): string | undefined {
  return paths.find((path) => {
    try {
      accessSync(path, fsConstants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
