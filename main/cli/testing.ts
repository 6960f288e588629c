import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterEach, beforeEach } from 'vitest'
import { CALLS, type CallArgs, type CallName, type CallResult } from '../../contract/api.ts'
import type { EngineFile } from '../../contract/engine.ts'
import { Refusal, ERROR_CODES } from '../../contract/errors.ts'
import { DispatchEvent } from '../../contract/event.ts'
import type { Job } from '../../contract/job.ts'
import { readEngineFile } from './connect.ts'
import { runCli } from './run.ts'

/** What a test answers calls with; arguments and results are checked against the call table. */
export type Answers = { [Name in CallName]?: (args: CallArgs<Name>) => CallResult<Name> | Promise<CallResult<Name>> }

/** A small HTTP server that speaks the call table and the event stream. */
export interface TestEngine { file: EngineFile; calls: { name: CallName; args: unknown }[]; send(event: DispatchEvent): void; streams(): number; streamed: Promise<void>; stop(): Promise<void> }

/** A data folder that goes away with its test. */
export function tempHome(): { home: string; remove: () => void } {
  const home = mkdtempSync(join(tmpdir(), 'dispatch-cli-'))
  return { home, remove: () => rmSync(home, { recursive: true, force: true }) }
}

/** For each test of a file: a data folder of its own, a command line on it, and an engine once it is started; gone with the test. */
export interface TestPlace {
  readonly home: string
  /** The engine that was started last. */
  readonly engine: TestEngine
  start(answers: Answers, seq?: number): Promise<TestEngine>
  line(...argv: string[]): ReturnType<typeof runLine>
}

export function useTestEngine(): TestPlace {
  let temp: ReturnType<typeof tempHome>
  const engines: TestEngine[] = []
  beforeEach(() => { temp = tempHome() })
  afterEach(async () => {
    for (const engine of engines.splice(0)) await engine.stop()
    temp.remove()
  })
  return {
    get home() { return temp.home },
    get engine() { return engines.at(-1)! },
    start: async (answers, seq) => {
      const engine = await startTestEngine(temp.home, answers, seq)
      engines.push(engine)
      return engine
    },
    line: (...argv) => runLine(temp.home, argv),
  }
}

/** For each test of a file: a repository with one commit. */
export function useRepository(): { readonly root: string } {
  let temp: ReturnType<typeof tempHome>
  beforeEach(() => {
    temp = tempHome()
    const git = (...args: string[]) => spawnSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], { cwd: temp.home })
    git('init', '-q')
    git('commit', '-q', '--allow-empty', '-m', 'first')
  })
  afterEach(() => temp.remove())
  return { get root() { return temp.home } }
}

