import { setTimeout as pause } from 'node:timers/promises'
import { Refusal } from '../../contract/errors.ts'
import type { DispatchEvent } from '../../contract/event.ts'
import type { Caller, Client } from './client.ts'
import { noEngine, type Connection } from './connect.ts'
import { openEvents, type EventStream } from './events.ts'
import { ConnectionLost } from './failure.ts'

/** How long an engine may take to appear at first, and to come back after a restart. */
export const APPEAR_MS = 3000
const RETURN_MS = 15_000
const BETWEEN_TRIES_MS = 100

/** What follows something that happens. Both return true once there is nothing left to wait for. */
export interface Watcher {
  /** For the refusal without an engine: "wait for a job". */
  what: string
  /** Reads the present state, on every (re)connection and once without an engine. */
  catchUp(caller: Caller): Promise<boolean>
  /** Hears what happened since. */
  hear(event: DispatchEvent, caller: Caller): Promise<boolean>
  /** Epoch ms at which to give up. */
  until?: number
}

/** Follows the engine's events until the watcher is content (true) or its time is up (false); survives restarts of the engine. */
export async function watch(connection: Connection, watcher: Watcher): Promise<boolean> {
  const until = watcher.until ?? Number.POSITIVE_INFINITY
  let patience = APPEAR_MS
  let after: number | null = null
  while (Date.now() < until) {
    const engine = await connection.findEngine(0)
    if (!engine && await watcher.catchUp(await connection.door())) return true
    const found = engine ?? await connection.findEngine(Math.min(patience, until - Date.now()))
    if (!found && Date.now() >= until) return false
    if (!found) throw noEngine(watcher.what)
    let stream: EventStream | null = null
    try {
      after ??= (await found.call('engine.status', {})).eventSeq
      stream = await openEvents(found.engine, after, until)
      patience = RETURN_MS
      if (await watcher.catchUp(found)) return true
      for await (const { seq, event } of stream.events) {
        if (Number.isFinite(seq)) after = Math.max(after, seq)
        if (await heard(watcher, event, found)) return true
      }
    } catch (error) {
      if (!isPassing(error)) throw error
    } finally {
      stream?.close()
    }
    await pause(Math.max(0, Math.min(BETWEEN_TRIES_MS, until - Date.now())))
  }
  return false
}

async function heard(watcher: Watcher, event: DispatchEvent, engine: Client): Promise<boolean> {
  const missed = event.kind === 'engine.changed' && event.what === 'resync'
  return missed ? watcher.catchUp(engine) : watcher.hear(event, engine)
}

/** An engine on its way out or in: try again. */
function isPassing(error: unknown): boolean {
  return error instanceof ConnectionLost || (error instanceof Refusal && (error.code === 'no-engine' || error.code === 'unauthorized'))
}
