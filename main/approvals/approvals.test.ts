import { expect, onTestFinished, test, vi } from 'vitest'
import type { Job } from '../../contract/job.ts'
import { createScheduler } from '../scheduler/scheduler.ts'
import { makeBench, speak, type Bench } from '../scheduler/testing.ts'
import { afterQuestions, followQuestions } from '../scheduler/waiting.ts'
import { listApprovals } from '../store/approvals.ts'
import { getJobRowById } from '../store/jobs.ts'
import { createApprovals, type Approvals } from './approvals.ts'
import type { PermissionRequest } from './hook.ts'
import type { FakeProcess } from '../runner/fake.ts'

const request: PermissionRequest = { hook_event_name: 'PermissionRequest', tool_name: 'Bash', tool_input: { command: 'rm -rf build' }, permission_suggestions: [] }
interface Asking { bench: Bench; job: Job; process: FakeProcess; approvals: Approvals; ask(more?: { askTimeoutMs?: number; gone?: AbortSignal; request?: Partial<PermissionRequest> }): Promise<Record<string, unknown>>; id(): string }

async function asking(slots = 1): Promise<Asking> {
  const bench = await makeBench({ slots })
  const { core } = bench
  const approvals = createApprovals({ store: core.store, now: core.now, follow: followQuestions, followed: (job) => afterQuestions(core, job) })
  const scheduler = createScheduler(core)
  scheduler.start()
  onTestFinished(async () => { await scheduler.stop(); approvals.stop() })
  const job = await bench.submit()
  const process = await bench.runner.nextStart()
  await bench.until(() => bench.get(job.id).state === 'running')
  const { seq } = getJobRowById(core.store.read, job.id)!
  const live = core.live.get(seq)!
  return {
    bench, job, process, approvals,
    ask: (more = {}) => approvals.ask({ job: seq, run: 1, repository: bench.repository, askTimeoutMs: more.askTimeoutMs ?? 60_000, note: (text, data) => live.log.entry({ kind: 'permission', text, data }) }, { ...request, ...more.request }, more.gone ?? new AbortController().signal),
    id: () => listApprovals(core.store.read, false)[0]!.id,
  }
}
const waiting = ({ bench, job }: Asking) => bench.until(() => bench.get(job.id).state === 'waiting')
const decisionOf = (answer: Record<string, unknown>) => (answer['hookSpecificOutput'] as { decision: Record<string, unknown> }).decision
async function finish({ bench, job, process }: Asking): Promise<string[]> {
  speak(process)
  process.end()
  await bench.until(() => bench.get(job.id).state === 'finished')
  return bench.log(job.id).filter((entry) => entry.kind === 'permission').map((entry) => entry.text)
}

test('asked, waiting, allowed, running: and all of it in the log', async () => {
  const each = await asking()
  const answer = each.ask()
  await waiting(each)
  expect(listApprovals(each.bench.core.store.read, false)).toMatchObject([{ job: each.job.id, tool: 'Bash', question: 'run `rm -rf build` in repo', state: 'asked', profile: 'default' }])
  expect(each.bench.get(each.job.id).waitingFor).toMatchObject({ kind: 'approval', detail: 'run `rm -rf build` in repo', until: each.bench.core.now() + 60_000 })
  expect(await each.approvals.answer(each.id(), { allow: true, always: false })).toMatchObject({ ok: true, value: { state: 'allowed', answeredAt: expect.any(Number) } })
  expect(decisionOf(await answer)).toEqual({ behavior: 'allow' })
  expect(each.bench.get(each.job.id)).toMatchObject({ state: 'running', waitingFor: null })
  expect(await finish(each)).toEqual(['Claude asks: run `rm -rf build` in repo', 'Allowed once'])
})

test('a refusal reaches Claude in the person’s words', async () => {
  const each = await asking()
  const answer = each.ask()
  await waiting(each)
  await each.approvals.answer(each.id(), { allow: false, message: 'Use git clean' })
  expect(decisionOf(await answer)).toEqual({ behavior: 'deny', message: 'Use git clean' })
  expect(listApprovals(each.bench.core.store.read, true)).toMatchObject([{ state: 'denied', message: 'Use git clean' }])
  expect(await finish(each)).toEqual(['Claude asks: run `rm -rf build` in repo', 'Denied: Use git clean'])
})

test('what is refused for the rest of the job is refused again without a question; anything else is asked', async () => {
  const each = await asking()
  const answer = each.ask()
  await waiting(each)
  await each.approvals.answer(each.id(), { allow: false, message: 'Use git clean', always: true })
  await answer
  expect(decisionOf(await each.ask())).toEqual({ behavior: 'deny', message: 'Use git clean' })
  expect(listApprovals(each.bench.core.store.read, false)).toEqual([])
  const other = each.ask({ request: { tool_input: { command: 'rm -rf out' } } })
  await waiting(each)
  await each.approvals.answer(each.id(), { allow: true, always: false })
  expect(decisionOf(await other)).toEqual({ behavior: 'allow' })
  expect(await finish(each)).toEqual(['Claude asks: run `rm -rf build` in repo', 'Denied in this job: Use git clean', 'Refused as before: run `rm -rf build` in repo', 'Claude asks: run `rm -rf out` in repo', 'Allowed once'])
})

