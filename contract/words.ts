import type { Approval } from './approval.ts'
import { assertNever } from './assert.ts'
import { describeCapacity, type Capacity } from './capacity.ts'
import type { Conflict, Job, Outcome, Reason, WaitingFor } from './job.ts'
import { formatClock, formatCount, formatUntil } from './formats.ts'
import { describeWindow, ownZone, windowsAt } from './window-times.ts'

/** The catalogue of sentences: window, command line and channels say the same thing in the same words. Pure; `now` is an argument. */

/** Colour family of a state; each view has its own shade of it. Never the only sign: mark and word say it too. */
export type Tone = 'slate' | 'amber' | 'blue' | 'violet' | 'green' | 'red' | 'grey' | 'orange'
/** How a state is shown: shape, word and colour. */
export interface StateMark { mark: string; word: string; tone: Tone }
type Stated = Pick<Job, 'state' | 'outcome'>

/** The mark, word and colour of where a job stands. */
export function stateMark(job: { state: Job['state']; outcome: { kind: Outcome['kind'] } | null } & Partial<Pick<Job, 'runs' | 'baseCommit' | 'headCommit'>>): StateMark {
  switch (job.state) {
    case 'blocked': return { mark: '◌', word: 'blocked', tone: 'slate' }
    case 'held': return { mark: '‖', word: 'held', tone: 'amber' }
    case 'queued': return { mark: '○', word: 'queued', tone: 'slate' }
    case 'starting': return { mark: '●', word: 'starting', tone: 'blue' }
    case 'running': return { mark: '●', word: 'running', tone: 'blue' }
    case 'waiting': return { mark: '◐', word: 'waiting', tone: 'violet' }
    // Green is for what a check or a change speaks for.
    case 'finished': return didNothing(job) ? { ...outcomeMark('succeeded'), tone: 'grey' } : outcomeMark(job.outcome?.kind ?? 'lost')
    default: return assertNever(job.state, 'job state')
  }
}

/** Claude says that it is done, but nothing changed and no check looked. */
export function didNothing({ outcome, runs, baseCommit, headCommit }: { outcome: { kind: Outcome['kind'] } | null } & Partial<Pick<Job, 'runs' | 'baseCommit' | 'headCommit'>>): boolean {
  const run = runs?.at(-1)
  return outcome?.kind === 'succeeded' && run !== undefined && run.verified?.result !== 'passed' && isUnchanged(run.changedFiles, { baseCommit, headCommit })
}

const isUnchanged = (changedFiles: number | undefined, { baseCommit, headCommit }: Partial<Pick<Job, 'baseCommit' | 'headCommit'>>): boolean =>
  changedFiles === 0 || (changedFiles === undefined && headCommit != null && headCommit === baseCommit)

/** The mark, word and colour of how a job ended. */
export function outcomeMark(kind: Outcome['kind']): StateMark {
  switch (kind) {
    case 'succeeded': return { mark: '✓', word: 'succeeded', tone: 'green' }
    case 'failed': return { mark: '✕', word: 'failed', tone: 'red' }
    case 'cancelled': return { mark: '⊘', word: 'cancelled', tone: 'grey' }
    case 'lost': return { mark: '?', word: 'lost', tone: 'orange' }
    default: return assertNever(kind, 'outcome')
  }
}

