import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { CallInput, CallName, CallResult } from '../../contract/api.ts'
import type { EngineFile } from '../../contract/engine.ts'
import { Refusal } from '../../contract/errors.ts'
import { ROUTES } from '../../contract/routes.ts'
import type { Caller, Client } from './client.ts'
import { ConnectionLost } from './failure.ts'

/** The engine's door opened in this process. */
export interface LocalDoor { call(name: CallName, args: unknown): Promise<unknown>; /** What whoever reads through it should know. */ warning?: string | null; close(): Promise<void> }

/** The way to whoever answers: the engine when one runs, else the door in this process. */
export interface Connection extends Caller {
  /** Who answered last; null before the first call. */
  answeredBy(): 'engine' | 'door' | null
  /** The running engine, waited for up to `ms`; null when none appears. */
  findEngine(ms: number): Promise<Client | null>
  /** The door in this process, opened on first use. */
  door(): Promise<Caller>
  /** What is wrong with what was read so far, if anything. */
  warning(): Promise<string | null>
  close(): Promise<void>
}

/** How often engine.json is looked at while an engine is expected: no signal exists before there is an engine. */
const LOOK_EVERY_MS = 100

/** What engine.json says, if the process it names lives. */
export function readEngineFile(home: string): EngineFile | null {
  try {
    const file = JSON.parse(readFileSync(join(home, 'engine.json'), 'utf8')) as EngineFile
    if (!Number.isInteger(file.pid) || !Number.isInteger(file.port) || typeof file.token !== 'string') return null
    return isAlive(file.pid) ? file : null
  } catch {
    return null
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return process.platform !== 'linux' || !isDead(pid)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** A process that ended and that nobody has asked about since still has its number. */
function isDead(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return /^ [ZX]/.test(stat.slice(stat.lastIndexOf(')') + 1))
  } catch {
    return false
  }
}

type OpenDoor = (home: string) => Promise<LocalDoor>

const openOwnDoor: OpenDoor = async (home) => {
  const { openLocalDoor } = await import('../api/local-door.ts')
  return openLocalDoor({ home, from: 'cli' })
}

/** The connection of one command. Nothing is opened before the first call. */
export function createConnection(home: string, openDoor: OpenDoor = openOwnDoor): Connection {
  let client: Client | null = null
  let door: Promise<LocalDoor> | null = null
  let answered: 'engine' | 'door' | null = null

  async function currentEngine(): Promise<Client | null> {
    const file = readEngineFile(home)
    if (client && (!file || file.port !== client.engine.port || file.token !== client.engine.token)) {
      client.close()
      client = null
    }
    if (file && !client) client = (await import('./client.ts')).createClient(file)
    return client
  }

  async function findEngine(ms: number): Promise<Client | null> {
    const until = Date.now() + ms
    for (;;) {
      const engine = await currentEngine()
      if (engine && await answers(engine)) return engine
      if (Date.now() >= until) return null
      await pause(LOOK_EVERY_MS)
    }
  }

  function openedDoor(): Promise<LocalDoor> {
    door ??= openDoor(home)
    return door
  }

  async function callDoor<Name extends CallName>(name: Name, args: CallInput<Name>): Promise<CallResult<Name>> {
    const result = await (await openedDoor()).call(name, args) as CallResult<Name>
    answered = 'door'
    if (ROUTES[name][0] !== 'GET') await wake()
    return result
  }

  /** An engine that started while we wrote has not seen it: ask it to look. It answering is all we need; it looks by itself at its start. */
  async function wake(): Promise<void> {
    const engine = await currentEngine()
    if (engine) await engine.call('engine.wake', {}).catch(() => {})
  }

  async function call<Name extends CallName>(name: Name, args: CallInput<Name>): Promise<CallResult<Name>> {
    // Twice: an engine may have gone, or a new one come, since the file was read.
    for (let attempt = 0; attempt < 2; attempt++) {
      const engine = await currentEngine()
      if (!engine) break
      try {
        const result = await engine.call(name, args)
        answered = 'engine'
        return result
      } catch (error) {
        if (!(error instanceof ConnectionLost) || (error.sent && ROUTES[name][0] !== 'GET')) throw error
      }
    }
    return callDoor(name, args)
  }

  return {
    call,
    findEngine,
    answeredBy: () => answered,
    warning: async () => (answered === 'door' ? (await door)?.warning ?? null : null),
    door: async () => {
      await openedDoor()
      return { call: callDoor }
    },
    close: async () => {
      client?.close()
      if (door) await door.then((each) => each.close(), () => {})
    },
  }
}

/** Whether the door in this process had to answer, and no engine answers now. What its file says is not asked: it may be left over. */
export async function findNoEngine(connection: Connection): Promise<boolean> {
  return connection.answeredBy() === 'door' && await connection.findEngine(0) === null
}

/** Whether an engine of the file answers; a file left behind names a port nobody listens on. */
async function answers(engine: Client): Promise<boolean> {
  try {
    await engine.call('engine.status', {})
    return true
  } catch (error) {
    if (error instanceof ConnectionLost) return false
    if (error instanceof Refusal && (error.code === 'no-engine' || error.code === 'unauthorized')) return false
    throw error
  }
}

/** The refusal of a command that needs a living engine. */
export function noEngine(what: string): Refusal {
  return new Refusal('no-engine', `expected a running engine to ${what}, found none: start the desktop app or \`dispatch serve\`, then try again`)
}
