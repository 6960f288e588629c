import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import type { JobSpecInput } from '../../contract/job.ts'
import { LAND_HOW } from '../../contract/land.ts'
import { RETRY_REASONS, RETRY_SESSIONS } from '../../contract/retry-reasons.ts'
import { collect } from './command.ts'
import { usage } from './failure.ts'
import { parseChoice, parseDuration, parseLabels, parseLimit, parseMoney, parseNotBefore, parseWhole } from './parse.ts'

/** Options that `submit`, `edit` and `schedule edit` share, as commander returns them. */
export interface SpecOptions {
  title?: string
  profile?: string
  check?: string | false
  checkTimeout?: string
  checkFiles?: string[]
  checkUnchanged?: string[]
  checkSchema?: string
  checkPrompt?: string
  checkProfile?: string
  land?: string | boolean
  landHow?: string
  landUnverified?: boolean
  touches?: string[] | false
  priority?: string
  retries?: string
  backoff?: string
  retryOn?: string
  retrySession?: string
  timeout?: string
  silence?: string
  budget?: string
  maxTurns?: string
  model?: string
  notBefore?: string
  label?: string[]
}

/** Declares them. */
export function addSpecOptions(command: Command): void {
  command.option('--profile <name>', 'the permission profile').option('--title <text>', 'shown in lists (else the prompt’s first line)')
    .option('--check <command>', 'decides whether the work is really done; run by a shell in the job’s folder').option('--check-timeout <time>', 'time limit of the check’s command, and of its reviewer')
    .option('--check-files <globs>', 'files that must have changed, GLOB[,GLOB]; repeatable', collect).option('--check-unchanged <globs>', 'files that must not have changed; repeatable', collect)
    .option('--check-schema <file>', 'a JSON Schema that Claude’s result must fit')
    .option('--check-prompt <text>', 'what a reviewer decides: a second Claude that can only read').option('--check-profile <name>', 'the reviewer’s profile (else read-only)')
    .option('--land [branch]', 'in the end, bring its work into this branch (else the one the checkout stands on now)').option('--land-how <how>', 'squash (the default), merge or rebase')
    .option('--land-unverified', 'land it although no check has passed on it')
    .option('--touches <globs>', 'the files it changes, GLOB[,GLOB]; repeatable. In place, jobs whose files do not meet run at once', collect)
    .option('--priority <n>', 'higher starts first')
    .option('--retries <n>', 'automatic retries after a failure that may pass').option('--backoff <time>', 'before the first retry; doubles each time')
    .option('--retry-on <reasons>', 'only after these failures, such as check-failed,api-error').option('--retry-session <what>', 'a retry begins fresh, or resumes the session')
    .option('--timeout <time>', 'time limit of a run, such as 30m').option('--silence <time>', 'stop a run that says nothing for so long')
    .option('--budget <usd>', 'most a run may cost').option('--max-turns <n>', 'most turns of a run')
    .option('--model <name>', 'the model').option('--not-before <when>', 'not started earlier: 2026-11-23T14:00, 14:00 or +2h')
    .option('--label <key=value>', 'a label; repeatable', collect)
}

/** The members of a job's specification that the shared options name; absent ones stay absent. */
export function toSpecMembers(options: SpecOptions, now: number) {
  return {
    ...(options.profile === undefined ? {} : { profile: options.profile }),
    ...(options.title === undefined ? {} : { title: options.title }),
    ...toCheck(options),
    ...toLand(options),
    ...toTouches(options),
    ...(options.priority === undefined ? {} : { priority: parseWhole(options.priority, '--priority', { least: -1000, most: 1000 }) }),
    ...toRetry(options),
    ...(options.timeout === undefined ? {} : { timeoutMs: parseLimit(options.timeout, '--timeout') }),
    ...(options.silence === undefined ? {} : { silenceMs: parseLimit(options.silence, '--silence') }),
    ...(options.budget === undefined ? {} : { budgetUsd: parseMoney(options.budget, '--budget') }),
    ...(options.maxTurns === undefined ? {} : { maxTurns: parseWhole(options.maxTurns, '--max-turns', { least: 1, most: 100_000 }) }),
    ...(options.model === undefined ? {} : { model: options.model }),
    ...(options.notBefore === undefined ? {} : { notBefore: parseNotBefore(options.notBefore, now) }),
    ...(options.label === undefined ? {} : { labels: parseLabels(options.label) }),
  }
}

