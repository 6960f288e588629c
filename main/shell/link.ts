import type { CallName } from '../../contract/api.ts'
import type { EngineFile } from '../../contract/engine.ts'
import { failure, Refusal, type Failure, type Result } from '../../contract/errors.ts'
import type { SequencedEvent } from '../../contract/event.ts'
import type { Line } from '../api/ipc.ts'
import { readEngineFile } from '../cli/connect.ts'
import { ConnectionLost } from '../cli/failure.ts'
import { joinEngine } from './joined.ts'

type Deliver = (batch: SequencedEvent[]) => Promise<void> | void

/** What the desktop needs of an engine it starts itself. */
export interface OwnEngine {
  door: { call(name: CallName, args: unknown, context: { from: 'desktop'; device: string }): Promise<unknown> }
  feed: { subscribe(after: number | null, deliver: Deliver): { stop(): void } }
  stop(): Promise<void>
}

/** How the desktop stands to the engine. `own`: it runs in this program; `joined`: another program holds the data folder. */
export type LinkState = { kind: 'connecting' } | { kind: 'live'; how: 'own' | 'joined'; pid: number } | { kind: 'offline'; why: string }

/** The desktop's way to the engine, whoever runs it. Outlives engines: subscriptions go on where they were. */
export interface Link extends Line {
  state(): LinkState
  onState(hear: (state: LinkState) => void): void
  close(): Promise<void>
}

export interface LinkOptions {
  home: string
  start(): Promise<OwnEngine>
  /** The first connection cannot be made, and waiting would not help. */
  onFatal(refusal: Refusal): void
}

/** One engine in use. */
export interface Carrier {
  how: 'own' | 'joined'
  pid: number
  call(name: CallName, args: unknown): Promise<unknown>
  subscribe(after: number, deliver: Deliver): { stop(): void }
  close(): Promise<void>
}

interface Listener { cursor: number; deliver: Deliver; current: { stop(): void } | null }

/** The first wait is long enough for an engine that is only being restarted to come back, before its place is taken. */
const WAITS_MS = [1000, 1000, 2000, 4000, 8000]
/** An engine that is just starting or stopping may hold the folder for 9 s without answering before the person is told. */
const FIRST = { tries: 30, everyMs: 300 }

/** The folder is held by somebody who does not answer yet. */
class NotYet extends Error {}

export function openLink({ home, start, onFatal }: LinkOptions): Link {
  let state: LinkState = { kind: 'connecting' }
  let carrier: Carrier | null = null
  let closing = false
  let hurry = (): void => {}
  const hearers = new Set<(state: LinkState) => void>()
  const listeners = new Set<Listener>()

  function set(next: LinkState): void {
    state = next
    for (const hear of hearers) hear(next)
  }

  function attach(next: Carrier): void {
    carrier = next
    for (const listener of listeners) listen(listener, next)
    set({ kind: 'live', how: next.how, pid: next.pid })
  }

  function listen(listener: Listener, to: Carrier): void {
    listener.current = to.subscribe(listener.cursor, async (batch) => {
      if (carrier !== to || !listeners.has(listener)) return
      // Moved on before the delivery: a line that breaks while a slow listener works must not bring the batch again.
      listener.cursor = batch.at(-1)!.seq
      await listener.deliver(batch)
    })
  }

  function lose(from: Carrier, why: string): void {
    if (carrier !== from || closing) return
    carrier = null
    for (const listener of listeners) { listener.current?.stop(); listener.current = null }
    void from.close()
    set({ kind: 'offline', why })
    connecting = connect(false)
  }

  /** Starts an engine, or joins the one that holds the folder. */
  async function openCarrier(): Promise<Carrier> {
    try {
      return ownCarrier(await start())
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'engine-exists') throw error
    }
    const file: EngineFile | null = readEngineFile(home)
    if (!file) throw new NotYet('it is just starting or stopping')
    try {
      return await joinEngine(file, lose)
    } catch (error) {
      if (error instanceof ConnectionLost) throw new NotYet(error.message)
      throw error
    }
  }

  async function connect(first: boolean): Promise<void> {
    for (let attempt = 0; !closing; attempt++) {
      if (!first || attempt > 0) await pause(first ? FIRST.everyMs : WAITS_MS[Math.min(attempt, WAITS_MS.length - 1)]!)
      if (closing) return
      try {
        const next = await openCarrier()
        if (closing) return await next.close()
        return attach(next)
      } catch (error) {
        if (first && !(error instanceof NotYet && attempt < FIRST.tries)) return fail(error)
        set({ kind: first ? 'connecting' : 'offline', why: messageOf(error) })
      }
    }
  }

  function fail(error: unknown): void {
    set({ kind: 'offline', why: messageOf(error) })
    onFatal(error instanceof Refusal ? error : new Refusal('internal', `The engine could not be started: ${messageOf(error)}.`))
  }

  const pause = (ms: number): Promise<void> => new Promise((resolve) => { const timer = setTimeout(resolve, ms); hurry = () => { clearTimeout(timer); resolve() } })

  async function call(name: CallName, args: unknown): Promise<Result<unknown>> {
    if (state.kind === 'connecting') await connecting
    const current = carrier
    if (!current) return noEngine()
    try {
      return { ok: true, value: await current.call(name, args) }
    } catch (error) {
      if (error instanceof Refusal) return failure(error.code, error.message, error.details)
      if (!(error instanceof ConnectionLost)) return failure('internal', `Dispatch itself failed on ${name}: ${messageOf(error)}. Please report it.`)
      lose(current, error.message)
      return error.sent ? failure('no-engine', `The engine ended while it answered ${name}: look whether it was done, then try again. This window connects again by itself.`) : noEngine()
    }
  }

  let connecting = connect(true)
  return {
    call,
    subscribe: (after, deliver) => {
      const listener: Listener = { cursor: after, deliver, current: null }
      listeners.add(listener)
      if (carrier) listen(listener, carrier)
      return { stop: () => { listeners.delete(listener); listener.current?.stop() } }
    },
    state: () => state,
    onState: (hear) => { hearers.add(hear) },
    close: async () => {
      closing = true
      hurry()
      await connecting
      for (const listener of listeners) listener.current?.stop()
      await carrier?.close()
      carrier = null
    },
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
const noEngine = (): Failure => failure('no-engine', 'The engine does not answer. This window shows what it knew last, and connects again by itself.')

function ownCarrier(engine: OwnEngine): Carrier {
  return {
    how: 'own', pid: process.pid,
    call: (name, args) => engine.door.call(name, args, { from: 'desktop', device: 'local' }),
    subscribe: (after, deliver) => engine.feed.subscribe(after, deliver),
    close: () => engine.stop(),
  }
}
