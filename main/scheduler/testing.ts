import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, onTestFinished } from 'vitest'
import { JobSpec, type Job, type JobSpecInput } from '../../contract/job.ts'
import type { LogEntry } from '../../contract/log.ts'
import { ProfileSpec, type ProfileSpecInput } from '../../contract/profile.ts'
import { profileFolders } from '../profiles/folders.ts'
import { createFakeRunner, type FakeProcess, type FakeRunner } from '../runner/fake.ts'
import { getJobRowById } from '../store/jobs.ts'
import { toJob } from '../store/job-view.ts'
import { readEntries } from '../store/logs.ts'
import { addBuiltIns, storeProfile } from '../store/profiles.ts'
import { setSetting } from '../store/settings.ts'
import { openQuickStore } from '../store/testing.ts'
import type { Core } from './core.ts'
import { submitJob } from './submit.ts'

/** Times of tests start here: anything that mixes them with the real clock shows. */
export const START = 1_000_000

/** A data folder with real SQLite, real git and processes that the test steers. */
export interface Bench {
  core: Core
  runner: FakeRunner
  folder: string
  repository: string
  /** Moves the clock; nothing wakes by itself. */
  advance(ms: number): void
  submit(spec?: Partial<JobSpecInput>): Promise<Job>
  profile(spec: ProfileSpecInput): Promise<void>
  get(id: string): Job
  log(id: string): LogEntry[]
  /** Resolves once a commit made this true. */
  until(what: () => boolean): Promise<void>
}

/** Makes a bench that goes away with its test (`keep`: with the caller's own `remove`). Nothing waits for the disk. */
export async function makeBench(more: { slots?: number; keep?: (remove: () => void) => void } = {}): Promise<Bench> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dispatch-scheduler-')))
  const home = join(folder, 'data')
  const store = openQuickStore(home)
  let now = START
  await store.writer.write((db) => { addBuiltIns(db, now); setSetting(db, 'slots', String(more.slots ?? 8)) })
  const runner = createFakeRunner()
  const problems: unknown[] = []
  const core: Core = {
    store, home, folderId: 'folder', runner, person: { home: folder, user: 'ada', shell: '/bin/sh' }, engineEnv: { PATH: process.env['PATH'], DISPATCH_CLAUDE: makeClaude(folder) },
    now: () => now, random: () => 1, live: new Map(), wake: () => {}, hookUrl: null, stopping: false, report: (message, error) => { problems.push(error ?? message) },
  }
  const remove = (): void => {
    store.close()
    removeShortTmp(home)
    rmSync(folder, { recursive: true, force: true })
    if (problems.length > 0) throw problems[0]
  }
  if (more.keep) more.keep(remove)
  else onTestFinished(remove)
  const row = (id: string) => getJobRowById(store.read, id)!
  const bench: Bench = {
    core, runner, folder, repository: makeRepository(join(folder, 'repo')),
    advance: (ms) => { now += ms },
    submit: async (spec = {}) => (await submitJob(core, JobSpec.parse({ prompt: 'Do it', repository: bench.repository, ...spec }), { from: 'api', device: 'test' })).job,
    profile: async (spec) => { await store.writer.write((db) => storeProfile(db, ProfileSpec.parse(spec), null, { now })) },
    get: (id) => toJob(store.read, row(id), true),
    log: (id) => readEntries(store.read, row(id).seq, { after: 0, limit: 5000 }).entries,
    until: (what) => new Promise((resolve, reject) => {
      let settled = false
      const look = (): void => {
        if (settled) return
        try {
          if (!what()) return
          settled = true
          resolve()
        } catch (error) {
          settled = true
          reject(error as Error)
        }
      }
      store.writer.onCommit(look)
      look()
    }),
  }
  return bench
}

/** What a profile keeps outside of a data folder whose path is long. */
export function removeShortTmp(home: string): void {
  const profiles = join(home, 'profiles')
  if (existsSync(profiles)) for (const name of readdirSync(profiles)) rmSync(profileFolders(home, name).tmp, { recursive: true, force: true })
}

/** Something that tells a version, as far as the engine asks it itself. */
function makeClaude(folder: string): string {
  const path = join(folder, 'claude')
  writeFileSync(path, '#!/bin/sh\necho "2.1.330 (Claude Code)"\n', { mode: 0o755 })
  return path
}

export function git(cwd: string, ...args: string[]): string {
  return execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...args], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trimEnd()
}

let template: string | null = null
afterAll(() => { if (template !== null) rmSync(template, { recursive: true, force: true }) })

/** A repository with one file and one commit. Git makes it once; every further one is a copy. */
export function makeRepository(root: string): string {
  template ??= makeTemplate()
  cpSync(template, root, { recursive: true })
  return root
}

function makeTemplate(): string {
  const root = mkdtempSync(join(tmpdir(), 'dispatch-repository-'))
  git(root, 'init', '--quiet', '--initial-branch=main', '--template=')
  git(root, 'config', 'user.name', 'Ada')
  git(root, 'config', 'user.email', 'ada@example.com')
  writeFiles(root, { 'a.txt': 'one\n' })
  git(root, 'add', '--all')
  git(root, 'commit', '--quiet', '-m', 'first')
  return root
}

export function writeFiles(folder: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
}

const line = (event: object): string => `${JSON.stringify(event)}\r\n`

/** Claude's words for a run that went well, or not. */
export function speak(process: FakeProcess, how: { result?: string; error?: string } = {}): void {
  const session = process.request.args[process.request.args.indexOf('--session-id') + 1] ?? 's'
  process.emit(line({ type: 'system', subtype: 'init', session_id: session, tools: [], model: 'practice', cwd: process.request.cwd, permissionMode: 'acceptEdits', apiKeySource: 'none' }))
  process.emit(line({ type: 'assistant', session_id: session, message: { id: 'm', role: 'assistant', model: 'practice', content: [{ type: 'text', text: how.error ?? how.result ?? 'Done.' }], usage: { input_tokens: 1, output_tokens: 1 } } }))
  process.emit(line({
    type: 'result', subtype: how.error === undefined ? 'success' : 'error_during_execution', is_error: how.error !== undefined, session_id: session, num_turns: 1, duration_ms: 1, total_cost_usd: 0.01,
    result: how.error ?? how.result ?? 'Done.', ...(how.error === undefined ? { terminal_reason: 'completed' } : { terminal_reason: 'model_error' }), usage: { input_tokens: 1, output_tokens: 1 }, permission_denials: [],
  }))
}

/** Lets the next Claude do its part and end. `files` are what it writes. */
export async function finishNext(bench: Bench, how: { result?: string; error?: string; files?: Record<string, string> } = {}): Promise<FakeProcess> {
  const process = await bench.runner.nextStart()
  writeFiles(process.request.cwd, how.files ?? {})
  speak(process, how)
  process.end({ exitCode: how.error === undefined ? 0 : 1, signal: null })
  return process
}
