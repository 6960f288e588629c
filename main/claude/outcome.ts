import type { Claimed, Execution, Outcome } from '../../contract/job.ts'
import type { Auth } from '../../contract/profile.ts'
import { toLine } from './clean.ts'
import { isLimitText, parseReset, toClock } from './limits.ts'
import type { ClaudeSummary, LastResult } from './summary.ts'

/** What a run is judged by. */
export interface RunFacts {
  execution: Execution
  summary: ClaudeSummary
  /** What messages name. */
  profile: { name: string; auth: Auth['kind'] }
  timeoutMs: number
  now: number
}

/** How Claude's part of a run ended. The check has not been looked at. */
export interface Classified {
  claimed: Claimed | null
  /** `ok`: Claude did its part; what comes of the job is for the check, and for `refused`, to say. */
  outcome: Outcome | 'ok'
  /** Set with `ok` when tools were refused: the outcome unless a check passes. */
  refused: Outcome | null
  /** Epoch ms when the limit that stopped it resets, when known. */
  limitResetsAt: number | null
}

/** What Claude claimed, and how its part ended. First cause wins: who stopped it, then how the process ended, then what it said. */
export function classify(facts: RunFacts): Classified {
  const claimed = toClaimed(facts.summary)
  const outcome = outcomeOf(facts)
  const refused = outcome === 'ok' && claimed !== null && claimed.refusedTools.length > 0 ? failed('refused-tools', refusedMessage(claimed)) : null
  const limitResetsAt = outcome !== 'ok' && outcome.reason === 'limit-reached' ? resetOf(facts) : null
  return { claimed, outcome, refused, limitResetsAt }
}

/** Claude's own account of its last result; null when there was none. */
export function toClaimed(summary: ClaudeSummary): Claimed | null {
  const { last } = summary
  if (last === null) return null
  return { subtype: last.subtype, isError: last.isError, terminalReason: last.terminalReason, apiErrorStatus: last.apiErrorStatus, errorWord: summary.lastError, result: last.result, turns: last.turns, refusedTools: summary.refusedTools }
}

const failed = (reason: Outcome['reason'], message: string): Outcome => ({ kind: 'failed', reason, message })

function outcomeOf(facts: RunFacts): Outcome | 'ok' {
  const { execution, summary } = facts
  if (execution.startError !== undefined) return failed('start-failed', `Claude could not be started: ${execution.startError}`)
  switch (execution.stoppedBy) {
    case 'person':
      return { kind: 'cancelled', reason: 'by-person', message: 'Cancelled by a person while Claude was running.' }
    case 'timeout':
      return failed('timed-out', `Stopped after its time limit of ${toSpan(facts.timeoutMs)}: give it more time, or less to do.`)
    case 'engine':
      return { kind: 'lost', reason: 'lost', message: 'The engine stopped while Claude was running: retry the job.' }
    case null:
      break
  }
  const end = toEnd(execution)
  if (end !== null) return failed('killed', `Claude was ended from outside (${end.name})${end.hint}: retry the job.`)
  if (summary.last === null) return withoutResult(execution.exitCode, summary)
  if (summary.last.isError) return fromError(facts, summary.last)
  if (summary.deferred !== null || summary.last.terminalReason?.startsWith('tool_deferred')) {
    return failed('claude-error', `A hook parked the call of ${summary.deferred?.tool ?? 'a tool'} and Claude ended: take the hook that answers "defer" out of the profile’s settings.`)
  }
  if (execution.exitCode !== 0) return failed('claude-error', `Claude reported success but ended with exit code ${execution.exitCode}${tailOf(summary)}`)
  return 'ok'
}

/** A signal nobody here sent, as signal or as the exit code a program makes of one. */
function toEnd(execution: Execution): { name: string; hint: string } | null {
  const { signal, exitCode } = execution
  const names: Record<number, string> = { 129: 'SIGHUP', 130: 'SIGINT', 131: 'SIGQUIT', 134: 'SIGABRT', 135: 'SIGBUS', 137: 'SIGKILL', 139: 'SIGSEGV', 143: 'SIGTERM' }
  const name = signal ?? (exitCode === null ? 'no exit code' : names[exitCode])
  if (name === undefined) return null
  return { name, hint: name === 'SIGKILL' ? ', perhaps because the machine ran out of memory' : '' }
}

function withoutResult(exitCode: number | null, summary: ClaudeSummary): Outcome {
  // Exit code 0 without a result is what an interrupt leaves behind.
  if (exitCode === 0) return failed('killed', 'Claude was interrupted from outside before it gave a result: retry the job.')
  if (summary.sawInit) return failed('claude-error', `Claude ended with exit code ${exitCode} and without a result${tailOf(summary)}`)
  const words = toWords(summary.stderrTail)
  const advice = /already in use/.test(words) ? ' Retry the job; it gets a session of its own.' : /root\/sudo/.test(words) ? ' Run Dispatch as an ordinary user, or choose another permission mode.' : ''
  return failed('start-failed', `Claude could not start (exit code ${exitCode})${words === '' ? ' and said nothing' : `: ${words}`}${advice}`)
}

function tailOf(summary: ClaudeSummary): string {
  const words = toWords(summary.stderrTail)
  return words === '' ? '.' : `: ${words}`
}

/** The last words of a text, on one line. */
function toWords(text: string): string {
  return text.split('\n').map((line) => line.trim()).filter((line) => line !== '').slice(-4).join(' ').slice(-600)
}

