import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CallArgs, CallInput, CallName, CallResult } from '../contract/api.ts'
import type { Job } from '../contract/job.ts'
import { startEngine, type Engine } from '../main/engine.ts'
import { DEMO_PROMPTS, makeDemoPlan, makeDemoProfile } from '../main/practice/demo-plan.ts'
import { makeDemoScript } from '../main/practice/demo-script.ts'
import { findClaude } from '../main/practice/find-claude.ts'
import { startMessagesApi } from '../main/practice/messages-api.ts'
import { makePracticeRepository } from '../main/practice/repository.ts'
import type { Answer } from '../main/practice/answer.ts'
import type { Script, Turn } from '../main/practice/script.ts'

/** A world with a job in every state, made by the real engine and the real Claude Code. */
export interface World { engine: Engine; /** An engine where nobody has submitted a job yet. */ fresh: Engine; link(): string; jobs: Record<string, Job>; /** One that has jobs. */ schedule: string; call: Call; stop(): Promise<void> }
type Call = <Name extends CallName>(name: Name, args: CallInput<Name>) => Promise<CallResult<Name>>

const PROFILE = 'practice'
const MIGRATE = 'Move the sessions table to the new schema and keep every session alive.'
const RENAME = 'Rename greet() to welcome() everywhere, tests and documentation included.'

const BRAND = 'Give the greeter its logo, and move the test into a folder of its own.'
const LOUD = 'Make the greeting shout, and mend the test that says otherwise.'
/** What the demo's profile allows, and what the picture of a renamed and a binary file needs. */
const ALLOWED = ['Bash(node --test)', 'Bash(git mv *)', 'Bash(mkdir *)', 'Bash(printf *)']

/** A file moved and changed, a binary one, and a long line beside a short one. */
const brand = (turn: Turn, at: number): Answer => {
  const path = (name: string): string => join(turn.cwd, name)
  if (at === 0) return { kind: 'tool', text: 'The folder, the move, and the logo.', calls: ['mkdir test', 'git mv greet.test.js test/greet.test.js', "printf '\\211PNG\\r\\n\\032\\n\\000\\001' > logo.png"].map((command) => ({ name: 'Bash', input: { command, description: 'Make it ready' } })), delayMs: 60 }
  if (at === 1) return { kind: 'tool', text: 'Both files name one another.', calls: [{ name: 'Read', input: { file_path: path('test/greet.test.js') } }, { name: 'Read', input: { file_path: path('greet.js') } }, { name: 'Read', input: { file_path: path('README.md') } }] }
  if (at === 2) return { kind: 'tool', text: 'Now what they say.', calls: [{ name: 'Edit', input: { file_path: path('test/greet.test.js'), old_string: "from './greet.js'", new_string: "from '../greet.js'" } }, { name: 'Edit', input: { file_path: path('greet.js'), old_string: '/** What we say to whoever comes in. */', new_string: '/** The logo that stands above every greeting. */\nexport const LOGO = new URL(\'./logo.png\', import.meta.url)\n\n/** What we say to whoever comes in. */' } }, { name: 'Edit', input: { file_path: path('README.md'), old_string: 'A very small program that greets.', new_string: '![The logo: a hand that waves](logo.png)\n\nA very small program that greets, with a logo of its own, which every page of the documentation shows at its top.' } }] }
  return { kind: 'text', text: 'The logo is in place, and the test lives in `test/`.' }
}

/** The first attempt forgets the test, the second mends it as well. */
const loud = (turn: Turn, at: number, attempt: number): Answer => {
  const path = (name: string): string => join(turn.cwd, name)
  const edits = [{ name: 'Edit', input: { file_path: path('greet.js'), old_string: "'Hello.'", new_string: "'HELLO!'" } }, { name: 'Edit', input: { file_path: path('greet.test.js'), old_string: "'Hello.'", new_string: "'HELLO!'" } }]
  if (at === 0) return { kind: 'tool', text: 'First I read.', calls: ['greet.js', 'greet.test.js'].map((name) => ({ name: 'Read', input: { file_path: path(name) } })), usage: { input_tokens: 2100 * attempt, cache_read_input_tokens: 24_000 } }
  if (at === 1) return { kind: 'tool', text: 'Now it shouts.', calls: edits.slice(0, attempt) }
  return { kind: 'text', text: attempt === 1 ? 'The greeting shouts now.' : 'The greeting shouts, and the test expects it to.' }
}

