import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Status } from '../contract/engine.ts'
import type { Job, OutcomeKind, Reason } from '../contract/job.ts'
import type { ProfileUsage } from '../contract/usage.ts'
import type { Answer } from '../main/practice/answer.ts'
import { sequence, type Script } from '../main/practice/script.ts'
import { play, playing, type Act } from './fixtures/play.ts'
import { processesWith } from './fixtures/processes.ts'
import { makeRepository } from './fixtures/repository.ts'
import { untilFile } from './fixtures/until.ts'
import { describeWithClaude, startWorld, type World } from './fixtures/world.ts'

const error = (status: number, type: string, message: string): Act => ({ answer: { kind: 'error', status, type, message } })
const times = (count: number, answer: Answer): Act[] => Array.from({ length: count }, () => ({ answer }))
const bash = (command: string): Act => ({ bash: command })
const isRoot = process.getuid?.() === 0

interface Row { acts?: Act[]; words?: string; profile?: string; args?: string[]; repository?: () => string; kind?: OutcomeKind; reason: Reason; message: RegExp; also?: (job: Job) => void }

/** An API that is overloaded, then broken, then well. */
const flaky = sequence([{ kind: 'error', status: 529, type: 'overloaded_error', message: 'Overloaded' }, { kind: 'error', status: 500, type: 'api_error', message: 'Internal server error' }, { kind: 'text', text: 'At last.' }])
const script: Script = (turn) => (turn.prompt.includes('FLAKY') ? flaky(turn) : playing(turn))

const parks = JSON.stringify({ hooks: { PreToolUse: [{ hooks: [{ type: 'command', command: `echo '{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"defer"}}'` }] }] } })

