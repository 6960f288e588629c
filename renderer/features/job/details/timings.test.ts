import { expect, test } from 'vitest'
import type { Run } from '../../../../contract/job.ts'
import { toSpans } from './timings.ts'

const run = (number: number, startedAt: number, endedAt: number | null): Run => ({ number, startedAt, endedAt, sessionId: null, execution: null, claimed: null, verified: null, costUsd: 0, usage: null })
const flat = (job: Parameters<typeof toSpans>[0], now: number): [string, number, number][] => toSpans(job, now).map(({ kind, from, to }) => [kind, from, to])

test('queued, ran, waited, ran', () => {
  expect(flat({ createdAt: 0, queuedAt: 0, runs: [run(1, 10, 20), run(2, 50, 60)], endedAt: 60, state: 'finished' }, 99)).toEqual([['queued', 0, 10], ['ran', 10, 20], ['waited', 20, 50], ['ran', 50, 60]])
})

test('what it waited for is told apart where it is known when it became ready', () => {
  expect(flat({ createdAt: 0, queuedAt: 6, runs: [run(1, 10, 20)], endedAt: 20, state: 'finished' }, 99)).toEqual([['blocked', 0, 6], ['queued', 6, 10], ['ran', 10, 20]])
  expect(flat({ createdAt: 0, queuedAt: 30, runs: [run(1, 10, 20), run(2, 50, 60)], endedAt: 60, state: 'finished' }, 99)).toEqual([['waited', 0, 10], ['ran', 10, 20], ['waited', 20, 30], ['queued', 30, 50], ['ran', 50, 60]])
  expect(flat({ createdAt: 0, queuedAt: null, runs: [], endedAt: 9, state: 'finished' }, 99)).toEqual([['blocked', 0, 9]])
})

test('what is alive goes on until now', () => {
  expect(flat({ createdAt: 0, queuedAt: 0, runs: [run(1, 10, null)], endedAt: null, state: 'running' }, 30)).toEqual([['queued', 0, 10], ['ran', 10, 30]])
  expect(flat({ createdAt: 0, queuedAt: 0, runs: [], endedAt: null, state: 'queued' }, 30)).toEqual([['queued', 0, 30]])
})

test('a run whose engine died ends with its job', () => {
  expect(flat({ createdAt: 0, queuedAt: 0, runs: [run(1, 10, null)], endedAt: 40, state: 'finished' }, 99)).toEqual([['queued', 0, 10], ['ran', 10, 40]])
})
