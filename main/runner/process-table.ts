import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { ProcessIdentity } from './runner.ts'

export interface ProcessInfo extends ProcessIdentity {
  ppid: number
  /** Pid of the session's leader; where `ps` is asked, which does not tell, of the process group's. */
  session: number
  /** The program's short name, at most 15 characters on Linux. */
  command: string
}

// Reading one /proc file takes ~15 us at once and ~150 us through the thread pool; 32 of them hold the event loop for half a millisecond.
const READS_PER_TURN = 32

const hasProc = process.platform === 'linux'
const bootId = hasProc ? readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim() : ''

/** Every living process one may see; what has ended but was not yet collected by its parent is left out. */
export async function listProcesses(): Promise<ProcessInfo[]> {
  if (!hasProc) return parsePs(await runPs(['-axo', PS_COLUMNS]))
  const found: ProcessInfo[] = []
  let reads = 0
  for (const name of await readdir('/proc')) {
    const pid = Number(name)
    if (!Number.isInteger(pid)) continue
    if (++reads % READS_PER_TURN === 0) await nextTurn()
    const info = readStat(pid)
    if (info) found.push(info)
  }
  return found
}

/** The identity of a living process. */
export async function identify(pid: number): Promise<ProcessIdentity | undefined> {
  const info = hasProc ? readStat(pid) : parsePs(await runPs(['-o', PS_COLUMNS, '-p', String(pid)]))[0]
  return info && { pid: info.pid, startTime: info.startTime }
}

/** As `identify`, at once: a short program may be gone a moment after its start. Undefined where only `ps` can tell. */
export function identifyNow(pid: number): ProcessIdentity | undefined {
  const info = hasProc ? readStat(pid) : undefined
  return info && { pid: info.pid, startTime: info.startTime }
}

/** Whether this very process still lives: the same pid with another start time is somebody else. */
export async function isSame(identity: ProcessIdentity): Promise<boolean> {
  if (identity.startTime === '') return false
  return (await identify(identity.pid))?.startTime === identity.startTime
}

/**
 * Processes that were started with exactly NAME=value in their environment. A process that changed its own copy later is still found.
 * Only those one may look into: one's own, or all as root. On macOS by `ps`, where a value with spaces cannot be told apart reliably.
 */
export async function findMarked(name: string, value: string): Promise<ProcessIdentity[]> {
  if (!hasProc) return findMarkedByPs(`${name}=${value}`)
  const mark = Buffer.from(`\0${name}=${value}\0`)
  const found: ProcessIdentity[] = []
  await Promise.all((await listProcesses()).map(async ({ pid, startTime }) => {
    // Through the thread pool: this file waits for a lock of the process it describes.
    const environment = await readFile(`/proc/${pid}/environ`).catch(() => undefined)
    if (environment && Buffer.concat([Buffer.of(0), environment]).includes(mark)) found.push({ pid, startTime })
  }))
  return found
}

function readStat(pid: number): ProcessInfo | undefined {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  } catch {
    return undefined
  }
}

/** Parses /proc/PID/stat. The name stands in parentheses and may itself hold spaces and parentheses. */
export function parseStat(text: string): ProcessInfo | undefined {
  const open = text.indexOf('(')
  const close = text.lastIndexOf(')')
  const fields = text.slice(close + 2).split(' ')
  const state = fields[0]
  if (open < 0 || state === undefined || state === 'Z' || state === 'X') return undefined
  return {
    pid: Number(text.slice(0, open)),
    ppid: Number(fields[1]),
    session: Number(fields[3]),
    startTime: `${bootId}:${fields[19]}`,
    command: text.slice(open + 1, close),
  }
}

const PS_COLUMNS = 'pid=,ppid=,pgid=,stat=,lstart=,comm='

/** Parses the lines of `ps` with the columns pid, ppid, pgid, stat, lstart (five words) and comm. */
export function parsePs(text: string): ProcessInfo[] {
  const found: ProcessInfo[] = []
  for (const line of text.split('\n')) {
    const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\S+\s+\S+\s+\S+\s+\S+\s+\S+)\s+(.*)$/.exec(line)
    if (!match) continue
    const [, pid, ppid, session, state = '', started = '', command = ''] = match
    if (state.startsWith('Z')) continue
    found.push({ pid: Number(pid), ppid: Number(ppid), session: Number(session), startTime: started.replace(/\s+/g, ' '), command })
  }
  return found
}

async function findMarkedByPs(mark: string): Promise<ProcessIdentity[]> {
  const lines = (await runPs(['-axEwwo', 'pid=,command='])).split('\n')
  const pids = new Set(lines.filter((line) => `${line} `.includes(` ${mark} `)).map((line) => Number.parseInt(line, 10)))
  return (await listProcesses()).filter((info) => pids.has(info.pid)).map(({ pid, startTime }) => ({ pid, startTime }))
}

// `ps` ends with 1 when no process matched: then there is simply no line.
async function runPs(args: readonly string[]): Promise<string> {
  const options = { env: { LC_ALL: 'C', TZ: 'UTC' }, maxBuffer: 64 * 1024 * 1024 }
  return promisify(execFile)('/bin/ps', args, options).then(({ stdout }) => stdout, () => '')
}
