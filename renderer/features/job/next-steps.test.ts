import { expect, test } from 'vitest'
import { REASONS, type Job, type Outcome } from '../../../contract/job.ts'
import { adviseOutcome, describeOutcome } from '../../../contract/words.ts'
import { makeJob } from '../../state/testing.ts'
import { nextSteps } from './next-steps.ts'

const KIND: Partial<Record<Outcome['reason'], Outcome['kind']>> = { ok: 'succeeded', 'dependency-failed': 'cancelled', 'by-person': 'cancelled', replaced: 'cancelled', lost: 'lost' }
const ended = (reason: Outcome['reason'], over: Partial<Job> = {}): Job => makeJob({ id: 'b', state: 'finished', outcome: { kind: KIND[reason] ?? 'failed', reason, message: '' }, ...over })
const kinds = (job: Job, known: Job[] = []): string[] => nextSteps(job, new Map(known.map((each) => [each.id, each]))).map((step) => (step.kind === 'cause' ? `cause ${step.job.id}` : step.kind))

test('every end has a sentence, and each that is nobody’s wish says what to do', () => {
  for (const reason of REASONS) {
    const job = ended(reason)
    expect(describeOutcome(job), reason).toMatch(/^[A-Z].{10,}\.$/)
    if (reason !== 'ok' && reason !== 'by-person' && reason !== 'replaced') expect(adviseOutcome(job), reason).toMatch(/^[A-Z].+\.$/)
  }
})

test('a worktree, a change and a check’s words are offered where there are some', () => {
  expect(kinds(ended('merge-conflict'))).toEqual(['log'])
  expect(kinds(ended('merge-conflict', { worktree: '/w' }))).toEqual(['worktree', 'log'])
  expect(kinds(ended('ok', { baseCommit: 'a', headCommit: 'a' }))).toEqual([])
  expect(kinds(ended('ok', { baseCommit: 'a', headCommit: 'b' }))).toEqual(['changes'])
  expect(kinds(ended('check-failed'))).toEqual([])
})

test('what fell because of another leads to the one that fell by itself', () => {
  const after = (job: string): Job['after'] => [{ job, when: 'success', otherwise: 'cancel' }]
  const root = ended('check-failed', { id: 'a' })
  const middle = ended('dependency-failed', { id: 'm', after: after('a') })
  expect(kinds(ended('dependency-failed', { after: after('m') }), [root, middle])).toEqual(['cause a'])
  expect(kinds(makeJob({ id: 'h', state: 'held', after: after('a') }), [root])).toEqual(['cause a'])
  expect(kinds(makeJob({ id: 'h', state: 'held' }))).toEqual([])
})
