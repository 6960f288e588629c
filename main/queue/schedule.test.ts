import { expect, test } from 'vitest'
import { decideDue, ON_TIME_MS, type Due, type DueDecision } from './schedule.ts'

const HOUR = 3_600_000
test.each<[string, Partial<Due>, DueDecision]>([
  ['on time', {}, { kind: 'submit', after: null, cancels: [] }],
  ['a little late is on time', { lateMs: ON_TIME_MS }, { kind: 'submit', after: null, cancels: [] }],
  ['missed without a catch-up window', { lateMs: ON_TIME_MS + 1 }, { kind: 'missed' }],
  ['missed, but within the window', { lateMs: 6 * HOUR, catchUpMs: 6 * HOUR }, { kind: 'submit', after: null, cancels: [] }],
  ['missed, and the window is over', { lateMs: 6 * HOUR + 1, catchUpMs: 6 * HOUR }, { kind: 'missed' }],
  ['skipped while an earlier one is open', { overlap: 'skip', open: [3, 5] }, { kind: 'skip', because: 5 }],
  ['queued behind the newest of them', { overlap: 'queue', open: [3, 5] }, { kind: 'submit', after: 5, cancels: [] }],
  ['in place of all of them', { overlap: 'replace', open: [3, 5] }, { kind: 'submit', after: null, cancels: [3, 5] }],
  ['what is missed does not replace anything', { overlap: 'replace', open: [3], lateMs: HOUR }, { kind: 'missed' }],
])('%s', (_, due, expected) => {
  expect(decideDue({ lateMs: 0, catchUpMs: 0, overlap: 'skip', open: [], ...due })).toEqual(expected)
})
