import { expect, test } from 'vitest'
import type { EdgeOtherwise, EdgeWhen, JobState, OutcomeKind } from '../../contract/job.ts'
import { JOB_STATES, OUTCOME_KINDS } from '../../contract/job.ts'
import { decide, fateOf, listInTheWay, listMet } from './decide.ts'
import type { EdgeIn } from './status.ts'

test.each<[EdgeWhen, OutcomeKind, 'met' | 'broken']>([
  ['success', 'succeeded', 'met'], ['success', 'failed', 'broken'], ['success', 'cancelled', 'broken'], ['success', 'lost', 'broken'],
  ['failure', 'succeeded', 'broken'], ['failure', 'failed', 'met'], ['failure', 'cancelled', 'met'], ['failure', 'lost', 'met'],
  ['done', 'succeeded', 'met'], ['done', 'failed', 'met'], ['done', 'cancelled', 'met'], ['done', 'lost', 'met'],
])('an edge that waits for %s of a parent that %s is %s', (when, outcome, fate) => {
  expect(fateOf(when, 'finished', outcome)).toBe(fate)
})

test('an edge is open whatever it waits for until its parent has finished, also when the parent had an outcome before', () => {
  for (const state of JOB_STATES.filter((each) => each !== 'finished')) {
    for (const when of ['success', 'failure', 'done'] as const) for (const outcome of [null, ...OUTCOME_KINDS]) expect(fateOf(when, state, outcome)).toBe('open')
  }
})

const edge = (parent: number, of: 'open' | 'met' | 'broken', more: { otherwise?: EdgeOtherwise; waived?: boolean } = {}): EdgeIn => {
  const parentState: JobState = of === 'open' ? 'running' : 'finished'
  return { parent, parentState, parentOutcome: of === 'open' ? null : of === 'met' ? 'succeeded' : 'failed', when: 'success', otherwise: more.otherwise ?? 'cancel', waived: more.waived ?? false }
}
const hold = { otherwise: 'hold' } as const

test.each<[string, EdgeIn[], object]>([
  ['no parents: go', [], { kind: 'go' }],
  ['all met: go', [edge(1, 'met'), edge(2, 'met')], { kind: 'go' }],
  ['one open: wait', [edge(1, 'met'), edge(2, 'open')], { kind: 'wait' }],
  ['a broken one that cancels', [edge(1, 'met'), edge(2, 'broken')], { kind: 'cancel', cause: 2 }],
  ['a broken one that holds', [edge(1, 'broken', hold)], { kind: 'hold', cause: 1 }],
  ['cancel beats hold, whatever comes first', [edge(1, 'broken', hold), edge(2, 'broken')], { kind: 'cancel', cause: 2 }],
  ['hold beats open', [edge(1, 'open'), edge(2, 'broken', hold)], { kind: 'hold', cause: 2 }],
  ['cancel beats open', [edge(1, 'broken'), edge(2, 'open')], { kind: 'cancel', cause: 1 }],
  ['the first of several holders is the cause', [edge(7, 'broken', hold), edge(3, 'broken', hold)], { kind: 'hold', cause: 7 }],
  ['the first of several cancellers is the cause', [edge(7, 'broken'), edge(3, 'broken')], { kind: 'cancel', cause: 7 }],
  ['a waived one counts no more', [edge(1, 'broken', { waived: true }), edge(2, 'met')], { kind: 'go' }],
  ['a waived one does not hide an open one', [edge(1, 'broken', { waived: true }), edge(2, 'open')], { kind: 'wait' }],
  ['a waived one whose parent runs again is not waited for', [edge(1, 'open', { waived: true })], { kind: 'go' }],
])('%s', (_, edges, decision) => {
  expect(decide({ any: false, edges })).toEqual(decision)
})

test.each<[string, EdgeIn[], object]>([
  ['no parents: go', [], { kind: 'go' }],
  ['one met: go, whatever the others are', [edge(1, 'broken'), edge(2, 'open'), edge(3, 'met')], { kind: 'go' }],
  ['none met, one open: wait', [edge(1, 'broken'), edge(2, 'open')], { kind: 'wait' }],
  ['all broken: the first edge decides, here cancel', [edge(7, 'broken'), edge(3, 'broken', hold)], { kind: 'cancel', cause: 7 }],
  ['all broken: the first edge decides, here hold', [edge(7, 'broken', hold), edge(3, 'broken')], { kind: 'hold', cause: 7 }],
  ['a waived one is as good as met', [edge(1, 'broken', { waived: true }), edge(2, 'open')], { kind: 'go' }],
])('any of several: %s', (_, edges, decision) => {
  expect(decide({ any: true, edges })).toEqual(decision)
})

test('what a release forgives: every broken edge when all must be met; with any of several nothing while one may still be met', () => {
  const edges = [edge(1, 'broken', hold), edge(2, 'met'), edge(3, 'open'), edge(4, 'broken', { ...hold, waived: true })]
  expect(listInTheWay({ any: false, edges })).toEqual([1])
  expect(listInTheWay({ any: true, edges: edges.slice(0, 1).concat(edges[2]!) })).toEqual([])
  expect(listInTheWay({ any: true, edges: [edge(1, 'broken'), edge(2, 'broken', hold)] })).toEqual([1, 2])
})

test('what a job builds on are the parents whose edges were met or waived', () => {
  expect(listMet({ any: true, edges: [edge(1, 'broken'), edge(2, 'met'), edge(3, 'open'), edge(4, 'broken', { waived: true })] })).toEqual([2, 4])
})