/** Works for a while, then thinks for as long as the pictures take. */
const busy = (script: Script): Script => {
  const told = new Map<string, number>()
  let attempts = 0
  return (turn) => {
    if (turn.prompt.startsWith(BRAND)) return brand(turn, turn.turnNumber)
    if (turn.prompt.startsWith(LOUD)) return loud(turn, turn.turnNumber, turn.turnNumber === 0 ? ++attempts : attempts)
    if (!turn.prompt.startsWith(MIGRATE) && !turn.prompt.startsWith(RENAME)) return script(turn)
    const at = told.get(turn.sessionId) ?? 0
    told.set(turn.sessionId, at + 1)
    const path = (name: string): string => join(turn.cwd, name)
    if (at === 0) return { kind: 'tool', text: 'I will look at **what is there** before I change anything:\n\n1. the code and its test\n2. how it is documented', calls: [{ name: 'Read', input: { file_path: path('greet.js') } }, { name: 'Read', input: { file_path: path('greet.test.js') } }], delayMs: 60, usage: { input_tokens: 2400, cache_read_input_tokens: 31_000 } }
    if (at === 1) return { kind: 'tool', text: 'The tests first, so that I see them fail for the right reason.', calls: [{ name: 'Bash', input: { command: 'node --test', description: 'Run the tests' } }], delayMs: 60 }
    if (at === 2) return { kind: 'tool', text: 'They pass as they are. Now the change itself.', calls: [{ name: 'Edit', input: { file_path: path('greet.js'), old_string: 'export function greet() {', new_string: '/** Says hello to whoever comes in. */\nexport function welcome() {' } }], delayMs: 60 }
    return { kind: 'hang', text: 'Now the documentation' }
  }
}

