import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { EngineFile } from '../contract/engine.ts'
import { orRefuse, Refusal } from '../contract/errors.ts'
import { createAuth, type Auth } from './api/auth.ts'
import { createDoor, type Door } from './api/door.ts'
import type { CallContext } from './api/handlers.ts'
import { createHttp } from './api/http.ts'
import { openCore } from './api/local-door.ts'
import { servePage } from './api/page.ts'
import { createApprovals } from './approvals/approvals.ts'
import { PermissionRequest } from './approvals/hook.ts'
import { ENGINE_FILE, keepEngineFile } from './engine-file.ts'
import { createFeed, type EventFeed } from './events/feed.ts'
import { findOwnCommand } from './own-command.ts'
import { createPracticeMode } from './practice-mode.ts'
import { describeProblem } from './problem.ts'
import { sweepSecrets } from './profiles/secrets.ts'
import type { Core } from './scheduler/core.ts'
import type { Recovered } from './scheduler/recover.ts'
import { createScheduler } from './scheduler/scheduler.ts'
import { afterQuestions, followQuestions } from './scheduler/waiting.ts'
import { noted, pruneEvents } from './store/events.ts'
import { explain } from './store/explain-error.ts'
import { lockFolder, type EngineLock } from './store/lock.ts'
import { prepareHome } from './store/open.ts'
import { getProfile, listSecretOwners } from './store/profiles.ts'
import { getJobRow } from './store/jobs.ts'
import { getSetting, setSetting } from './store/settings.ts'
import { createTidier } from './tidy.ts'
import { VERSION } from './version.ts'
import { removeLandings, removeLeftovers } from './workspace/remove.ts'

/** A running engine. */
export interface Engine {
  core: Core
  door: Door
  feed: EventFeed
  url: string
  recovered: Recovered
  /** A link that opens the page once. */
  makeLink(): string
  stop(): Promise<void>
}

/** `port`: a fixed one, or 0/absent for the one used last time, else any free one. */
export interface EngineOptions { home: string; port?: number | undefined; report?: Core['report'] }

/** Says who holds the folder, as far as its file tells. */
function whoHolds(home: string): Refusal {
  let who = ''
  try {
    const file = JSON.parse(readFileSync(join(home, ENGINE_FILE), 'utf8')) as EngineFile
    who = ` (process ${file.pid}, ${file.url})`
  } catch { /* it is just starting or stopping: no name to give */ }
  return new Refusal('engine-exists', `Expected a data folder without an engine, but one runs for ${home} already${who}. Use that one, stop it, or choose another folder with --home.`)
}

function takeLock(home: string): EngineLock | null {
  try {
    return lockFolder(home)
  } catch (error) {
    const why = explain(error, home)
    if (why.details?.['trouble'] === 'full') throw new Refusal(why.code, why.message, why.details)
    throw new Refusal('data-folder', `Expected to be able to lock ${join(home, 'engine.lock')}, found: ${error instanceof Error ? error.message : String(error)}. Make the data folder writable, or move that file away.`)
  }
}