/** What each reason means, as the end of a sentence, and what a person may do about it. */
export const REASON_WORDS: Record<Reason, { what: string; advice: string | null }> = {
  ok: { what: 'done', advice: null },
  'claude-error': { what: 'Claude ended with an error', advice: 'Read the end of the log, then retry it.' },
  'api-error': { what: 'the API did not answer as it should', advice: 'Retry it; it often passes.' },
  'auth-failed': { what: 'the profile is not logged in', advice: 'Log the profile in (dispatch profile login), then retry it.' },
  'limit-reached': { what: 'a usage limit was reached', advice: 'Retry it when the limit has reset.' },
  'max-turns': { what: 'it used all of its turns', advice: 'Allow more turns (dispatch edit ID --max-turns N), or make the job smaller; then retry it.' },
  'budget-exceeded': { what: 'it would have cost more than its budget', advice: 'Raise the budget (dispatch edit ID --budget USD), then retry it.' },
  'refused-tools': { what: 'tools it needed were refused', advice: 'Allow them in the profile, take its new version (dispatch edit ID --profile NAME), then retry it.' },
  'timed-out': { what: 'it took longer than its time limit', advice: 'Raise the time limit (dispatch edit ID --timeout TIME), or make the job smaller; then retry it.' },
  'check-failed': { what: 'its check did not pass', advice: 'Read what the check said, then retry it.' },
  'start-failed': { what: 'it could not be started', advice: 'Follow the message, then retry it.' },
  killed: { what: 'its process was ended from outside', advice: 'Retry it.' },
  'dependency-failed': { what: 'a job it depends on did not end as needed', advice: 'Retry that job with its dependents.' },
  'by-person': { what: 'cancelled by a person', advice: null },
  replaced: { what: 'the next job of its schedule took its place', advice: null },
  'merge-conflict': { what: 'the branches of its parents do not merge', advice: 'Merge them by hand, then retry it.' },
  'not-landed': { what: 'it is done, but could not be landed', advice: 'Or run it again: dispatch retry ID.' },
  lost: { what: 'the engine ended while it ran', advice: 'Retry it.' },
}

/** What failed has been put on its way again. */
const runsAgain = (chain: readonly string[]): boolean => / is (blocked|queued|starting|running|waiting)$/.test(chain[0] ?? '')

/** Why a job is where it is, in one line; empty when there is nothing to explain. With `capacity` it also says what keeps a queued job from a slot. */
export function describeState(job: Job, now: number, capacity?: Capacity): string {
  switch (job.state) {
    case 'blocked': return describeBlocked(job)
    case 'held': return job.conflict ? `Held: ${describeConflict(job.conflict)}. Resolve it in its worktree (\`dispatch open ${job.id}\`), then release it.` : isHeldByPerson(job) ? describeHeldByPerson(job) : describeHeld(job)
    case 'queued': return describeQueued(job, now, capacity)
    case 'starting': return 'Making its worktree and files ready.'
    case 'running': return ''
    case 'waiting': return job.waitingFor ? describeWaiting(job.waitingFor, now) : 'Waiting.'
    case 'finished': return describeOutcome(job)
    default: return assertNever(job.state, 'job state')
  }
}

/** Whether only a person can let this job go on: Claude asks, a parent failed, or the budget is used up. What a person holds on purpose is not meant. */
export function needsPerson(job: Job): boolean {
  if (job.state === 'held') return !isHeldByPerson(job)
  return job.state === 'waiting' && (job.waitingFor?.kind === 'approval' || (job.waitingFor?.kind === 'budget' && job.waitingFor.until === undefined))
}

/** It waits for a failure that did not come. */
const wantedFailure = (chain: readonly string[]): boolean => chain[0]?.endsWith('’ succeeded') === true

function describeHeld({ reasonChain }: Job): string {
  const why = `Held: ${chain(reasonChain)}.`
  if (wantedFailure(reasonChain)) return `${why} Nothing failed, and a failure is what it waits for: release this job anyway, or cancel it.`
  return `${why} ${runsAgain(reasonChain) ? 'It goes on once that succeeds' : 'Retry what failed'}, or release this job anyway.`
}

/** The last link of a held job's chain where a person holds it: before it stands what would hold it besides. */
export const BY_PERSON = 'held by a person'

/** Whether only a person's word keeps it: nothing that another job does can move it. */
export const isHeldByPerson = (job: Pick<Job, 'reasonChain'>): boolean => job.reasonChain.length === 0 || job.reasonChain.at(-1) === BY_PERSON

function describeHeldByPerson({ reasonChain }: Job): string {
  const besides = chain(reasonChain.slice(0, -1))
  return besides === '' ? 'Held by a person. Release it to let it start.' : `Held by a person; and ${besides}. Release it to let it start all the same.`
}

