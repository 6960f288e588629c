import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { CALLS, type CallName } from '../../contract/api.ts'
import { Refusal } from '../../contract/errors.ts'
import { finished } from 'node:stream/promises'
import type { EventFeed } from '../events/feed.ts'
import type { Auth } from './auth.ts'
import type { Door } from './door.ts'
import { MAX_BODY_BYTES, refuseUnreadable, sendError, tooLarge, toRefusal, wrongType } from './http-refusals.ts'
import { toOpenApi } from './openapi.ts'
import { sendPage } from './page.ts'
import { streamEvents } from './sse.ts'

/** Node would look every 30 s for connections whose headers never end; only this machine can connect, and an idle engine sleeps. */
const NEVER_MS = 2 ** 31 - 1

/** A larger body is not even thrown away: the connection is closed on it. */
const MOST_DRAINED = 256 * 1024 * 1024

/** What the HTTP carrier needs. `hook` answers Claude's permission questions; `page` serves the built window. */
export interface HttpParts {
  door: Door
  auth: Auth
  feed: EventFeed
  hook(token: string, body: unknown, gone: AbortSignal): Promise<Record<string, unknown>>
  page(server: FastifyInstance): void
}

/** Bytes that are no UTF-8 are refused: what would stand in their place is not what was sent. */
const UTF8 = new TextDecoder('utf-8', { fatal: true })

/** A body that came as text. */
class PlanText {
  readonly text: string
  constructor(text: string) { this.text = text }
}

const header = (request: FastifyRequest, name: string): string | undefined => { const value = request.headers[name]; return Array.isArray(value) ? value[0] : value }

function addressOf(request: FastifyRequest) {
  return { host: header(request, 'host'), origin: header(request, 'origin'), authorization: header(request, 'authorization'), cookie: header(request, 'cookie'), site: header(request, 'sec-fetch-site'), method: request.method }
}

