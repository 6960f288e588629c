import { expect, test } from 'vitest'
import type { Job } from './job.ts'
import { JOB_STATES, OUTCOME_KINDS, REASONS } from './job.ts'
import { adviseOutcome, describeApproval, describeOutcome, describeState, describeWaiting, needsPerson, REASON_WORDS, stateMark } from './words.ts'

const job = (changes: Partial<Job>): Job => ({
  id: 'j4k9m2p3q0', seq: 1, title: 'Write tests', prompt: 'Write tests', repository: '/code/api', profile: 'default', profileVersion: 1, state: 'queued', waitingFor: null, outcome: null, priority: 0, labels: {}, after: [], any: false,
  children: [], context: 'branch', conversation: 'c000000001', sessionId: null, isolation: 'worktree', base: null, check: null, retry: { max: 0, backoffMs: 1 }, timeoutMs: null, maxTurns: null, budgetUsd: null,
  model: null, notBefore: 0, pipeline: null, pipelineTitle: null, alias: null, worktree: null, branch: null, baseCommit: 'aaa', headCommit: 'bbb', run: 0, runs: [], createdAt: 0, queuedAt: null, startedAt: null, endedAt: null, costUsd: 0,
  submittedFrom: 'cli', reasonChain: [], ...changes,
})
const run = (result: 'passed' | 'failed' | 'none') => ({ number: 1, startedAt: 0, endedAt: 1, sessionId: null, execution: null, claimed: null, verified: { result, exitCode: 0, output: '' }, costUsd: 0, usage: null })
const noon = new Date(2026, 10, 22, 12, 0, 0).getTime()
const MINUTE = 60_000

test('every state and outcome has a word of its own, and a mark', () => {
  const marks = [...JOB_STATES.filter((state) => state !== 'finished').map((state) => stateMark({ state, outcome: null })), ...OUTCOME_KINDS.map((kind) => stateMark({ state: 'finished', outcome: { kind } }))]
  expect(new Set(marks.map((each) => each.word)).size).toBe(marks.length)
  expect(marks.every((each) => [...each.mark].length === 1)).toBe(true)
  expect(stateMark({ state: 'finished', outcome: { kind: 'failed' } })).toEqual({ mark: '✕', word: 'failed', tone: 'red' })
})

test('green is a success that a change or a check speaks for', () => {
  const tone = (changedFiles: number, result: 'passed' | 'none'): string => stateMark(job({ state: 'finished', outcome: { kind: 'succeeded', reason: 'ok', message: '' }, runs: [{ ...run(result), changedFiles }] })).tone
  expect([tone(0, 'none'), tone(0, 'passed'), tone(1, 'none'), tone(1, 'passed')]).toEqual(['grey', 'green', 'green', 'green'])
})

test('every failure has advice', () => {
  expect(REASONS.filter((reason) => reason !== 'ok' && reason !== 'by-person' && reason !== 'replaced' && REASON_WORDS[reason].advice === null)).toEqual([])
})

test('a held job says for whom, root cause first, and what to do', () => {
  const text = describeState(job({ state: 'held', reasonChain: ['waits for j4k9 ‘Write tests’, which failed its check (npm test exited 1)'] }), noon)
  expect(text).toBe('Held: waits for j4k9 ‘Write tests’, which failed its check (npm test exited 1). Retry what failed, or release this job anyway.')
  expect(describeState(job({ state: 'held', reasonChain: ['ja ‘A’ is running'] }), noon)).toBe('Held: ja ‘A’ is running. It goes on once that succeeds, or release this job anyway.')
  expect(describeState(job({ state: 'held', reasonChain: ['ja ‘A’ failed (check-failed): npm test exited 1\noutput', 'jb ‘B’ is held'] }), noon)).toBe('Held: ja ‘A’ failed (check-failed): npm test exited 1; so jb ‘B’ is held. Retry what failed, or release this job anyway.')
  expect(describeState(job({ state: 'held', reasonChain: ['ja ‘A’ succeeded'] }), noon)).toBe('Held: ja ‘A’ succeeded. Nothing failed, and a failure is what it waits for: release this job anyway, or cancel it.')
  const fell = job({ state: 'finished', outcome: { kind: 'cancelled', reason: 'dependency-failed', message: 'Cancelled: its edge from ja ‘A’ can no longer be met, because that job succeeded.' }, reasonChain: ['ja ‘A’ succeeded'] })
  expect([describeState(fell, noon), adviseOutcome(fell)]).toEqual(['Cancelled: ja ‘A’ succeeded.', 'Nothing failed: it was to run only if that job did.'])
  const conflict = { parents: ['A', 'B', 'C'].map((title) => ({ id: `j${title}`, title })), files: ['1', '2', '3', '4', '5', '6', '7'] }
  expect(describeState(job({ id: 'jd', state: 'held', conflict, reasonChain: ['x'] }), noon)).toBe('Held: the work of jA ‘A’, jB ‘B’ and jC ‘C’ conflicts in 1, 2, 3, 4, 5 and 2 more. Resolve it in its worktree (`dispatch open jd`), then release it.')
  expect(describeState(job({ state: 'held', reasonChain: ['held by a person'] }), noon)).toBe('Held by a person. Release it to let it start.')
  expect(describeState(job({ state: 'held' }), noon)).toBe('Held by a person. Release it to let it start.')
  const both = job({ state: 'held', reasonChain: ['ja ‘A’ failed (check-failed): npm test exited 1', 'held by a person'] })
  expect([describeState(both, noon), needsPerson(both)]).toEqual(['Held by a person; and ja ‘A’ failed (check-failed): npm test exited 1. Release it to let it start all the same.', false])
})

