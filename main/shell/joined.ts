import type { EngineFile } from '../../contract/engine.ts'
import type { SequencedEvent } from '../../contract/event.ts'
import { createClient } from '../cli/client.ts'
import { openEvents, type EventStream } from '../cli/events.ts'
import type { Carrier } from './link.ts'

/** So many events may wait for a slow page before the engine is no longer read; the engine keeps them. */
const MOST_WAITING = 1000

/**
 * Another program's engine, over HTTP and Server-Sent Events. The token stays in here: pages speak IPC as ever.
 * `lost` is told once the line breaks. Throws `ConnectionLost` when nobody answers.
 */
export async function joinEngine(file: EngineFile, lost: (carrier: Carrier, why: string) => void): Promise<Carrier> {
  const client = createClient(file, 'desktop')
  const streams = new Set<EventStream>()
  const carrier: Carrier = {
    how: 'joined', pid: file.pid,
    call: (name, args) => client.call(name, (args ?? {}) as never),
    subscribe: (after, deliver) => {
      let stopped = false
      let stream: EventStream | null = null
      const run = async (): Promise<void> => {
        stream = await openEvents(file, after)
        streams.add(stream)
        if (stopped) stream.close()
        await pump(stream, deliver, () => stopped)
      }
      run().catch((error: unknown) => { if (!stopped) lost(carrier, error instanceof Error ? error.message : String(error)) })
      return { stop: () => { stopped = true; stream?.close(); if (stream) streams.delete(stream) } }
    },
    close: async () => {
      for (const stream of streams) stream.close()
      client.close()
    },
  }
  await client.call('engine.status', {})
  return carrier
}

/** Reads on while a batch is being delivered, so that what comes meanwhile is one batch and not many. */
async function pump(stream: EventStream, deliver: (batch: SequencedEvent[]) => Promise<void> | void, isStopped: () => boolean): Promise<void> {
  let waiting: SequencedEvent[] = []
  let delivering: Promise<void> | null = null
  const drain = async (): Promise<void> => {
    while (waiting.length > 0 && !isStopped()) {
      const batch = waiting
      waiting = []
      await deliver(batch)
    }
    delivering = null
  }
  for await (const event of stream.events) {
    waiting.push(event)
    if (delivering === null) delivering = drain()
    else if (waiting.length >= MOST_WAITING) await delivering
  }
}
