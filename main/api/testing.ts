import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { EngineFile } from '../../contract/engine.ts'
import type { SequencedEvent } from '../../contract/event.ts'
import { startEngine, type Engine } from '../engine.ts'
import { makeRepository, removeShortTmp } from '../scheduler/testing.ts'

/** A folder with a data folder and a repository in it, gone with its test. */
export function makePlace(): { home: string; repository: string } {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dispatch-api-')))
  onTestFinished(() => {
    removeShortTmp(join(folder, 'data'))
    rmSync(folder, { recursive: true, force: true })
  })
  return { home: join(folder, 'data'), repository: makeRepository(join(folder, 'repo')) }
}

// oxlint-disable-next-line typescript/no-explicit-any -- a body is whatever the engine says; each test looks at what it expects
export interface Answer { status: number; headers: Record<string, string | string[] | undefined>; text: string; body: any }
export interface Ask { method?: string; path: string; body?: unknown; headers?: Record<string, string>; token?: string | null }
export interface Served {
  engine: Engine
  file: EngineFile
  /** A request with the token, unless it says otherwise. Host and Origin are as given: `fetch` would not let them be. */
  ask(ask: Ask): Promise<Answer>
  get(path: string): Promise<Answer>
  post(path: string, body?: unknown): Promise<Answer>
  /** The event stream after a number, until `enough` says so; then it hangs up. */
  events(headers: Record<string, string>, enough: (frames: EventFrame[]) => boolean, query?: string): Promise<EventFrame[]>
}

/** A real engine on loopback. It starts no job: it is paused. */
export async function serve(home: string, port?: number): Promise<Served> {
  const problems: string[] = []
  const engine = await startEngine({ home, port, report: (message, error) => { problems.push(`${message} ${String(error ?? '')}`) } })
  let stopped = false
  const stop = engine.stop
  engine.stop = async () => { if (!stopped) { stopped = true; await stop() } }
  onTestFinished(async () => {
    await engine.stop()
    if (problems.length > 0) throw new Error(problems.join('\n'))
  })
  const file = JSON.parse(readFileSync(join(home, 'engine.json'), 'utf8')) as EngineFile
  const ask = (given: Ask): Promise<Answer> => new Promise((resolve, reject) => {
    const payload = given.body === undefined ? undefined : typeof given.body === 'string' ? given.body : JSON.stringify(given.body)
    const headers = { ...(given.token === null ? {} : { authorization: `Bearer ${given.token ?? file.token}` }), ...(payload === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(payload)) }), ...given.headers }
    const out = request({ host: '127.0.0.1', port: file.port, path: given.path, method: given.method ?? 'GET', headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        resolve({ status: response.statusCode!, headers: response.headers, text, body: String(response.headers['content-type']).includes('json') ? JSON.parse(text) as unknown : text })
      })
    })
    // A body that is too large may be refused before it is sent whole.
    out.on('error', reject)
    out.end(payload)
  })
  const served: Served = {
    engine, file, ask, get: (path) => ask({ path }), post: (path, body) => ask({ method: 'POST', path, body }),
    events: (headers, enough, query = '') => readFrames({ port: file.port, path: `/api/events${query}`, headers: { authorization: `Bearer ${file.token}`, ...headers } }, enough),
  }
  await served.post('/api/pause')
  return served
}

/** One event as it came over the wire. */
export interface EventFrame { id: number; event: string; data: SequencedEvent['event'] }

/** Reads an event stream until `enough`, then hangs up. */
export function readFrames(to: { port: number; path: string; headers: Record<string, string> }, enough: (frames: EventFrame[]) => boolean): Promise<EventFrame[]> {
  return new Promise((resolve, reject) => {
    const frames: EventFrame[] = []
    let rest = ''
    const out = request({ host: '127.0.0.1', ...to }, (response) => {
      if (response.statusCode !== 200) return reject(new Error(`event stream: ${response.statusCode}`))
      const look = (): void => {
        if (!enough(frames)) return
        resolve(frames)
        out.destroy()
      }
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        const parts = (rest + chunk).split('\n\n')
        rest = parts.pop()!
        for (const part of parts) {
          const fields = new Map(part.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]))
          if (fields.has('data')) frames.push({ id: Number(fields.get('id')), event: fields.get('event')!, data: JSON.parse(fields.get('data')!) as EventFrame['data'] })
        }
        look()
      })
      response.on('close', () => reject(new Error(`the stream ended after ${frames.length} events`)))
      look()
    })
    out.on('error', reject)
    out.end()
  })
}