/** Starts it and waits until every job stands where the pictures want it. */
export async function startWorld(): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'dispatch-pictures-'))
  const claude = findClaude({ env: process.env, cacheFolder: join(import.meta.dirname, '..', 'node_modules', '.cache', 'dispatch-claude') })
  if (claude === null) throw new Error('expected Claude Code in DISPATCH_CLAUDE or on PATH, found none: `npm run screenshots` installs one for itself')
  const api = await startMessagesApi(busy(makeDemoScript()))
  const engine = await startEngine({ home: join(folder, 'home'), report: () => {} })
  const fresh = await startEngine({ home: join(folder, 'fresh'), report: () => {} })
  const call = ((name, args) => engine.door.call(name, args as CallArgs<typeof name>, { from: 'web', device: 'local' })) as Call
  const stop = async (): Promise<void> => { await engine.stop(); await fresh.stop(); await api.stop(); await rm(folder, { recursive: true, force: true }) }
  try {
    const repositories: Record<string, string> = {}
    for (const name of ['greeter', 'storefront', 'accounts']) {
      const made = await makePracticeRepository(join(folder, 'code', name))
      if (!made.ok) throw new Error(made.message)
      repositories[name] = made.path
    }
    await call('profiles.add', { ...makeDemoProfile({ name: PROFILE, url: api.url, claude }), auth: { kind: 'api-key', key: 'no-key-is-needed-here' }, allow: ALLOWED, slots: 4 })
    const jobs = await fill(engine, call, repositories)
    const schedule = await addSchedules(engine, call, repositories)
    return { engine, fresh, call, jobs, schedule, link: engine.makeLink, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function fill(engine: Engine, call: Call, repositories: Record<string, string>): Promise<Record<string, Job>> {
  const plan = await call('plans.submit', { plan: makeDemoPlan({ repository: repositories['greeter']!, profile: PROFILE }) })
  const ids = Object.fromEntries(plan.jobs.map((job) => [job.alias, job.id!]))
  await until(engine, call, ids['review']!, (job) => job.state === 'finished')
  await until(engine, call, ids['posters']!, (job) => job.state === 'finished')
  const check = { command: 'node --test' }
  const submit = async (alias: string, spec: Omit<CallInput<'jobs.submit'>, 'profile'>): Promise<void> => { ids[alias] = (await call('jobs.submit', { profile: PROFILE, ...spec })).id }
  await submit('guard', { title: 'Land the shouting greeting', prompt: 'Merge the branch into main.', repository: repositories['greeter']!, after: [{ job: ids['shout']!, otherwise: 'hold' }] })
  await call('jobs.release', { id: ids['release']! })
  await submit('brand', { title: 'Give the greeter a logo', prompt: BRAND, repository: repositories['greeter']!, check })
  await submit('loud', { title: 'Shout in the storefront', prompt: LOUD, repository: repositories['storefront']!, check })
  for (const alias of ['brand', 'loud']) await until(engine, call, ids[alias]!, (job) => job.state === 'finished')
  await call('jobs.retry', { id: ids['loud']! })
  await until(engine, call, ids['loud']!, (job) => job.state === 'finished' && job.run === 2)
  await submit('migrate', { title: 'Move sessions to the new schema', prompt: MIGRATE, repository: repositories['accounts']!, check, budgetUsd: 4 })
  await submit('rename', { title: 'Rename greet() to welcome()', prompt: RENAME, repository: repositories['storefront']!, check, priority: 5 })
  await submit('follow', { title: 'Announce the new schema', prompt: 'Write the release note for the move of the sessions.', repository: repositories['accounts']!, after: [ids['migrate']!] })
  await submit('docs', { title: 'Document the welcome', prompt: DEMO_PROMPTS.readme.split('\n')[0]!, repository: repositories['storefront']!, after: [ids['rename']!] })
  await submit('nightly', { title: 'Update dependencies overnight', prompt: 'Update all dependencies and run the tests.', repository: repositories['storefront']!, notBefore: Date.now() + 7 * 3_600_000, check })
  await submit('someday', { title: 'Try the new test runner', prompt: 'Try the new test runner and say what it would change.', repository: repositories['accounts']!, hold: true })
  await until(engine, call, ids['release']!, (job) => job.state === 'waiting')
  for (const alias of ['migrate', 'rename']) await untilLog(engine, call, ids[alias]!, 12)
  return Object.fromEntries(await Promise.all(Object.entries(ids).map(async ([alias, id]) => [alias, await call('jobs.get', { id })] as const)))
}

/** Three that repeat: one with jobs, one that is paused, one whose pattern has no short words. Returns the first. */
async function addSchedules(engine: Engine, call: Call, repositories: Record<string, string>): Promise<string> {
  const job = { profile: PROFILE, repository: repositories['storefront']!, title: 'Keep the documentation true', prompt: DEMO_PROMPTS.readme.split('\n')[0]!, check: { command: 'node --test' }, retry: { max: 2, on: ['api-error' as const, 'check-failed' as const] }, silenceMs: 600_000, labels: { team: 'docs' } }
  const { id } = await call('schedules.add', { job, every: '30 7 * * 1-5', zone: 'Europe/Berlin', catchUpMs: 6 * 3_600_000, overlap: 'queue' })
  for (let time = 0; time < 2; time++) {
    const { id: ran } = await call('schedules.run', { id })
    await until(engine, call, ran, (each) => each.state === 'finished')
  }
  await call('schedules.add', { job: { profile: PROFILE, repository: repositories['accounts']!, prompt: 'Look for dead links in the documentation.' }, every: '@weekly', zone: 'UTC', paused: true })
  await call('schedules.add', { job: { profile: PROFILE, repository: repositories['greeter']!, prompt: 'Look through the open questions and answer those that can be.' }, every: '0 2 13 * 5', zone: 'UTC' })
  return id
}

/** Resolves when the job is as wanted; hears of every change. */
async function until(engine: Engine, call: Call, id: string, isWanted: (job: Job) => boolean): Promise<void> {
  await when(engine, async () => isWanted(await call('jobs.get', { id })))
}

async function untilLog(engine: Engine, call: Call, id: string, entries: number): Promise<void> {
  await when(engine, async () => (await call('jobs.log', { id, after: 0 })).entries.length >= entries)
}

function when(engine: Engine, test: () => Promise<boolean>): Promise<void> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => { subscription.stop(); reject(new Error('the world did not come to be within 2 minutes')) }, 120_000)
    const look = async (): Promise<void> => {
      if (!await test()) return
      clearTimeout(limit)
      subscription.stop()
      resolve()
    }
    const subscription = engine.feed.subscribe(null, look)
    look().catch(reject)
  })
}