function toLand({ land, landHow, landUnverified }: SpecOptions) {
  if (land === undefined || land === false) {
    if ((landHow ?? landUnverified) !== undefined) throw usage(`expected --land with ${landHow === undefined ? '--land-unverified' : '--land-how'}, found ${land === false ? '--no-land' : 'none'}: add --land BRANCH`)
    return land === false ? { land: null } : {}
  }
  return { land: { ...(land === true ? {} : { into: land }), ...(landHow === undefined ? {} : { how: parseChoice(landHow, '--land-how', LAND_HOW) }), ...(landUnverified ? { unverified: true } : {}) } }
}

function toTouches({ touches }: SpecOptions) {
  if (touches === undefined) return {}
  const globs = touches === false ? [] : touches.flatMap(splitGlobs)
  if (touches !== false && globs.length === 0) throw usage('expected files for --touches, found none: name them, such as "src/pay/**,docs/pay.md"')
  return { touches: globs }
}

function toCheck({ check, checkTimeout, checkFiles, checkUnchanged, checkSchema, checkPrompt, checkProfile }: SpecOptions) {
  const more = checkFiles ?? checkUnchanged ?? checkSchema ?? checkPrompt ?? checkProfile
  if (checkTimeout !== undefined && typeof check !== 'string' && more === undefined) throw usage(`expected --check with --check-timeout, found ${check === false ? '--no-check' : 'none'}: add --check COMMAND`)
  if (check === false && more !== undefined) throw usage('expected --no-check or another option of the check, found both: choose one of them')
  if (check === false) return { check: null }
  if (check === undefined && more === undefined) return {}
  const files = { ...(checkFiles === undefined ? {} : { changed: checkFiles.flatMap(splitGlobs) }), ...(checkUnchanged === undefined ? {} : { unchanged: checkUnchanged.flatMap(splitGlobs) }) }
  return {
    check: {
      ...(Object.keys(files).length === 0 ? {} : { files }),
      ...(checkSchema === undefined ? {} : { schema: readSchema(checkSchema) }),
      ...(check === undefined ? {} : { command: check }),
      ...(checkPrompt === undefined ? {} : { prompt: checkPrompt }),
      ...(checkProfile === undefined ? {} : { profile: checkProfile }),
      ...(checkTimeout === undefined ? {} : { timeoutMs: parseLimit(checkTimeout, '--check-timeout') }),
    },
  }
}

/** At commas, but not at those of `{a,b}`. */
const splitGlobs = (text: string): string[] => text.split(/,(?![^{]*\})/).map((glob) => glob.trim()).filter((glob) => glob !== '')

function readSchema(file: string): Record<string, unknown> {
  const wrong = (found: string) => usage(`expected a file with a JSON Schema for --check-schema, found ${found}: ${file}`)
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw wrong(`one that cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`)
  }
  try {
    const schema = JSON.parse(text) as unknown
    if (typeof schema === 'object' && schema !== null && !Array.isArray(schema)) return schema as Record<string, unknown>
  } catch {
    throw wrong('no JSON')
  }
  throw wrong('JSON that is no object')
}

/** What of the job as it is an edit has to read first, because only a part of it is named. */
export const namesParts = (members: ReturnType<typeof toSpecMembers>): boolean => members.labels !== undefined || members.retry !== undefined || Boolean(members.check)

/** Laid over what there is: of labels, retries and the check too, only what is named changes. */
export function overWhatIs(before: Pick<JobSpecInput, 'labels' | 'retry' | 'check'>, { labels, retry, check }: ReturnType<typeof toSpecMembers>) {
  return {
    ...(labels === undefined ? {} : { labels: { ...before.labels, ...labels } }),
    ...(retry === undefined ? {} : { retry: { ...before.retry, ...retry } }),
    ...(check ? { check: { ...before.check, ...check, ...(check.files ? { files: { ...before.check?.files, ...check.files } } : {}) } } : {}),
  }
}

function toRetry({ retries, backoff, retryOn, retrySession }: SpecOptions) {
  if ((retries ?? backoff ?? retryOn ?? retrySession) === undefined) return {}
  return {
    retry: {
      ...(retries === undefined ? {} : { max: parseWhole(retries, '--retries', { least: 0, most: 20 }) }),
      ...(backoff === undefined ? {} : { backoffMs: parseDuration(backoff, '--backoff') }),
      ...(retryOn === undefined ? {} : { on: retryOn.split(',').map((reason) => parseChoice(reason.trim(), '--retry-on', RETRY_REASONS)) }),
      ...(retrySession === undefined ? {} : { session: parseChoice(retrySession, '--retry-session', RETRY_SESSIONS) }),
    },
  }
}