test('a job landed by hand after it could not be says so, and asks for no more', () => {
  const outcome = { kind: 'failed', reason: 'not-landed', message: 'Done, but not landed in main: … .' } as const
  expect(adviseOutcome(job({ state: 'finished', outcome }))).toBe('Or run it again: dispatch retry ID.')
  const landed = job({ state: 'finished', outcome, landed: { at: noon, into: 'main', how: 'squash', head: 'a', commit: 'b' } })
  expect([describeState(landed, noon), adviseOutcome(landed)]).toEqual(['Failed: it is done, but could not be landed. It has been landed by hand since.', null])
})

test('a blocked job names its parents', () => {
  const edge = (id: string) => ({ job: id, when: 'success' as const, otherwise: 'cancel' as const })
  expect(describeState(job({ state: 'blocked', reasonChain: ['ja ‘A’ is running', 'jb ‘B’ is queued'] }), noon)).toBe('Blocked: ja ‘A’ is running; jb ‘B’ is queued.')
  expect(describeState(job({ state: 'blocked', after: [edge('ja')] }), noon)).toBe('After ja.')
  expect(describeState(job({ state: 'blocked', after: ['ja', 'jb', 'jc', 'jd'].map(edge) }), noon)).toBe('After 4 jobs: ja, jb, jc ….')
  expect(describeState(job({ state: 'blocked', any: true, after: ['ja', 'jb'].map(edge) }), noon)).toBe('After any of 2 jobs: ja, jb.')
  expect(describeState(job({ state: 'blocked', any: true, after: ['ja', 'jb'].map(edge), reasonChain: ['ja ‘A’ is running', 'jb ‘B’ is queued'] }), noon)).toBe('Blocked, after any of 2 jobs: ja ‘A’ is running; jb ‘B’ is queued.')
})

test('a waiting job says for what and until when', () => {
  expect(describeWaiting({ kind: 'quota', detail: 'the 5-hour limit', until: noon + 38 * MINUTE }, noon)).toBe('Waiting for the 5-hour limit. Goes on at 12:38 (in 38 min).')
  expect(describeWaiting({ kind: 'approval', detail: 'run `rm -rf build` in api.' }, noon)).toBe('Waiting for an answer: run `rm -rf build` in api.')
  expect(describeState(job({ notBefore: noon + 30 * 3_600_000 }), noon)).toBe('Starts at 2026-11-23 18:00 (in 1 d).')
})

test('a queued job says what keeps it from a slot', () => {
  const free = { paused: false, used: 1, total: 4, profiles: new Map([['default', { used: 0, slots: 1, paused: false }]]) }
  const why = (over: Partial<typeof free>) => describeState(job({}), noon, { ...free, ...over })
  expect(why({})).toBe('')
  expect(why({ paused: true })).toBe('Queued: everything is paused.')
  expect(why({ profiles: new Map([['default', { used: 0, slots: 1, paused: true }]]) })).toBe('Queued: profile ‘default’ is paused.')
  expect(why({ profiles: new Map([['default', { used: 1, slots: 1, paused: false }]]) })).toBe('Queued: the only slot of ‘default’ is in use.')
  expect(why({ used: 4 })).toBe('Queued: all 4 slots are in use.')
  expect(describeState(job({ notBefore: noon + 60_000 }), noon, { ...free, paused: true })).toMatch(/^Starts at/)
})

test('only what a person alone can end needs one', () => {
  const waiting = (kind: 'approval' | 'quota' | 'budget') => job({ state: 'waiting', waitingFor: { kind, detail: '' } })
  expect([waiting('approval'), waiting('quota'), waiting('budget'), job({ state: 'held' }), job({ state: 'held', reasonChain: ['ja ‘A’ failed (killed): gone'] }), job({ state: 'blocked' })].map(needsPerson)).toEqual([true, false, true, false, true, false])
})

test('claimed and verified are told apart', () => {
  const succeeded = { state: 'finished', outcome: { kind: 'succeeded', reason: 'ok', message: '' } } as const
  expect(describeOutcome(job({ ...succeeded, runs: [run('passed')] }), 4)).toBe('Succeeded, and the check passed. 4 files changed.')
  expect(describeOutcome(job({ ...succeeded, runs: [run('none')] }), 1)).toBe('Claude says it is done; nothing checked it. 1 file changed.')
  expect(describeOutcome(job({ ...succeeded, runs: [run('none')], headCommit: 'aaa' }))).toBe('Claude says it is done, but nothing changed.')
  expect(describeOutcome(job({ state: 'finished', outcome: { kind: 'failed', reason: 'check-failed', message: 'npm test exited 1' } }))).toBe('Failed: npm test exited 1.')
  expect(describeOutcome(job({ state: 'finished', outcome: { kind: 'cancelled', reason: 'dependency-failed', message: '' }, reasonChain: ['ja failed', 'jb was cancelled.'] }))).toBe('Cancelled: ja failed; so jb was cancelled.')
  expect(describeOutcome(job({ state: 'finished', outcome: { kind: 'lost', reason: 'lost', message: '' } }))).toBe('Lost: the engine ended while it ran.')
})

test('a question says what and why it is asked', () => {
  const question = { question: 'run `rm -rf build` in api', profile: 'careful', message: null }
  expect(describeApproval({ ...question, state: 'asked' })).toBe('Claude asks: run `rm -rf build` in api. It may not under ‘careful’.')
  expect(describeApproval({ ...question, state: 'denied', message: 'Use git clean' })).toBe('Denied: run `rm -rf build` in api. Use git clean.')
})
