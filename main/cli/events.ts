import type { IncomingMessage } from 'node:http'
import type { EngineFile } from '../../contract/engine.ts'
import { Refusal } from '../../contract/errors.ts'
import type { DispatchEvent } from '../../contract/event.ts'
import { EVENTS_PATH } from '../../contract/routes.ts'
import { headersFor } from './client.ts'
import { ConnectionLost } from './failure.ts'
import { http } from './http-module.ts'

/** One message of a Server-Sent Events stream. */
export interface SseMessage { id: string; event: string; data: string }

/** A parser fed with pieces as they come, cut anywhere; returns the messages each piece completes. */
export function createSseParser(): (chunk: string) => SseMessage[] {
  let rest = ''
  let id = ''
  let event = ''
  let data: string[] = []
  const take = (line: string): SseMessage | null => {
    if (line === '') {
      const message = data.length > 0 ? { id, event: event || 'message', data: data.join('\n') } : null
      event = ''
      data = []
      return message
    }
    const colon = line.indexOf(':')
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1)
    if (field === 'data') data.push(value)
    else if (field === 'event') event = value
    else if (field === 'id' && !value.includes('\0')) id = value
    return null
  }
  return (chunk) => {
    const text = rest + chunk
    const messages: SseMessage[] = []
    let from = 0
    for (const match of text.matchAll(/\r\n|\n|\r/g)) {
      // A carriage return at the very end may be half of a \r\n.
      if (match[0] === '\r' && match.index === text.length - 1) break
      const message = take(text.slice(from, match.index))
      if (message) messages.push(message)
      from = match.index + match[0].length
    }
    rest = text.slice(from)
    return messages
  }
}

/** A timer takes no more than 31 bits of milliseconds. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** An open event stream. */
export interface EventStream { events: AsyncIterable<{ seq: number; event: DispatchEvent }>; close(): void }

/**
 * Opens the event stream after a sequence number; resolves once the engine has accepted it, so that nothing later is missed.
 * The stream breaks off at `until` (epoch ms).
 */
export function openEvents(engine: EngineFile, after: number, until = Number.POSITIVE_INFINITY): Promise<EventStream> {
  return new Promise((settle, reject) => {
    const headers = { ...headersFor(engine), accept: 'text/event-stream', 'last-event-id': String(after) }
    const outgoing = http.request({ host: '127.0.0.1', port: engine.port, path: `${EVENTS_PATH}?after=${after}`, headers, agent: false })
    outgoing.on('error', (error) => reject(new ConnectionLost(error.message, false)))
    const timer = Number.isFinite(until) ? setTimeout(() => outgoing.destroy(new Error('time is up')), Math.max(0, Math.min(until - Date.now(), LONGEST_TIMER_MS))) : undefined
    outgoing.on('close', () => clearTimeout(timer))
    outgoing.on('response', (response) => {
      if (response.statusCode === 200) return settle({ events: readEvents(response), close: () => outgoing.destroy() })
      outgoing.destroy()
      const code = response.statusCode === 401 ? 'unauthorized' : response.statusCode === 503 ? 'no-engine' : 'internal'
      reject(new Refusal(code, `expected the event stream of the engine, found HTTP ${response.statusCode}: look at \`dispatch status\``))
    })
    outgoing.end()
  })
}

async function* readEvents(response: IncomingMessage): AsyncGenerator<{ seq: number; event: DispatchEvent }> {
  const parse = createSseParser()
  response.setEncoding('utf8')
  try {
    for await (const chunk of response) {
      for (const message of parse(chunk as string)) {
        const event = toEvent(message)
        if (event) yield { seq: Number(message.id), event }
      }
    }
  } catch (error) {
    throw new ConnectionLost((error as Error).message, false)
  }
  throw new ConnectionLost('the event stream ended', false)
}

function toEvent(message: SseMessage): DispatchEvent | null {
  try {
    const value = JSON.parse(message.data) as DispatchEvent
    if (typeof value !== 'object' || value === null) return null
    return 'kind' in value ? value : ({ ...(value as object), kind: message.event } as DispatchEvent)
  } catch {
    return null
  }
}
