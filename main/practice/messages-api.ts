import { EventEmitter } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { toErrorResponse, toEvents, toMessage, type Answer, type MessageAnswer } from './answer.ts'
import { toTurn, type Script } from './script.ts'

/** One request as it came in. */
export interface RecordedRequest { method: string; path: string; headers: IncomingHttpHeaders; body: Record<string, unknown>; at: number; answer: Answer['kind'] | 'not-found' }

export interface MessagesApi {
  url: string
  port: number
  /** Every request so far, oldest first; none where they are not kept. */
  requests: RecordedRequest[]
  /** Resolves once an answer of this kind has been begun (at once if one was). For `hang`: what it sends has been sent. */
  until(kind: Answer['kind']): Promise<void>
  /** Resolves with the first request of which this is true, once its answer has been begun (at once if one was). */
  untilRequest(test: (request: RecordedRequest) => boolean): Promise<RecordedRequest>
  stop(): Promise<void>
}

/** A Claude request is 50 kB before the prompt and a prompt is at most 4 MiB; above this something is wrong. */
const MAX_BODY_BYTES = 32 * 1024 * 1024

/** Starts a stand-in of the Messages API on 127.0.0.1 that answers as the script says. No network beyond loopback is used. */
export async function startMessagesApi(script: Script, options: { port?: number; keepRequests?: boolean } = {}): Promise<MessagesApi> {
  const requests: RecordedRequest[] = []
  const answered = new EventEmitter().setMaxListeners(0)
  let lastId = 0
  const nextId = () => String(++lastId).padStart(6, '0')
  const server = createServer((request, response) => {
    answerRequest({ request, response, script, requests: options.keepRequests === false ? null : requests, answered, nextId }).catch((error: unknown) => {
      if (!response.headersSent) sendJson(response, 500, { type: 'error', error: { type: 'api_error', message: `The practice script failed: ${String(error)}` } })
      else response.destroy()
    })
  })
  // An idle connection is never closed from this side: a request sent at that very moment would be reset, and look like a broken API.
  server.keepAliveTimeout = 0
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    until: (kind) => requests.some((request) => request.answer === kind) ? Promise.resolve() : new Promise((resolve) => answered.once(kind, () => resolve())),
    untilRequest: (test) => {
      const found = requests.find((request) => request.answer !== 'not-found' && test(request))
      if (found) return Promise.resolve(found)
      return new Promise((resolve) => {
        const look = (request: RecordedRequest) => {
          if (!test(request)) return
          answered.off('request', look)
          resolve(request)
        }
        answered.on('request', look)
      })
    },
    stop: () => new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    }),
  }
}

interface Exchange { request: IncomingMessage; response: ServerResponse; script: Script; requests: RecordedRequest[] | null; answered: EventEmitter; nextId: () => string }

async function answerRequest({ request, response, script, requests, answered, nextId }: Exchange): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://127.0.0.1').pathname
  const body = await readBody(request)
  const recorded: RecordedRequest = { method: request.method ?? '', path, headers: request.headers, body: body ?? {}, at: Date.now(), answer: 'not-found' }
  requests?.push(recorded)
  if (request.method !== 'POST' || path !== '/v1/messages') {
    // The program asks now and then whether the host answers at all.
    if (request.method === 'HEAD') response.writeHead(200).end()
    else if (path === '/v1/messages/count_tokens') sendJson(response, 200, { input_tokens: 1000 })
    else sendJson(response, 404, { type: 'error', error: { type: 'not_found_error', message: 'The practice API answers only POST /v1/messages.' } })
    return
  }
  if (!body) {
    sendJson(response, 400, { type: 'error', error: { type: 'invalid_request_error', message: `Expected a JSON object of at most ${MAX_BODY_BYTES} bytes.` } })
    return
  }
  const answer = await script(toTurn(body, request.headers))
  recorded.answer = answer.kind
  response.setHeader('request-id', `req_practice${nextId()}`)
  const sent = sendAnswer(response, answer, { model: String(body.model ?? 'practice'), stream: body.stream === true, nextId })
  answered.emit(answer.kind)
  answered.emit('request', recorded)
  await sent
}

interface Wanted { model: string; stream: boolean; nextId: () => string }

async function sendAnswer(response: ServerResponse, answer: Answer, wanted: Wanted): Promise<void> {
  switch (answer.kind) {
    case 'error':
    case 'limit': {
      const { status, headers, body } = toErrorResponse(answer, Math.floor(Date.now() / 1000))
      sendJson(response, status, body, headers)
      return
    }
    case 'hang': return hang(response, answer.text, wanted)
    case 'cut': return cut(response, answer, wanted)
    default: return sendMessage(response, answer, wanted)
  }
}

async function sendMessage(response: ServerResponse, answer: MessageAnswer, wanted: Wanted): Promise<void> {
  const message = toMessage(answer, wanted.model, wanted.nextId)
  const delayMs = answer.delayMs ?? 0
  if (!wanted.stream) {
    await pause(delayMs, response)
    if (!response.destroyed) sendJson(response, 200, message, answer.headers)
    return
  }
  startStream(response, answer.headers)
  const pieces = answer.kind === 'slow' ? answer.pieces ?? 10 : 2
  await pause(answer.kind === 'slow' ? 0 : delayMs, response)
  for (const event of toEvents(message, pieces)) {
    if (response.destroyed) return
    writeEvent(response, event)
    if (answer.kind === 'slow' && event.type === 'content_block_delta') await pause(delayMs, response)
  }
  response.end()
}

/** Never finishes by itself: ends when the other side drops the request, or the server stops. */
function hang(response: ServerResponse, text: string | undefined, wanted: Wanted): Promise<void> {
  if (wanted.stream) {
    startStream(response)
    const events = toEvents(toMessage({ kind: 'text', text: text ?? '' }, wanted.model, wanted.nextId), 1)
    // Up to and with the text, never its end.
    for (const event of events.slice(0, text ? 3 : 1)) writeEvent(response, event)
  }
  return new Promise((resolve) => response.once('close', () => resolve()))
}

async function cut(response: ServerResponse, answer: Extract<Answer, { kind: 'cut' }>, wanted: Wanted): Promise<void> {
  const after = answer.after ?? 3
  if (wanted.stream && after > 0) {
    startStream(response)
    const events = toEvents(toMessage({ kind: 'text', text: answer.text ?? 'The connection will be cut here.' }, wanted.model, wanted.nextId), 4)
    for (const event of events.slice(0, after)) await new Promise<void>((resolve) => response.write(toSse(event), () => resolve()))
  }
  response.socket?.destroy()
}

function startStream(response: ServerResponse, headers: Record<string, string> = {}): void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache', ...headers })
  response.flushHeaders()
}

const toSse = (event: { type: string }): string => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`

function writeEvent(response: ServerResponse, event: { type: string }): void {
  response.write(toSse(event))
}

function sendJson(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}

/** Waits, but not longer than anybody listens. */
function pause(ms: number, response: ServerResponse): Promise<void> {
  if (ms <= 0 || response.destroyed) return Promise.resolve()
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      response.off('close', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    response.once('close', done)
  })
}

/** The body as an object; null when it is none, or too large. */
async function readBody(request: IncomingMessage): Promise<Record<string, unknown> | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= MAX_BODY_BYTES) chunks.push(chunk)
  }
  if (size > MAX_BODY_BYTES) return null
  try {
    const parsed: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}')
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? parsed as Record<string, unknown> : null
  } catch {
    return null
  }
}