/** Files named in a sentence before the rest is only counted. */
const FILES_NAMED = 5

/** `a.ts, b.ts and 3 more`. */
export function nameFiles(files: readonly string[]): string {
  return files.length > FILES_NAMED ? `${files.slice(0, FILES_NAMED).join(', ')} and ${files.length - FILES_NAMED} more` : files.join(', ')
}

/** `the work of j1 ‘A’ and j2 ‘B’ conflicts in x.ts`. */
export function describeConflict({ parents, files }: Conflict): string {
  const names = parents.map(({ id, title }) => `${id} ‘${title}’`)
  return `the work of ${names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : names.join()} conflicts in ${nameFiles(files)}`
}

/** Each link of a blocked job's chain is an open parent: they stand beside one another. */
function describeBlocked(job: Job): string {
  const parents = job.after.length
  const any = job.any && parents > 1 ? `after any of ${parents} jobs` : ''
  if (job.reasonChain.length > 0) return `Blocked${any && `, ${any}`}: ${job.reasonChain.map(clause).join('; ')}.`
  if (parents === 0) return 'Blocked.'
  return parents === 1 ? `After ${job.after[0]!.job}.` : `${any ? `After any of ${parents}` : `After ${parents}`} jobs: ${job.after.slice(0, 3).map((edge) => edge.job).join(', ')}${parents > 3 ? ' …' : ''}.`
}

function describeQueued(job: Job, now: number, capacity: Capacity | undefined): string {
  const closed = describeClosed(job, now)
  if (closed !== null) return closed
  if (job.notBefore > now) return `Starts at ${formatClock(job.notBefore, now)} (${formatUntil(job.notBefore, now)}).`
  const why = job.reasonChain.length > 0 ? chain(job.reasonChain) : capacity ? describeCapacity(job, capacity) : ''
  return why === '' ? '' : `Queued: ${why}.`
}

/** A job whose profile lets it start only at other times. */
function describeClosed({ startsWithin, notBefore, profile }: Job, now: number): string | null {
  if (startsWithin === undefined) return null
  const zone = ownZone()
  const state = windowsAt(startsWithin, Math.max(now, notBefore), zone)
  if (state.open) return null
  const times = startsWithin.map((window) => describeWindow(window, zone)).join(', or between ')
  const start = state.opensAt === null ? 'Does not start' : `Starts at ${formatClock(state.opensAt, now)} (${formatUntil(state.opensAt, now)})`
  return `${start}: profile ${profile} runs only between ${times}.`
}

/** What a waiting job needs, and when it goes on. */
export function describeWaiting(waiting: WaitingFor, now: number): string {
  const detail = waiting.detail.trim().replace(/[.\s]+$/, '')
  const until = waiting.until === undefined || waiting.until <= now ? '' : ` Goes on at ${formatClock(waiting.until, now)} (${formatUntil(waiting.until, now)}).`
  switch (waiting.kind) {
    case 'approval': {
      const refused = waiting.until === undefined || waiting.until <= now ? '' : ` Refused at ${formatClock(waiting.until, now)} if nobody answers.`
      return `Waiting for an answer${detail ? `: ${detail}` : ''}.${refused}`
    }
    case 'quota': return `Waiting for ${detail || 'a usage limit to reset'}.${until}`
    case 'budget': return `Waiting for the budget${detail ? `: ${detail}` : ''}.${until || ' Raise it to let the job go on.'}`
    case 'network': return `Waiting for the network${detail ? `: ${detail}` : ''}.${until}`
    case 'machine': return `Waiting for the machine${detail ? `: ${detail}` : ''}.${until}`
    case 'time': return `Waiting${detail ? `: ${detail}` : ' until it is time'}.${until}`
    default: return assertNever(waiting.kind, 'kind of waiting')
  }
}

