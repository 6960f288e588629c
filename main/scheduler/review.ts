import { randomBytes, randomUUID } from 'node:crypto'
import { REVIEW_PROFILE } from '../../contract/check-words.ts'
import type { Check } from '../../contract/check.ts'
import type { Usage } from '../../contract/job.ts'
import type { LogDraft } from '../../contract/log.ts'
import type { Profile } from '../../contract/profile.ts'
import { classify } from '../claude/outcome.ts'
import { createStreamParser } from '../claude/stream.ts'
import type { ClaudeSummary } from '../claude/summary.ts'
import { findAttachments } from '../profiles/attachments.ts'
import { cleanRun, prepareRun, type PreparedRun } from '../profiles/launch.ts'
import { getProfile, toProfile } from '../store/profiles.ts'
import { fingerprint } from '../workspace/changes.ts'
import { diffWork } from '../workspace/diff.ts'
import { after } from './after.ts'
import { FOLDER_MARKER, RUN_MARKER } from './core.ts'
import type { StepEnd } from './judge.ts'
import { MOST_DIFF, readVerdict, toReviewPrompt } from './review-words.ts'
import { drain } from './run-claude.ts'
import { stoppedOutcome, type RunContext } from './run.ts'
import { ownTest } from './touches.ts'

/** All a reviewer may use. None of them writes, runs anything or leaves the machine. */
const READING_TOOLS = ['Read', 'Grep', 'Glob']
const OTHER_TOOLS = ['Bash', 'Edit', 'Write', 'NotebookEdit', 'WebFetch', 'WebSearch', 'Task']

/** Asks a second Claude, in the same folder, whether the work is done. It can only read, and what it leaves changed is a fail. */
export async function askReviewer(run: RunContext, check: Check): Promise<StepEnd> {
  const name = check.profile ?? REVIEW_PROFILE
  const stored = getProfile(run.core.store.read, name)
  if (!stored) return unasked(`its profile ${name} has been removed`)
  const profile = toReader(toProfile(stored))
  const prepared = await prepare(run, check, profile)
  if (!prepared.ok) return unasked(prepared.message)
  run.live.log.entry({ kind: 'check', text: `Asks a reviewer as ‘${name}’: ${check.prompt!}`, data: { step: 'prompt', command: check.prompt! } })
  // Of what others do meanwhile in the same folder it knows nothing.
  const own = ownTest(run.row)
  const before = await fingerprint(run.folder!, own)
  const asked = await ask(run, prepared, check.timeoutMs).finally(() => cleanRun(run.core.home, profile.name, run.row.id, run.live.number))
  if (!asked.ok) return unasked(asked.message)
  const { summary, exit, timedOut } = asked
  run.costUsd += summary.costUsd
  run.usage = addUsage(run.usage, summary.usage)
  const cost = { costUsd: summary.costUsd }
  if (timedOut) return fail(`it did not end within ${Math.round(check.timeoutMs / 1000)} s`, cost)
  if (stoppedOutcome(run)) return fail('it was stopped', cost)
  const { outcome } = classify({ execution: { ...exit, stoppedBy: null }, summary, profile: { name, auth: profile.auth.kind }, timeoutMs: check.timeoutMs, now: run.core.now() })
  if (outcome !== 'ok') return fail(`it could not answer: ${outcome.message}`, cost)
  if (before === null || before !== (await fingerprint(run.folder!, own))) return fail('files were changed while it looked, so its answer is not about what is there now', cost)
  const { passed, words } = readVerdict(summary.last?.result ?? '')
  if (!passed) return fail(words, cost)
  return { step: { kind: 'prompt', result: 'passed', detail: `The reviewer says it passes: ${words}`, ...cost }, message: '' }
}

function fail(words: string, cost: { costUsd?: number } = {}): StepEnd {
  const ended = /[.!?]$/.test(words) ? words : `${words}.`
  return { step: { kind: 'prompt', result: 'failed', detail: `The reviewer says it fails: ${ended}`, ...cost }, message: `the reviewer says it fails: ${ended}` }
}