/** Every way a run can end by itself that the stand-in can bring about. */
const ROWS: Record<string, Row> = {
  'success, nothing changed': { acts: [{ say: 'Well.' }], kind: 'succeeded', reason: 'ok', message: /^Claude says it is done, but nothing changed\.$/ },
  'success on a branch': { acts: [{ write: 'a.txt' }], kind: 'succeeded', reason: 'ok', message: /its work is on dispatch\/j/ },
  'success, checked': { acts: [{ write: 'a.txt' }], args: ['--check', 'test -f a.txt'], kind: 'succeeded', reason: 'ok', message: /check passed/ },
  'check failed': { acts: [{ say: 'Well.' }], args: ['--check', 'exit 3'], reason: 'check-failed', message: /exit 3.*exited 3/ },
  'check not to be found': { acts: [], args: ['--check', 'no-such-program-here'], reason: 'check-failed', message: /no such command/ },
  'every tool refused': { acts: [{ write: 'a.txt' }], profile: 'strict', reason: 'refused-tools', message: /refused \(Write\)/, also: (job) => expect(job.runs[0]!.claimed).toMatchObject({ isError: false, refusedTools: [{ tool: 'Write' }] }) },
  'refused, but the check passes': { acts: [{ write: 'a.txt' }], profile: 'strict', args: ['--check', 'true'], kind: 'succeeded', reason: 'ok', message: /check passed/ },
  'refused in plan mode': { acts: [{ write: 'a.txt' }], profile: 'plans', reason: 'refused-tools', message: /Write/ },
  'parked by a hook of the repository': { acts: [{ write: 'a.txt' }], profile: 'trusting', repository: () => makeRepository({ files: { '.claude/settings.json': parks } }), reason: 'claude-error', message: /parked the call of Write/ },
  'max turns': { acts: Array.from({ length: 6 }, (_, index) => bash(`echo ${index}`)), args: ['--max-turns', '2'], reason: 'max-turns', message: /\(2\).*more turns/ },
  'budget': { acts: Array.from({ length: 6 }, (): Act => ({ answer: { kind: 'tool', calls: [{ name: 'Bash', input: { command: 'echo 1', description: 'x' } }], usage: { output_tokens: 4000 } } })), args: ['--budget', '0.01'], reason: 'budget-exceeded', message: /budget/ },
  'API 400': { acts: [error(400, 'invalid_request_error', 'practice says no')], reason: 'api-error', message: /practice says no/ },
  'API 404, no such model': { acts: [error(404, 'not_found_error', 'model: x')], reason: 'api-error', message: /model/ },
  'API 401 with a key': { acts: [error(401, 'authentication_error', 'invalid x-api-key')], reason: 'auth-failed', message: /Give profile test a key that is valid/ },
  'API 401 with a token': { acts: [error(401, 'authentication_error', 'OAuth token has expired')], profile: 'token', reason: 'auth-failed', message: /profile token a token/ },
  'API 403': { acts: [error(403, 'permission_error', 'Your account does not have access to Claude Code.')], reason: 'auth-failed', message: /access/ },
  'API 500 for ever': { acts: [error(500, 'api_error', 'Internal server error')], reason: 'api-error', message: /500|Internal server error/ },
  'API 529 for ever': { acts: [error(529, 'overloaded_error', 'Overloaded')], reason: 'api-error', message: /529|[Oo]verloaded/ },
  'API ill, then well': { words: 'FLAKY', profile: 'patient', kind: 'succeeded', reason: 'ok', message: /done/, also: (job) => expect(job.runs[0]!.claimed!.result).toBe('At last.') },
  'connection cut': { acts: [{ answer: { kind: 'cut', after: 4 } }], reason: 'api-error', message: /[Cc]onnection|API/ },
  'limit of an API key': { acts: [{ answer: { kind: 'limit', auth: 'api-key', resetsAt: Math.floor(Date.now() / 1000) + 1 } }], reason: 'limit-reached', message: /refuses more requests/ },
  'five-hour limit of a subscription': { acts: [{ answer: { kind: 'limit', auth: 'subscription', window: 'five_hour' } }], profile: 'token', reason: 'limit-reached', message: /five-hour limit of profile token is reached; it resets at \d/ },
  'weekly limit of a subscription': { acts: [{ answer: { kind: 'limit', auth: 'subscription', window: 'seven_day' } }], profile: 'token', reason: 'limit-reached', message: /seven-day limit.*resets at/ },
  'no credit': { acts: [error(400, 'invalid_request_error', 'Your credit balance is too low to access the Anthropic API.')], reason: 'api-error', message: /[Cc]redit/ },
  'refusal': { acts: times(4, { kind: 'refusal', text: 'I cannot help with that.' }), reason: 'claude-error', message: /refused to answer/ },
  'answers without an end': { acts: times(6, { kind: 'max-tokens', text: 'And so on and so' }), reason: 'claude-error', message: /longer than the model may give/ },
  'prompt too long': { acts: [error(400, 'invalid_request_error', 'prompt is too long: 1200000 tokens > 1000000 maximum')], reason: 'claude-error', message: /no longer fits/ },
  'not logged in': { acts: [], profile: 'logged-out', reason: 'auth-failed', message: /Not logged in.*dispatch profile login logged-out/ },
  'set-up command fails': { acts: [], profile: 'bad-setup', reason: 'start-failed', message: /set-up command \(exit 9\) exited 9/ },
  'state file of Claude damaged': { acts: [], profile: 'damaged', reason: 'start-failed', message: /could not start/ },
  'server of tools that does not start': { acts: [], profile: 'bad-server', kind: 'succeeded', reason: 'ok', message: /done/ },
  'time limit': { acts: [bash("perl -e 'sleep 600'")], args: ['--timeout', '3s'], reason: 'timed-out', message: /time limit of 3 s/, also: (job) => expect(job.runs[0]!.execution!.stoppedBy).toBe('timeout') },
  'background command, several results': { acts: [{ answer: { kind: 'tool', calls: [{ name: 'Bash', input: { command: 'perl -e "sleep 1"; echo ready', description: 'x', run_in_background: true } }] } }, { say: 'Started it.' }, { say: 'It has ended.' }], kind: 'succeeded', reason: 'ok', message: /done/, also: (job) => expect(job.runs[0]!.claimed!.result).not.toBe('') },
  ...(isRoot ? { 'bypass as root': { acts: [], profile: 'bypass', reason: 'start-failed', message: /ordinary user|root/ } satisfies Row } : {}),
}

/** Claude Code finds its connection to the stand-in reset now and then, which nobody did: such a run says nothing of its row, and is made once more, so many times at most. */
const MOST_AGAIN = 3
const isDropped = ({ outcome }: Job, row: Row): boolean => outcome!.message.includes('ECONNRESET') && !row.message.test(outcome!.message)

