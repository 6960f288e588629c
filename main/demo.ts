import { join } from 'node:path'
import { rmSync } from 'node:fs'
import type { Job } from '../contract/job.ts'
import { PlanResult } from '../contract/plan.ts'
import { formatDuration } from '../contract/formats.ts'
import { describeState, stateMark } from '../contract/words.ts'
import type { CallContext } from './api/handlers.ts'
import { startEngine, type Engine } from './engine.ts'
import { makeDemoPlan, makeDemoProfile } from './practice/demo-plan.ts'
import { makeDemoScript } from './practice/demo-script.ts'
import { findClaude, installClaude, TESTED_CLAUDE_VERSION } from './practice/find-claude.ts'
import { startMessagesApi } from './practice/messages-api.ts'
import { makePracticeRepository } from './practice/repository.ts'
import { PRACTICE_PROFILE, setPracticeProfile } from './practice-mode.ts'

/** What the tour is shown on. `onDone` runs after the last job and before the engine ends: the person may look around in it. */
export interface DemoOptions { home: string; out(line: string): void; note(line: string): void; onEvent?(job: Job): void; onDone?(): Promise<void> }
/** What came of it. */
export type DemoEnd = { ok: true; home: string; jobs: Job[] } | { ok: false; message: string }

const CALLER: CallContext = { from: 'cli', device: 'local' }

/** A tour that needs no account: a practice repository, a practice API on loopback, the real Claude Code, and a small pipeline run to its end. */
export async function runDemo(options: DemoOptions): Promise<DemoEnd> {
  const claude = await obtainClaude(options)
  if (!claude.ok) return claude
  // Beside the data folder and not in it: a person may want to look around in it as in any other checkout.
  const repository = join(options.home, 'practice-repository')
  rmSync(repository, { recursive: true, force: true })
  const made = await makePracticeRepository(repository)
  if (!made.ok) return made
  const api = await startMessagesApi(makeDemoScript())
  const engine = await startEngine({ home: options.home, report: (message) => options.note(message) })
  try {
    options.out(`Practice repository  ${repository}`)
    options.out(`Practice API         ${api.url} (answers from a script: no account, no cost)`)
    options.out(`Claude Code          ${claude.path}`)
    options.out(`Look at it           ${engine.makeLink()}`)
    options.out('')
    await setPracticeProfile(engine.door, makeDemoProfile({ name: PRACTICE_PROFILE, url: api.url, claude: claude.path }))
    const jobs = await runPlan(engine, repository, options)
    await options.onDone?.()
    return { ok: true, home: options.home, jobs }
  } finally {
    await engine.stop()
    await api.stop()
  }
}

async function obtainClaude({ home, out }: DemoOptions): Promise<{ ok: true; path: string } | { ok: false; message: string }> {
  const cacheFolder = join(home, 'cache', 'claude')
  const found = findClaude({ env: process.env, cacheFolder })
  if (found !== null) return { ok: true, path: found }
  out(`Claude Code was not found. Installing ${TESTED_CLAUDE_VERSION} from npm into ${cacheFolder}: 175 MB to download, once.`)
  return installClaude(cacheFolder, { onProgress: out })
}

/** Submits the tour and shows every change until nothing moves any more but what a person must let go. */
async function runPlan(engine: Engine, repository: string, options: DemoOptions): Promise<Job[]> {
  const jobs = new Map<string, Job>()
  const { promise: settled, resolve, reject } = Promise.withResolvers<void>()
  const subscription = engine.feed.subscribe(null, (batch) => {
    for (const { event } of batch) if (event.kind === 'job.changed' && jobs.has(event.job.id)) show(event.job)
  })
  const show = (job: Job): void => {
    const before = jobs.get(job.id)
    jobs.set(job.id, job)
    if (before?.state !== job.state || before.outcome?.kind !== job.outcome?.kind) {
      options.out(toLine(job))
      options.onEvent?.(job)
    }
    if ([...jobs.values()].every((each) => each.state === 'finished' || isHeldForGood(each, jobs))) resolve()
  }
  try {
    const plan = PlanResult.parse(await engine.door.call('plans.submit', { plan: makeDemoPlan({ repository, profile: PRACTICE_PROFILE }) }, CALLER))
    options.out(`Submitted pipeline ${plan.pipeline} ‘${plan.title}’ with ${plan.jobs.length} jobs`)
    const first = await Promise.all(plan.jobs.map((job) => engine.door.call('jobs.get', { id: job.id }, CALLER) as Promise<Job>))
    for (const job of first) jobs.set(job.id, { ...job, state: 'blocked', outcome: null })
    for (const job of first) show(job)
    const limit = setTimeout(() => reject(new Error('the tour did not end within 5 minutes')), 300_000)
    await settled
    clearTimeout(limit)
    return await Promise.all([...jobs.keys()].map((id) => engine.door.call('jobs.get', { id }, CALLER) as Promise<Job>))
  } finally {
    subscription.stop()
  }
}

/** Held by the person who submitted it: only a person lets it go. */
const isHeldForGood = (job: Job, jobs: ReadonlyMap<string, Job>): boolean => job.state === 'held' && job.after.every((edge) => jobs.get(edge.job)?.state === 'finished')

function toLine(job: Job): string {
  const { mark, word } = stateMark(job)
  const took = job.state === 'finished' && job.startedAt !== null ? ` ${formatDuration(job.endedAt! - job.startedAt)}` : ''
  const why = job.state === 'running' || job.state === 'starting' || job.state === 'queued' ? '' : `  ${describeState(job, Date.now())}`
  return `  ${mark} ${word.padEnd(10)} ${job.id}  ${job.title}${took}${why}`
}