test('"always" lasts for the session and never goes into a settings file', async () => {
  const each = await asking()
  const plain = each.ask()
  await waiting(each)
  await each.approvals.answer(each.id(), { allow: true, always: true })
  expect(decisionOf(await plain)).toEqual({ behavior: 'allow', updatedPermissions: [{ type: 'addRules', rules: [{ toolName: 'Bash' }], behavior: 'allow', destination: 'session' }] })
  const suggested = each.ask({ request: { permission_suggestions: [{ type: 'addRules', rules: [{ toolName: 'Bash', ruleContent: 'rm:*' }], behavior: 'allow', destination: 'localSettings' }] } })
  await waiting(each)
  await each.approvals.answer(each.id(), { allow: true, always: true })
  expect(decisionOf(await suggested)).toMatchObject({ updatedPermissions: [{ rules: [{ ruleContent: 'rm:*' }], destination: 'session' }] })
})

test('nobody answers: refused in time, and the job goes on', async () => {
  const each = await asking()
  const answer = await each.ask({ askTimeoutMs: 20 })
  expect(decisionOf(answer)).toMatchObject({ behavior: 'deny', message: expect.stringMatching(/Nobody answered/) })
  expect(each.bench.get(each.job.id).state).toBe('running')
  expect(listApprovals(each.bench.core.store.read, true)).toMatchObject([{ state: 'expired' }])
  expect(await finish(each)).toContain('Refused: nobody answered in time')
})

test('Claude hangs up: the question is withdrawn', async () => {
  const each = await asking()
  const gone = new AbortController()
  const answer = each.ask({ gone: gone.signal })
  await waiting(each)
  gone.abort()
  expect(decisionOf(await answer)).toMatchObject({ behavior: 'deny' })
  expect(listApprovals(each.bench.core.store.read, true)).toMatchObject([{ state: 'withdrawn' }])
  expect(each.bench.get(each.job.id).state).toBe('running')
})

test('the first answer counts; a later one hears how it was answered', async () => {
  const each = await asking()
  const answer = each.ask()
  await waiting(each)
  const id = each.id()
  const [first, second] = await Promise.all([each.approvals.answer(id, { allow: false, message: 'no' }), each.approvals.answer(id, { allow: true, always: false })])
  expect(first).toMatchObject({ ok: true })
  expect(second).toMatchObject({ ok: false, code: 'wrong-state', details: { state: 'denied' } })
  expect(decisionOf(await answer)).toMatchObject({ behavior: 'deny' })
  expect(await each.approvals.answer('a000000000', { allow: true, always: false })).toMatchObject({ ok: false, code: 'not-found' })
})

test('two questions at once: the job waits for the older, then for the other, then runs', async () => {
  const each = await asking()
  const one = each.ask({ request: { tool_input: { command: 'one' } } })
  await waiting(each)
  each.bench.advance(10)
  const two = each.ask({ request: { tool_input: { command: 'two' } } })
  await each.bench.until(() => listApprovals(each.bench.core.store.read, false).length === 2)
  const [first, second] = listApprovals(each.bench.core.store.read, false)
  expect(each.bench.get(each.job.id).waitingFor?.detail).toContain('one')
  await each.approvals.answer(first!.id, { allow: true, always: false })
  expect(each.bench.get(each.job.id)).toMatchObject({ state: 'waiting', waitingFor: { detail: expect.stringContaining('two') } })
  await each.approvals.answer(second!.id, { allow: true, always: false })
  expect(each.bench.get(each.job.id).state).toBe('running')
  await Promise.all([one, two])
})

test('a waiting job frees its slot, and its clock stands still', async () => {
  const each = await asking(1)
  const { core } = each.bench
  const live = [...core.live.values()][0]!
  const [hold, release] = [vi.spyOn(live, 'holdClock'), vi.spyOn(live, 'releaseClock')]
  const other = await each.bench.submit({ profile: 'careful' })
  expect(each.bench.get(other.id).state).toBe('queued')
  const answer = each.ask()
  const beside = await each.bench.runner.nextStart()
  expect(beside.request.cwd).toContain(other.id)
  expect([hold.mock.calls.length > 0, release.mock.calls.length]).toEqual([true, 0])
  speak(beside)
  beside.end()
  await each.bench.until(() => each.bench.get(other.id).state === 'finished')
  await each.approvals.answer(each.id(), { allow: true, always: false })
  await answer
  expect(release).toHaveBeenCalled()
})

test('the run ends while a question is open: withdrawn, nothing is written to its log afterwards', async () => {
  const each = await asking()
  const gone = new AbortController()
  const answer = each.ask({ gone: gone.signal })
  await waiting(each)
  speak(each.process)
  each.process.end()
  await each.bench.until(() => each.bench.get(each.job.id).state === 'finished')
  gone.abort()
  expect(decisionOf(await answer)).toMatchObject({ behavior: 'deny' })
  await each.bench.core.store.writer.idle()
  expect(listApprovals(each.bench.core.store.read, true)).toMatchObject([{ state: 'withdrawn' }])
  expect(each.bench.log(each.job.id).at(-1)?.kind).toBe('result')
})

test('no timer outlives the engine', async () => {
  const each = await asking()
  const cleared = vi.spyOn(globalThis, 'clearTimeout')
  onTestFinished(() => cleared.mockRestore())
  void each.ask()
  await waiting(each)
  const before = cleared.mock.calls.length
  each.approvals.stop()
  expect(cleared.mock.calls.length).toBe(before + 1)
})
