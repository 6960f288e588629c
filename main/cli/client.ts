import type { Agent, IncomingMessage } from 'node:http'
import type { CallInput, CallName, CallResult } from '../../contract/api.ts'
import type { EngineFile } from '../../contract/engine.ts'
import { Refusal, type ErrorBody, type ErrorCode } from '../../contract/errors.ts'
import { ROUTES } from '../../contract/routes.ts'
import { ConnectionLost } from './failure.ts'
import { http } from './http-module.ts'

/** Whoever answers calls: an engine over HTTP, or the door in this process. */
export interface Caller {
  call<Name extends CallName>(name: Name, args: CallInput<Name>): Promise<CallResult<Name>>
}
/** A caller over HTTP. */
export interface Client extends Caller { engine: EngineFile; close(): void }

/** The slowest call is a health report that asks programs for their versions; an engine silent for two minutes is hung. */
const SILENCE_MS = 120_000

/** Which program calls. */
export type CallsFrom = 'cli' | 'desktop'

/** An engine's client, with one connection kept open between calls. */
export function createClient(engine: EngineFile, from: CallsFrom = 'cli'): Client {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 4 })
  return {
    engine,
    call: (name, args) => callOverHttp({ engine, agent, from, name, args: args as Record<string, unknown> }) as Promise<never>,
    close: () => agent.destroy(),
  }
}

interface HttpCall { engine: EngineFile; agent: Agent; from: CallsFrom; name: CallName; args: Record<string, unknown> }

/** Path, query and body of a call: path parameters out of the arguments; the rest is the query of a GET or DELETE, else the body. */
export function toRequest(name: CallName, args: Record<string, unknown>): { method: string; path: string; body: string | null } {
  const [method, template] = ROUTES[name]
  const left: Record<string, unknown> = { ...args }
  const path = template.replace(/:(\w+)/g, (_, key: string) => {
    const value = String(left[key])
    delete left[key]
    return encodeURIComponent(value)
  })
  if (method !== 'GET' && method !== 'DELETE') return { method, path, body: JSON.stringify(left) }
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries(left)) if (value !== undefined) query.set(key, String(value))
  const text = query.toString()
  return { method, path: text ? `${path}?${text}` : path, body: null }
}

/** Headers every request to an engine carries. */
export function headersFor(engine: EngineFile, from: CallsFrom = 'cli'): Record<string, string> {
  return { host: `127.0.0.1:${engine.port}`, authorization: `Bearer ${engine.token}`, 'x-dispatch-from': from }
}

function callOverHttp({ engine, agent, from, name, args }: HttpCall): Promise<unknown> {
  const { method, path, body } = toRequest(name, args)
  const headers: Record<string, string | number> = headersFor(engine, from)
  if (body !== null) Object.assign(headers, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
  return new Promise((settle, reject) => {
    const outgoing = http.request({ host: '127.0.0.1', port: engine.port, method, path, headers, agent }, (response) => {
      readAll(response).then((text) => settle(toResult(response.statusCode ?? 0, text)), (error: Error) => reject(new ConnectionLost(error.message, true))).catch(reject)
    })
    outgoing.setTimeout(SILENCE_MS, () => outgoing.destroy(new Error(`no answer in ${SILENCE_MS / 1000} s`)))
    outgoing.on('error', (error: NodeJS.ErrnoException) => reject(new ConnectionLost(error.message, error.code !== 'ECONNREFUSED')))
    outgoing.end(body ?? undefined)
  })
}

function readAll(response: IncomingMessage): Promise<string> {
  return new Promise((settle, reject) => {
    const chunks: Buffer[] = []
    response.on('data', (chunk: Buffer) => chunks.push(chunk))
    response.on('end', () => settle(Buffer.concat(chunks).toString('utf8')))
    response.on('error', reject)
    response.on('aborted', () => reject(new Error('the answer broke off')))
  })
}

function toResult(status: number, text: string): unknown {
  const body = parseJson(text)
  if (status >= 200 && status < 300 && body !== undefined) return body
  const refused = (body as Partial<ErrorBody> | undefined)?.error
  if (refused) throw new Refusal(refused.code, refused.message, refused.details)
  throw new Refusal(codeOf(status), `expected an answer of the engine, found HTTP ${status}: look at \`dispatch status\`; another program may listen on its port`)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function codeOf(status: number): ErrorCode {
  if (status === 401) return 'unauthorized'
  if (status === 403) return 'forbidden'
  if (status === 404) return 'not-found'
  if (status === 413) return 'too-large'
  return status === 503 ? 'no-engine' : 'internal'
}