describeWithClaude('outcomes', () => {
  let world: World
  const jobs = new Map<string, Promise<Job>>()
  beforeAll(async () => {
    world = await startWorld({ script })
    await Promise.all([
      world.addProfile('strict', { permissionMode: 'manual', allow: [] }), world.addProfile('plans', { permissionMode: 'plan', allow: [] }), world.addProfile('trusting', { trustProjectSettings: true }),
      world.addProfile('token', { auth: { kind: 'token', token: 'sk-ant-oat01-practice-0123456789' } }), world.addProfile('patient', { env: { CLAUDE_CODE_MAX_RETRIES: '4' } }),
      world.addProfile('logged-out', { auth: { kind: 'login' } }), world.addProfile('bad-setup', { setup: { command: 'exit 9' } }), world.addProfile('damaged'),
      world.addProfile('bad-server', { mcpServers: { broken: { command: '/nowhere/server', args: [] } } }), world.addProfile('bypass', { permissionMode: 'bypassPermissions' }),
    ])
    mkdirSync(join(world.home, 'profiles/damaged/config'), { recursive: true })
    writeFileSync(join(world.home, 'profiles/damaged/config/.claude.json'), '{ not json')
    const shared = makeRepository()
    for (const [name, row] of Object.entries(ROWS)) {
      const submit = () => world.submit(row.repository?.() ?? shared, play(row.acts ?? [], row.words), [...(row.profile ? ['--profile', row.profile] : []), ...(row.args ?? [])])
      const id = await submit()
      jobs.set(name, world.finished(id).then(async (first) => {
        let job = first
        for (let again = 0; again < MOST_AGAIN && isDropped(job, row); again++) job = await world.finished(await submit())
        return job
      }))
    }
  })
  afterAll(() => world.close())

  test.each(Object.entries(ROWS))('%s', { timeout: 120_000 }, async (name, row) => {
    const job = await jobs.get(name)!
    expect(job.outcome).toMatchObject({ kind: row.kind ?? 'failed', reason: row.reason, message: expect.stringMatching(row.message) })
    expect(job.outcome!.message).not.toMatch(/undefined|null|\[object|ede_diagnostic/)
    row.also?.(job)
  })

  test('what Claude told of the limits of a profile is known afterwards, and what its runs cost', { timeout: 120_000 }, async () => {
    await Promise.all(['five-hour limit of a subscription', 'weekly limit of a subscription'].map((name) => jobs.get(name)))
    const { usage } = await world.json<{ usage: ProfileUsage }>(['profile', 'show', 'token'])
    expect(Object.fromEntries(usage.limits.map(({ kind, status }) => [kind, status]))).toMatchObject({ five_hour: expect.any(String), seven_day: expect.any(String) })
    expect(usage.limits.map(({ status }) => status)).toContain('rejected')
    for (const { resetsAt } of usage.limits) expect(resetsAt).toBeGreaterThan(Date.now())
    expect(usage.today.runs).toBeGreaterThanOrEqual(2)
    const other = await world.json<{ usage: ProfileUsage }>(['profile', 'show', 'strict'])
    expect(other.usage.limits).toEqual([])
    expect((await world.json<Status>(['status'])).today!.runs).toBeGreaterThanOrEqual(usage.today.runs)
  })

  test.each([
    ['SIGINT', 'while it waits for the API', { answer: { kind: 'hang' } } as Act, /interrupted from outside/],
    ['SIGINT', 'in a command', null, /interrupted from outside/],
    ['SIGTERM', 'in a command', null, /SIGTERM/],
    ['SIGKILL', 'in a command', null, /SIGKILL/],
  ] as const)('ended from outside by %s %s', { timeout: 120_000 }, async (signal, _, act, message) => {
    const mark = join(world.person, `begun-${signal}`)
    rmSync(mark, { force: true })
    const id = await world.submit(makeRepository(), play([act ?? bash(`echo $$ > ${mark}; perl -e 'sleep 600'`)]))
    await (act ? world.api.until('hang') : untilFile(mark))
    const claude = processesWith(`${id}.1`).find(({ command }) => command.includes('--output-format'))!
    process.kill(claude.pid, signal)
    const job = await world.finished(id)
    expect(job.outcome).toMatchObject({ kind: 'failed', reason: 'killed', message: expect.stringMatching(message) })
    expect(processesWith(`${id}.`)).toEqual([])
  })

  test('cancelled by a person while it runs', async () => {
    const mark = join(world.person, 'begun-cancel')
    const id = await world.submit(makeRepository(), play([bash(`echo $$ > ${mark}; perl -e 'sleep 600'`)]))
    await untilFile(mark)
    expect((await world.run(['cancel', id])).code).toBe(0)
    const job = await world.json<Job>(['show', id])
    expect(job).toMatchObject({ state: 'finished', outcome: { kind: 'cancelled', reason: 'by-person' } })
    expect(job.runs[0]!.execution!.stoppedBy).toBe('person')
    expect((await world.run(['wait', id])).code).toBe(3)
    expect(processesWith(`${id}.`)).toEqual([])
  })

  test('an automatic retry mends what may pass', { timeout: 120_000 }, async () => {
    const go = join(world.person, 'second-time')
    const id = await world.submit(makeRepository(), play([{ say: 'Well.' }]), ['--retries', '2', '--backoff', '10ms', '--check', `test -f ${go} || { touch ${go}; exit 1; }`])
    expect(await world.finished(id)).toMatchObject({ run: 2, outcome: { kind: 'succeeded' } })
    expect((await world.log(id)).some((entry) => entry.kind === 'note' && /Tries again .*attempt 2 of 3/.test(entry.text))).toBe(true)
  })
})
