import { describe, expect, it } from 'vitest'
import type { Execution } from '../../contract/job.ts'
import { classify } from './outcome.ts'
import { createStreamParser } from './stream.ts'

const INIT = '{"type":"system","subtype":"init","session_id":"s"}\n'
const result = (more: Record<string, unknown>) => `${JSON.stringify({ is_error: true, subtype: 'success', type: 'result', terminal_reason: 'api_error', result: 'Words.', ...more })}\n`
const failedAnswer = (error: string) => `${JSON.stringify({ type: 'assistant', error, message: { model: '<synthetic>', content: [] } })}\n`

function end(text: string, execution: Partial<Execution>, auth: 'login' | 'api-key' | 'token' = 'login') {
  const parser = createStreamParser()
  parser.push(Buffer.from(text))
  parser.end()
  return classify({ execution: { exitCode: 1, signal: null, stoppedBy: null, ...execution }, summary: parser.summary(), profile: { name: 'work', auth }, timeoutMs: 90_000, now: Date.UTC(2026, 10, 22, 10) })
}

/** What the recordings do not show. */
describe('classify', () => {
  it.each([
    ['a broken start', 'Error: bad flag\n', { exitCode: 1 }, 'start-failed', 'Error: bad flag'],
    ['nothing said', '', { exitCode: 127 }, 'start-failed', 'said nothing'],
    ['a crash after the start', `${INIT}panic\n`, { exitCode: 1 }, 'claude-error', 'panic'],
    ['the interrupt that leaves code 0', INIT, { exitCode: 0 }, 'killed', 'before it gave a result'],
    ['out of memory', result({ is_error: false }), { exitCode: null, signal: 'SIGKILL' }, 'killed', 'out of memory'],
    ['a closed terminal', INIT, { exitCode: 129 }, 'killed', 'SIGHUP'],
    ['success and another exit code', result({ is_error: false, terminal_reason: 'completed' }), { exitCode: 4 }, 'claude-error', 'exit code 4'],
    ['an error with code 0', result({ api_error_status: 500 }), { exitCode: 0 }, 'api-error', 'Retry the job later'],
    ['a request the API calls wrong', result({ api_error_status: 400 }), { exitCode: 1 }, 'api-error', 'Trying again will not mend it'],
    ['a login that ran out', failedAnswer('oauth_org_not_allowed') + result({}), {}, 'auth-failed', 'dispatch profile login work'],
    ['the weekly limit by its words alone', result({ result: "You've hit your weekly limit · resets 3pm (UTC)" }), {}, 'limit-reached', '15:00 UTC'],
    ['a limit nobody knows the end of', failedAnswer('rate_limit') + result({ result: 'Slow down' }), {}, 'limit-reached', 'Slow down'],
    ['a result nobody knows', result({ subtype: 'error_new_kind', terminal_reason: null }), {}, 'claude-error', 'error_new_kind'],
    ['a blocked conversation', result({ terminal_reason: 'blocking_limit' }), {}, 'claude-error', 'no longer fits'],
    ['a result without words', result({ result: null, terminal_reason: 'model_error' }), {}, 'claude-error', 'Claude gave no reason'],
    ['a time limit', INIT, { exitCode: 143, stoppedBy: 'timeout' as const }, 'timed-out', '90 s'],
  ])('%s', (_name, text, execution, reason, words) => {
    const { outcome } = end(text, execution)
    expect(outcome).toMatchObject({ kind: 'failed', reason, message: expect.stringContaining(words) })
  })

  it('gives advice for the way a profile logs in', () => {
    const messages = (['login', 'api-key', 'token'] as const).map((auth) => (end(result({ api_error_status: 401 }), {}, auth).outcome as { message: string }).message)
    expect(messages.map((message) => /profile login|a key|setup-token/.exec(message)?.[0])).toEqual(['profile login', 'a key', 'setup-token'])
  })

  it('has no claim where Claude made none, and keeps one whatever ended the run', () => {
    expect(end(INIT, { exitCode: 1 }).claimed).toBeNull()
    expect(end(result({ is_error: false }), { exitCode: null, signal: 'SIGTERM', stoppedBy: 'person' })).toMatchObject({ claimed: { result: 'Words.', isError: false }, outcome: { kind: 'cancelled' } })
  })
})