/** Starts a server for a data folder and names it in its engine.json. `seq` is the sequence number it goes on from. */
export async function startTestEngine(home: string, answers: Answers, seq = 0): Promise<TestEngine> {
  const calls: TestEngine['calls'] = []
  const streams = new Set<ServerResponse>()
  const history: { seq: number; event: DispatchEvent }[] = []
  let announce = () => {}
  const streamed = new Promise<void>((settle) => { announce = settle })
  const token = `token-${Math.random()}`
  const all: Answers = { 'engine.status': () => toStatus(home, seq), ...answers }
  const write = (response: ServerResponse, each: { seq: number; event: DispatchEvent }) => response.write(`id: ${each.seq}\nevent: ${each.event.kind}\ndata: ${JSON.stringify(each.event)}\n\n`)
  const server = createServer((request, response) => {
    const url = new URL(request.url!, 'http://127.0.0.1')
    if (request.headers.authorization !== `Bearer ${token}`) return reply(response, 401, new Refusal('unauthorized', 'expected the token').toBody())
    if (url.pathname !== '/api/events') return void answer({ request, response, url, all, calls })
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(': hello\n\n')
    for (const each of history) if (each.seq > Number(url.searchParams.get('after'))) write(response, each)
    streams.add(response)
    response.on('close', () => streams.delete(response))
    announce()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const file: EngineFile = { pid: process.pid, port, token, url: `http://127.0.0.1:${port}`, version: '0', startedAt: 0 }
  writeFileSync(join(home, 'engine.json'), JSON.stringify(file), { mode: 0o600 })
  let stopped: Promise<void> | null = null
  const stop = async (): Promise<void> => {
    // Another engine may have written its own by now.
    if (readEngineFile(home)?.token === token) rmSync(join(home, 'engine.json'))
    for (const response of streams) response.destroy()
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  return {
    file, calls, streamed, streams: () => streams.size, stop: () => stopped ??= stop(),
    send: (event) => {
      const each = { seq: ++seq, event: DispatchEvent.parse(event) }
      history.push(each)
      for (const response of streams) write(response, each)
    },
  }
}

interface Exchange { request: IncomingMessage; response: ServerResponse; url: URL; all: Answers; calls: TestEngine['calls'] }

async function answer({ request, response, url, all, calls }: Exchange): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  for (const [name, call] of Object.entries(CALLS) as [CallName, (typeof CALLS)[CallName]][]) {
    const match = new RegExp(`^${call.path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`).exec(url.pathname)
    if (!match || call.method !== request.method) continue
    const body = chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) as object : {}
    const given = { ...body, ...Object.fromEntries(url.searchParams), ...Object.fromEntries(Object.entries(match.groups ?? {}).map(([key, value]) => [key, decodeURIComponent(value)])) }
    const args = call.args.safeParse(given)
    calls.push({ name, args: args.data ?? given })
    if (!args.success) return reply(response, 400, new Refusal('bad-input', `${args.error.issues[0]!.path.join('.')}: ${args.error.issues[0]!.message}`).toBody())
    const handler = all[name] as ((args: unknown) => unknown) | undefined
    try {
      if (!handler) throw new Refusal('not-found', `expected a test without ${name}`)
      return reply(response, ('status' in call ? call.status : 200) ?? 200, call.result.parse(await handler(args.data)))
    } catch (error) {
      if (!(error instanceof Refusal)) return reply(response, 500, new Refusal('internal', String(error)).toBody())
      return reply(response, ERROR_CODES[error.code].status, error.toBody())
    }
  }
  reply(response, 404, new Refusal('not-found', `no such path ${url.pathname}`).toBody())
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

function toStatus(home: string, eventSeq: number): CallResult<'engine.status'> {
  return { version: '0', engine: { running: true, pid: process.pid, url: null, startedAt: 0 }, home, paused: false, slots: { used: 0, total: 1 }, jobs: {}, profiles: [], approvals: 0, eventSeq }
}

/** Runs a command line in this process. */
export async function runLine(home: string, argv: readonly string[], more: { stdin?: string; env?: NodeJS.ProcessEnv; tty?: number } = {}): Promise<{ exit: number; out: string; err: string }> {
  const stdin = Object.assign(new PassThrough(), { isTTY: false })
  stdin.end(more.stdin ?? '')
  const stdout = Object.assign(new PassThrough(), more.tty ? { isTTY: true, columns: more.tty } : {})
  const stderr = new PassThrough()
  const taken = { out: '', err: '' }
  stdout.on('data', (chunk: Buffer) => { taken.out += chunk.toString() })
  stderr.on('data', (chunk: Buffer) => { taken.err += chunk.toString() })
  const exit = await runCli(argv, { stdin, stdout, stderr, env: { DISPATCH_HOME: home, ...more.env }, cwd: () => home })
  await new Promise((settle) => setImmediate(settle))
  return { exit, ...taken }
}

/** Starts the command line as a process of its own. */
export function spawnLine(home: string, argv: readonly string[]): ChildProcess {
  return spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), ...argv], { env: { ...process.env, DISPATCH_HOME: home }, cwd: home })
}

/** A job with everything in it, valid by the contract. */
export function toJob(changes: Partial<Job> = {}): Job {
  return {
    id: 'j4k9m2p3q0', seq: 1, title: 'Write tests for pay', prompt: 'Write tests for pay', repository: '/code/api', profile: 'default', profileVersion: 1, state: 'running', waitingFor: null, outcome: null,
    priority: 0, labels: {}, after: [], any: false, children: [], context: 'branch', conversation: 'c000000001', sessionId: null, isolation: 'worktree', base: null, check: null, retry: { max: 0, backoffMs: 10_000 },
    timeoutMs: null, maxTurns: null, budgetUsd: null, model: null, notBefore: 0, pipeline: null, pipelineTitle: null, alias: null, worktree: null, branch: null, baseCommit: null, headCommit: null, run: 1, runs: [],
    createdAt: 1000, queuedAt: 1000, startedAt: 2000, endedAt: null, costUsd: 0, submittedFrom: 'cli', reasonChain: [], ...changes,
  }
}

/** The same job, finished. */
export function toFinished(kind: 'succeeded' | 'failed' | 'cancelled' | 'lost', changes: Partial<Job> = {}): Job {
  const reason = { succeeded: 'ok', failed: 'check-failed', cancelled: 'by-person', lost: 'lost' } as const
  return toJob({ state: 'finished', outcome: { kind, reason: reason[kind], message: kind === 'failed' ? 'npm test exited 1' : '' }, endedAt: 9000, ...changes })
}