/** Builds the server; the caller listens. */
export function createHttp(parts: HttpParts): FastifyInstance {
  const server = Fastify({
    logger: false, bodyLimit: MAX_BODY_BYTES, forceCloseConnections: true, routerOptions: { maxParamLength: 512, ignoreTrailingSlash: true }, requestTimeout: 0, http: { connectionsCheckingInterval: NEVER_MS, requireHostHeader: false },
    clientErrorHandler: refuseUnreadable,
    // No hook has run for what the router cannot read: who asks is looked at here.
    frameworkErrors: (error, request, reply) => {
      try {
        parts.auth.check(addressOf(request))
        sendError(reply, toRefusal(error, undefined))
      } catch (refusal) {
        sendError(reply, toRefusal(refusal, undefined))
      }
    },
  })
  const texts = ['text/yaml', 'application/yaml', 'application/x-yaml', 'text/x-yaml', 'text/plain']
  // Many clients name a type although they send nothing.
  server.removeContentTypeParser('application/json')
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      const text = UTF8.decode(body as Buffer)
      done(null, text.trim() === '' ? undefined : JSON.parse(text))
    } catch (error) {
      done(Object.assign(error as Error, { statusCode: 400 }))
    }
  })
  server.addContentTypeParser(texts, { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, new PlanText(UTF8.decode(body as Buffer)))
    } catch (error) {
      done(Object.assign(error as Error, { statusCode: 400 }))
    }
  })
  server.addHook('onRequest', async (request) => parts.auth.checkAddress(addressOf(request)))
  server.addHook('onRequest', async (_request, reply) => { void reply.headers({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer' }) })
  server.addHook('onRequest', async (request) => {
    const length = Number(header(request, 'content-length') ?? 0)
    if (length <= MAX_BODY_BYTES) return
    // Read to its end and thrown away: a client cut off while it writes would hear of a broken pipe instead of why.
    if (length <= MOST_DRAINED) await finished(request.raw.resume(), { writable: false }).catch(() => {})
    throw tooLarge()
  })
  server.setErrorHandler((error, request, reply) => sendError(reply, toRefusal(error, header(request, 'content-type'))))
  server.setNotFoundHandler((request, reply) => sendError(reply, new Refusal('not-found', `There is nothing at ${request.method} ${request.url.split('?')[0]}. GET /api/openapi.json lists what there is.`)))
  for (const name of Object.keys(CALLS) as CallName[]) addCall(server, parts, name)
  addEvents(server, parts)
  addHook(server, parts)
  server.get('/api/openapi.json', (request) => { parts.auth.check(addressOf(request)); return toOpenApi() })
  server.get('/open', (request, reply) => {
    const cookie = parts.auth.redeem(String((request.query as { key?: unknown }).key ?? ''))
    if (cookie === null) return refuseLink(parts, request, reply)
    return reply.header('set-cookie', cookie).header('cache-control', 'no-store').redirect('/', 303)
  })
  parts.page(server)
  return server
}

/** In a browser that was let in before, an old link leads to the page all the same; in another one the page says that it is not let in. */
function refuseLink(parts: HttpParts, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (!(header(request, 'accept') ?? '').includes('text/html')) throw new Refusal('unauthorized', 'This link was used already or is older than 10 minutes. `dispatch status` prints a new one in a terminal.')
  try {
    parts.auth.check(addressOf(request))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return sendPage(reply.code(401))
  }
  return reply.header('cache-control', 'no-store').redirect('/', 303)
}

function addCall(server: FastifyInstance, parts: HttpParts, name: CallName): void {
  const { method, path } = CALLS[name]
  const usual = (CALLS[name] as { status?: number }).status ?? 200
  server.route({
    method, url: path,
    onRequest: async (request) => parts.auth.check(addressOf(request)),
    handler: async (request, reply) => {
      let status = usual
      // Who calls is told by the token's owner; a page cannot claim to be a phone, but it may say it is the page.
      const from = header(request, 'x-dispatch-from')
      const result = await parts.door.call(name, argsOf(name, request), { from: from === 'cli' || from === 'web' || from === 'desktop' || from === 'mcp' ? from : 'api', device: 'local', setStatus: (other) => { status = other } })
      return reply.code(status).header('cache-control', 'no-store').send(result)
    },
  })
}

/** Path parameters over query over body. A plan may be the body itself. */
function argsOf(name: CallName, request: FastifyRequest): unknown {
  const { body } = request
  if (body instanceof PlanText && name !== 'plans.submit') throw wrongType(header(request, 'content-type'))
  if (body instanceof PlanText) return { plan: body.text, ...(request.query as object) }
  if (body !== undefined && body !== null && (typeof body !== 'object' || Array.isArray(body))) throw new Refusal('bad-input', `body: expected a JSON object, found ${Array.isArray(body) ? 'a list' : typeof body}.`)
  const isPlan = name === 'plans.submit' && body !== null && typeof body === 'object' && 'jobs' in body
  return { ...(isPlan ? { plan: body } : (body as object | null)), ...(request.query as object), ...(request.params as object) }
}

function addEvents(server: FastifyInstance, parts: HttpParts): void {
  server.get('/api/events', {
    onRequest: async (request) => parts.auth.check(addressOf(request)),
    handler: (request, reply) => {
      const given = header(request, 'last-event-id') ?? (request.query as { after?: string }).after
      const after = given === undefined || given === '' ? null : Number(given)
      if (after !== null && !(Number.isSafeInteger(after) && after >= 0)) throw new Refusal('bad-input', `after: expected a sequence number, found ${JSON.stringify(given)}.`, { field: 'after' })
      reply.hijack()
      streamEvents(parts.feed, reply.raw, after)
    },
  })
}

/** Claude's own questions: a token of one run each, and nothing else can be done with it. */
function addHook(server: FastifyInstance, parts: HttpParts): void {
  server.post('/hook/permission', async (request, reply) => {
    const token = /^Bearer (.+)$/i.exec(header(request, 'authorization') ?? '')?.[1] ?? ''
    const gone = new AbortController()
    reply.raw.on('close', () => { if (!reply.raw.writableFinished) gone.abort() })
    return parts.hook(token, request.body, gone.signal)
  })
}