/** How a finished job ended. What Claude claimed and what was verified are always told apart. `changedFiles` when known. */
export function describeOutcome(job: Job, changedFiles?: number): string {
  const outcome = job.outcome
  if (!outcome) return 'Finished.'
  const message = sentence(outcome.message)
  const words = REASON_WORDS[outcome.reason]
  switch (outcome.kind) {
    case 'succeeded': return describeSuccess(job, changedFiles)
    case 'failed': return job.landed && outcome.reason === 'not-landed' ? `Failed: ${words.what}. It has been landed by hand since.` : `Failed: ${message || `${words.what}.`}`
    case 'cancelled': {
      if (outcome.reason === 'by-person') return 'Cancelled by a person.'
      if (outcome.reason === 'replaced') return message || `Cancelled: ${words.what}.`
      return `Cancelled: ${job.reasonChain.length > 0 ? `${chain(job.reasonChain)}.` : message || `${words.what}.`}`
    }
    case 'lost': return `Lost: ${message || `${words.what}.`}`
    default: return assertNever(outcome.kind, 'outcome')
  }
}

function describeSuccess(job: Job, given: number | undefined): string {
  const run = job.runs.at(-1)
  const [verified, changedFiles] = [run?.verified?.result, given ?? run?.changedFiles]
  const unchanged = isUnchanged(changedFiles, job)
  const files = changedFiles === undefined || changedFiles === 0 ? '' : ` ${formatCount(changedFiles, 'file')} changed.`
  if (verified === 'passed') return `Succeeded, and the check passed.${unchanged ? ' Nothing changed.' : files}`
  return unchanged ? 'Claude says it is done, but nothing changed.' : `Claude says it is done; nothing checked it.${files}`
}

/** Beside the change of a job in place that is read from its folder. */
export const describeFolderDiff = (folder: string): string => `This is how ${folder} is now, beside the commit the job began at: what others changed there since is in it too.`

/** What a person may do about a finished job; null when nothing is needed. */
export function adviseOutcome(job: Stated & Partial<Pick<Job, 'reasonChain' | 'landed'>>): string | null {
  if (job.outcome?.reason === 'dependency-failed' && job.reasonChain?.[0]?.endsWith('has been run again since')) return 'Retry this one.'
  if (job.outcome?.reason === 'dependency-failed' && wantedFailure(job.reasonChain ?? [])) return 'Nothing failed: it was to run only if that job did.'
  if (!job.outcome || (job.outcome.reason === 'not-landed' && job.landed)) return null
  const { advice } = REASON_WORDS[job.outcome.reason]
  // Some messages say themselves what to do.
  return advice !== null && job.outcome.message.includes(advice.replace(/\W+$/, '')) ? null : advice
}

/** One question of Claude's: "Claude asks: run `rm -rf build` in api. It may not under ‘careful’." */
export function describeApproval(approval: Pick<Approval, 'question' | 'profile' | 'state' | 'message'>): string {
  const question = approval.question.trim().replace(/\.$/, '')
  switch (approval.state) {
    case 'asked': return `Claude asks: ${question}. It may not under ‘${approval.profile}’.`
    case 'allowed': return `Allowed: ${question}.${approval.message ? ` ${sentence(approval.message)}` : ''}`
    case 'denied': return `Denied: ${question}.${approval.message ? ` ${sentence(approval.message)}` : ''}`
    case 'expired': return `Refused, because nobody answered in time: ${question}.`
    case 'withdrawn': return `No longer asked, and refused: ${question}.`
    default: return assertNever(approval.state, 'approval state')
  }
}

/** Root cause first, each link the cause of the next. */
const chain = (reasons: readonly string[]): string => reasons.map(clause).join('; so ')
/** First line, without its full stop. */
const clause = (text: string): string => text.trim().split('\n', 1)[0]!.replace(/[.\s]+$/, '')

/** First line, ended by a full stop; empty stays empty. */
function sentence(text: string): string {
  const line = text.trim().split('\n', 1)[0]!.trim()
  return line === '' || /[.!?…:)]$/.test(line) ? line : `${line}.`
}
