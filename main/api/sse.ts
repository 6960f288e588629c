import type { ServerResponse } from 'node:http'
import type { SequencedEvent } from '../../contract/event.ts'
import type { EventFeed } from '../events/feed.ts'

/** A comment now and then keeps proxies and sleeping sockets from dropping a quiet stream. */
const BEAT_MS = 25_000

/** Streams events to one listener until it goes away. A slow one is waited for; it holds nobody else up. */
export function streamEvents(feed: EventFeed, response: ServerResponse, after: number | null): void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', connection: 'keep-alive', 'x-content-type-options': 'nosniff' })
  response.write('retry: 1000\n\n')
  const beat = setInterval(() => { response.write(': beat\n\n') }, BEAT_MS)
  const subscription = feed.subscribe(after, async (batch) => {
    if (!response.write(batch.map(toFrame).join(''))) await drained(response)
  })
  response.on('close', () => { clearInterval(beat); subscription.stop() })
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done).off('close', done)
      resolve()
    }
    response.once('drain', done).once('close', done)
  })
}

const toFrame = ({ seq, event }: SequencedEvent): string => `id: ${seq}\nevent: ${event.kind}\ndata: ${JSON.stringify(event)}\n\n`