/** Builds the parts, settles what a dead engine left, and opens the doors; in that order. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { home } = options
  orRefuse(prepareHome(home))
  const lock = takeLock(home)
  if (!lock) throw whoHolds(home)
  try {
    return await build(options, lock)
  } catch (error) {
    lock.release()
    throw error
  }
}

async function build(options: EngineOptions, lock: EngineLock): Promise<Engine> {
  const { home } = options
  const core = await openCore(home, options.report ?? ((message, error) => { process.stderr.write(`dispatch: ${describeProblem(message, error, home)}\n`) }))
  const feed = createFeed(core.store.read)
  core.store.writer.onCommit(feed.notify)
  const approvals = createApprovals({ store: core.store, now: core.now, follow: followQuestions, followed: (job) => afterQuestions(core, job) })
  const scheduler = createScheduler(core)
  const token = getSetting(core.store.read, 'token') ?? randomBytes(32).toString('base64url')
  let port = 0
  let engineFile: ReturnType<typeof keepEngineFile> | null = null
  const auth: Auth = createAuth(token, () => port)
  const engine = { pid: process.pid, url: '', startedAt: core.now(), command: findOwnCommand(home, core.engineEnv), makeLink: () => auth.makeLink(engine.url), practice: (caller: CallContext) => practice.start(caller) }
  const tidier = createTidier()
  core.store.writer.onCommit(tidier.worked)
  const { call } = createDoor({ core, approvals, engine })
  const door: Door = { call: (name, args, context) => tidier.during(() => call(name, args, context)) }
  const practice = createPracticeMode(core, door)
  const server = createHttp({ door, auth, feed, page: servePage, hook: (given, body, gone) => askFromRun(core, approvals, { token: given, body, gone }) })
  try {
    // In a transaction: a command line without an engine may be storing one just now.
    await core.store.writer.write((db) => sweepSecrets(home, () => listSecretOwners(db)))
    const recovered = await scheduler.recover()
    port = await listen(server, options.port, Number(getSetting(core.store.read, 'port') ?? 0))
    engine.url = `http://127.0.0.1:${port}`
    core.hookUrl = `${engine.url}/hook/permission`
    await core.store.writer.write((db) => {
      setSetting(db, 'token', token)
      setSetting(db, 'port', String(port))
      pruneEvents(db)
      noted(db, 'engine.changed', 'started')
    })
    engineFile = keepEngineFile(home, { pid: process.pid, port, token, url: engine.url, version: VERSION, startedAt: engine.startedAt }, core.report)
    await practice.resume()
    const reportLeft = (error: unknown): void => core.report('what an engine before this one had left in the data folder could not be deleted', error)
    void removeLandings(join(home, 'landings')).catch(reportLeft)
    scheduler.start()
    void removeLeftovers(join(home, 'worktrees')).catch(reportLeft)
    return { core, door, feed, url: engine.url, recovered, makeLink: engine.makeLink, stop }
  } catch (error) {
    await server.close()
    core.store.close()
    throw error
  }

  async function stop(): Promise<void> {
    await core.store.writer.write((db) => noted(db, 'engine.changed', 'stopping')).catch((error: unknown) => core.report('that the engine stops could not be stored', error))
    await scheduler.stop()
    approvals.stop()
    await practice.stop()
    tidier.stop()
    await server.close()
    engineFile?.remove()
    core.store.close()
    lock.release()
  }
}

/** The asked port or a clear word that it is taken; without one, last time's if it is free, so that open pages find their engine again. */
async function listen(server: ReturnType<typeof createHttp>, asked: number | undefined, last: number): Promise<number> {
  const on = async (port: number): Promise<number> => {
    await server.listen({ host: '127.0.0.1', port })
    return (server.server.address() as { port: number }).port
  }
  try {
    return await on(asked ?? last)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (asked !== undefined && asked !== 0 && (code === 'EADDRINUSE' || code === 'EACCES')) {
      throw new Refusal('bad-input', `--port: expected a free port, but ${asked} ${code === 'EADDRINUSE' ? 'is used by another program' : 'may not be used by you'}. Leave it out to take any free one.`, { field: 'port' })
    }
    if (asked !== undefined || code !== 'EADDRINUSE') throw error
    return on(0)
  }
}

/** A question over the hook endpoint: the token says which run asks. */
function askFromRun(core: Core, approvals: ReturnType<typeof createApprovals>, asked: { token: string; body: unknown; gone: AbortSignal }): Promise<Record<string, unknown>> {
  const run = [...core.live.values()].find((each) => each.hookToken === asked.token)
  if (!run || asked.token === '') throw new Refusal('unauthorized', 'This question comes from no run of this engine.')
  const request = PermissionRequest.safeParse(asked.body)
  if (!request.success) throw new Refusal('bad-input', `Expected a PermissionRequest, found something else (${request.error.issues[0]!.path.join('.')}: ${request.error.issues[0]!.message}).`)
  const job = getJobRow(core.store.read, run.job)!
  const profile = getProfile(core.store.read, job.profile, job.profile_version)!
  return approvals.ask({
    job: run.job, run: run.number, repository: job.repository, askTimeoutMs: profile.spec.askTimeoutMs,
    note: (text, data) => run.log.entry({ kind: 'permission', text, data }),
  }, request.data, asked.gone)
}
