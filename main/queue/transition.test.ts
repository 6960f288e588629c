import { describe, expect, test } from 'vitest'
import { JOB_STATES, type JobState, type Outcome } from '../../contract/job.ts'
import * as moves from './transition.ts'
import { apply, toFirstStatus, type Move } from './transition.ts'

const outcome: Outcome = { kind: 'cancelled', reason: 'by-person', message: '' }
const approval = { kind: 'approval', detail: 'may it?' } as const
const NOT_STARTED: JobState[] = ['blocked', 'held', 'queued']
const LIVE: JobState[] = ['starting', 'running', 'waiting']

/** Written down a second time on purpose: which move is allowed from where, and where it leads. */
const TABLE: [move: Move, from: JobState[], to: object][] = [
  [moves.parentsMet(), ['blocked'], { state: 'queued' }],
  [moves.parentHeld(3), ['blocked', 'held'], { state: 'held', by: { kind: 'parent', job: 3 } }],
  [moves.dependencyFailed(3, outcome), ['blocked', 'held'], { state: 'finished', outcome, cause: 3 }],
  [moves.unheld({ kind: 'go' }), ['held'], { state: 'queued' }],
  [moves.unheld({ kind: 'wait' }), ['held'], { state: 'blocked' }],
  [moves.held(), ['blocked', 'queued'], { state: 'held', by: { kind: 'person' } }],
  [moves.released({ kind: 'go' }), ['held'], { state: 'queued' }],
  [moves.released({ kind: 'wait' }), ['held'], { state: 'blocked' }],
  [moves.cancelled(outcome), NOT_STARTED, { state: 'finished', outcome, cause: null }],
  [moves.claimed(), ['queued'], { state: 'starting' }],
  [moves.conflicted(), ['starting'], { state: 'held', by: { kind: 'conflict' } }],
  [moves.started(), ['starting'], { state: 'running' }],
  [moves.asked(approval), ['running', 'waiting'], { state: 'waiting', for: approval }],
  [moves.answered(), ['waiting'], { state: 'running' }],
  [moves.interrupted(), LIVE, { state: 'queued' }],
  [moves.retrying({ kind: 'go' }), LIVE, { state: 'queued' }],
  [moves.retrying({ kind: 'wait' }), LIVE, { state: 'blocked' }],
  [moves.ended(outcome), LIVE, { state: 'finished', outcome, cause: null }],
  [moves.retried({ kind: 'go' }), ['finished'], { state: 'queued' }],
  [moves.retried({ kind: 'wait' }), ['finished'], { state: 'blocked' }],
  [moves.revived(), ['finished'], { state: 'blocked' }],
  [moves.reopened(), ['queued'], { state: 'blocked' }],
  [moves.redecided({ kind: 'go' }, () => outcome), NOT_STARTED, { state: 'queued' }],
  [moves.redecided({ kind: 'wait' }, () => outcome), NOT_STARTED, { state: 'blocked' }],
  [moves.redecided({ kind: 'hold', cause: 3 }, () => outcome), NOT_STARTED, { state: 'held', by: { kind: 'parent', job: 3 } }],
  [moves.redecided({ kind: 'cancel', cause: 3 }, () => outcome), NOT_STARTED, { state: 'finished', outcome, cause: 3 }],
]

describe.each(TABLE.map(([move, from, to]) => ({ name: `${move.fact} → ${move.to.state}`, move, from, to })))('$name', ({ move, from, to }) => {
  test.each(JOB_STATES)('from %s', (state) => {
    expect(apply(state, move)).toEqual(from.includes(state) ? to : null)
  })
})

test('every move there is stands in the table', () => {
  const makers = Object.keys(moves).filter((name) => name !== 'apply' && name !== 'toFirstStatus')
  expect(new Set(TABLE.map(([move]) => move.fact)).size).toBe(makers.length)
})

test('a live job is held only for a conflict before Claude is started, waits for parents only with another attempt, and nothing but a retry leaves finished', () => {
  const all = TABLE.map(([move]) => move)
  const fromLive = all.filter((move) => LIVE.some((state) => apply(state, move)))
  expect(fromLive.filter((move) => move.to.state === 'held' || move.to.state === 'blocked').map((move) => move.fact)).toEqual(['conflicted', 'retrying'])
  expect(new Set(all.filter((move) => apply('finished', move)).map((move) => move.fact))).toEqual(new Set(['retried', 'revived']))
})

test.each<[string, Parameters<typeof toFirstStatus>[0], boolean, object]>([
  ['free', { kind: 'go' }, false, { state: 'queued' }],
  ['with an open parent', { kind: 'wait' }, false, { state: 'blocked' }],
  ['with a parent that holds it', { kind: 'hold', cause: 2 }, false, { state: 'held', by: { kind: 'parent', job: 2 } }],
  ['with a parent that cancels it', { kind: 'cancel', cause: 2 }, false, { state: 'finished', outcome, cause: 2 }],
  ['on hold', { kind: 'go' }, true, { state: 'held', by: { kind: 'person' } }],
  ['on hold with an open parent', { kind: 'wait' }, true, { state: 'held', by: { kind: 'person' } }],
  ['on hold with a parent that cancels it', { kind: 'cancel', cause: 2 }, true, { state: 'finished', outcome, cause: 2 }],
])('a job submitted %s', (_, decision, hold, status) => {
  expect(toFirstStatus(decision, hold, () => outcome)).toEqual(status)
})