function fromError(facts: RunFacts, last: LastResult): Outcome {
  const { summary, profile } = facts
  const words = saidBy(last)
  if (last.errors.some((error) => error.includes('No conversation found'))) return failed('start-failed', 'The conversation to continue is not in this profile any more (its transcript is gone or empty): start a new one.')
  if (last.startupFailure !== null) return failed('start-failed', `Claude could not start (${last.startupFailure}): ${words}`)
  if (last.subtype === 'error_max_turns' || last.terminalReason === 'max_turns') return failed('max-turns', `${words}: continue the conversation, or allow more turns.`)
  if (last.subtype === 'error_max_budget_usd' || last.terminalReason === 'budget_exhausted') return failed('budget-exceeded', `${words}: continue the conversation, or allow a larger budget.`)
  if (isBilling(summary, words)) return failed('api-error', `The account cannot pay for this request (${words}): add credit, or use another profile.`)
  if (isLimit(summary, last, words)) return failed('limit-reached', limitMessage(facts, words))
  if (isAuth(summary, last, words)) return failed('auth-failed', `${words.replace(/\.$/, '')}. ${loginAdvice(profile)}`)
  return fromAnswer(facts, last, words)
}

function fromAnswer(facts: RunFacts, last: LastResult, words: string): Outcome {
  const { summary, execution } = facts
  if (last.terminalReason?.startsWith('aborted')) {
    // A refusal may carry an order to stop; then the process ends by itself with 1, where an interrupt from outside gives 0.
    if (last.terminalReason === 'aborted_tools' && execution.exitCode === 1 && summary.refusedTools.length > 0) return failed('refused-tools', `Stopped by the refusal of ${namesOf(summary.refusedTools)}.`)
    return failed('killed', 'Claude was interrupted from outside in the middle of its work: retry the job.')
  }
  if (last.stopReason === 'refusal') return failed('claude-error', `Claude refused to answer: ${words}`)
  if (summary.lastError === 'max_output_tokens' || last.stopReason === 'max_tokens') return failed('claude-error', `An answer was longer than the model may give: ask for it in smaller parts. ${words}`)
  if (last.terminalReason === 'prompt_too_long' || last.terminalReason === 'blocking_limit') return failed('claude-error', `The conversation no longer fits the model: start a new one, or ask for less at once. ${words}`)
  if (summary.lastError === 'model_not_found') return failed('api-error', `The model ${summary.model ?? ''} does not exist or this account may not use it: choose another model.`.replace('  ', ' '))
  if (last.terminalReason === 'api_error' || last.apiErrorStatus !== null || last.apiError !== null) return failed('api-error', `${words}${/[.!?]$/.test(words) ? '' : '.'} ${adviceFor(last.apiErrorStatus)}`)
  return failed('claude-error', `Claude ended with an error (${last.terminalReason ?? last.subtype ?? 'no reason given'}): ${words}`)
}

/** A request the API calls wrong stays wrong; anything else may pass. */
const adviceFor = (status: number | null): string =>
  status !== null && status >= 400 && status < 500 && status !== 408 && status !== 409 ? 'Trying again will not mend it: look at the prompt, the model and the profile’s settings.' : 'Retry the job later.'

/** What the result says, without Claude's own diagnostics. */
function saidBy(last: LastResult): string {
  const text = last.result.startsWith('[ede_diagnostic]') ? '' : last.result
  return toLine(text.replace(/\s*\n\s*/g, ' '), 600) || 'Claude gave no reason'
}

function isBilling(summary: ClaudeSummary, words: string): boolean {
  return summary.lastError === 'billing_error' || /credit balance is too low/i.test(words)
}

function isLimit(summary: ClaudeSummary, last: LastResult, words: string): boolean {
  return summary.rateLimit !== null || last.apiErrorStatus === 429 || last.apiError === 'usage_limit_reached' || summary.lastError === 'rate_limit' || isLimitText(words)
}

function isAuth(summary: ClaudeSummary, last: LastResult, words: string): boolean {
  return summary.lastError === 'authentication_failed' || summary.lastError?.startsWith('oauth') === true || last.apiErrorStatus === 401 || last.apiErrorStatus === 403
    || /not logged in|please run \/login|invalid api key|failed to authenticate|oauth (?:token|session)/i.test(words)
}

function resetOf({ summary, now }: RunFacts): number | null {
  const resetsAt = summary.rateLimit?.resetsAt ?? null
  return resetsAt !== null && resetsAt > now ? resetsAt : parseReset(summary.last?.result ?? '', now)
}

function limitMessage(facts: RunFacts, words: string): string {
  const resetsAt = resetOf(facts)
  const { rateLimit } = facts.summary
  if (rateLimit === null && resetsAt === null) return `The API refuses more requests for now: ${words}`
  const name = rateLimit === null || rateLimit.kind === 'unknown' ? 'usage' : rateLimit.kind.replaceAll('_', '-')
  return `The ${name} limit of profile ${facts.profile.name} is reached; ${resetsAt === null ? 'when it resets is not known' : `it resets at ${toClock(resetsAt, facts.now)}`}.`
}

function loginAdvice(profile: RunFacts['profile']): string {
  switch (profile.auth) {
    case 'login':
      return `Log in with: dispatch profile login ${profile.name}`
    case 'api-key':
      return `Give profile ${profile.name} a key that is valid.`
    case 'token':
      return `Give profile ${profile.name} a token that is valid (claude setup-token makes one).`
  }
}

function refusedMessage(claimed: Claimed): string {
  const count = claimed.refusedTools.length
  return `Claude finished, but ${count === 1 ? 'a call was' : `${count} calls were`} refused (${namesOf(claimed.refusedTools)}): allow what it needs in the profile, or give the job a check that decides.`
}

function namesOf(refused: Claimed['refusedTools']): string {
  return [...new Set(refused.map((each) => each.tool))].slice(0, 5).join(', ')
}

function toSpan(ms: number): string {
  const minutes = Math.round(ms / 60_000)
  return ms < 120_000 ? `${Math.round(ms / 1000)} s` : minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`
}