/** No reviewer came to be. */
function unasked(why: string): StepEnd {
  const words = `reviewer could not be asked: ${why.replace(/\.$/, '')}.`
  return { step: { kind: 'prompt', result: 'failed', detail: `The ${words}` }, message: `the ${words}` }
}

/** The profile's login, model and limits, without any right to do something. */
function toReader(profile: Profile): Profile {
  return { ...profile, permissionMode: 'dontAsk', prompts: 'deny', allow: [], deny: [...profile.deny, ...OTHER_TOOLS], tools: READING_TOOLS, mcpServers: {}, trustProjectSettings: false }
}

async function prepare(run: RunContext, check: Check, profile: Profile): Promise<PreparedRun | { ok: false; message: string }> {
  const { core, row, live } = run
  const own = ownTest(row)
  const work = row.base_commit === null ? null : await diffWork({ repository: run.folder!, base: row.base_commit, head: row.isolation === 'none' ? null : row.head_commit, limitBytes: MOST_DIFF, own })
  if (work === null || !work.ok || run.changes === null) return { ok: false, message: `what changed could not be read${work !== null && !work.ok ? `: ${work.message}` : ''}` }
  const prompt = toReviewPrompt({ question: check.prompt!, task: row.prompt, paths: own === null ? run.changes.paths : run.changes.paths.filter(own), patch: work.patch, cut: work.cut, mark: `----${randomBytes(9).toString('base64url')}----` })
  return prepareRun({
    profile, dataFolder: core.home, engineEnv: core.engineEnv, person: core.person, job: { id: row.id, title: `Review of ${row.title}` }, runNumber: live.number, marker: run.marker,
    prompt, session: { kind: 'new', id: randomUUID() }, repositoryFolder: run.folder!, readPaths: findAttachments(core.home, row.prompt), hook: null,
    // What the job may cost, it may cost with its review.
    ...(row.budget_usd === null ? {} : { budgetUsd: Math.max(0.01, row.budget_usd - run.costUsd) }),
  })
}

type Asked = { ok: true; summary: ClaudeSummary; exit: { exitCode: number | null; signal: string | null }; timedOut: boolean } | { ok: false; message: string }

async function ask(run: RunContext, prepared: PreparedRun, timeoutMs: number): Promise<Asked> {
  const { core, live } = run
  const started = await core.runner.start({ file: prepared.file, args: prepared.args, cwd: run.folder!, env: { ...prepared.env, [FOLDER_MARKER]: core.folderId }, stdinFile: prepared.promptFile, cols: 250 })
  if (!started.ok) return started
  const { process } = started
  live.process = process
  // Stopped between the last look and now: the process must not outlive its job.
  if (live.stopCause !== null) void process.stop()
  let timedOut = false
  const takeBack = after(timeoutMs, () => { timedOut = true; void process.stop() })
  const parser = createStreamParser()
  const exit = await drain(run, process, (chunk) => parser.push(chunk).flatMap(toSaid))
  takeBack()
  live.process = null
  live.log.entries(parser.end().flatMap(toSaid))
  await core.runner.endMarked(RUN_MARKER, run.marker)
  return { ok: true, summary: parser.summary(), exit, timedOut }
}

/** What a reviewer says and does stands in the log as part of the check, apart from what Claude did. */
function toSaid({ kind, text }: LogDraft): LogDraft[] {
  if (kind === 'note' || text.trim() === '') return []
  return [{ kind: 'check', text: kind === 'thinking' ? `(${text})` : text, data: { step: 'prompt', said: kind } }]
}

function addUsage(one: Usage | null, other: Usage): Usage {
  if (one === null) return other
  return {
    inputTokens: one.inputTokens + other.inputTokens, outputTokens: one.outputTokens + other.outputTokens,
    cacheReadTokens: one.cacheReadTokens + other.cacheReadTokens, cacheWriteTokens: one.cacheWriteTokens + other.cacheWriteTokens,
  }
}
