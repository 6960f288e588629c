import { expect, test } from 'vitest'
import type { Run } from '../../../../contract/job.ts'
import { toSpans } from './timings.ts'

const run = (number: number, startedAt: number, endedAt: number | null): Run => ({ number, startedAt, endedAt, sessionId: null, execution: null, claimed: null, verified: null, costUsd: 0, usage: null })
const flat = (job: Parameters<typeof toSpans>[0], now: number): [string, number, number][] => toSpans(job, now).map(({ kind, from, to }) => [kind, from, to])

test('queued, ran, waited, ran', () => {
  expect(flat({ createdAt: 0, queuedAt: 0, runs: [run(1, 1000, 2000), run(2, 5000, 6000)], endedAt: 6000, state: 'finished' }, 9900)).toEqual([['queued', 0, 1000], ['ran', 1000, 2000], ['waited', 2000, 5000], ['ran', 5000, 6000]])
})

test('what it waited for is told apart where it is known when it became ready', () => {
  expect(flat({ createdAt: 0, queuedAt: 600, runs: [run(1, 1000, 2000)], endedAt: 2000, state: 'finished' }, 9900)).toEqual([['blocked', 0, 600], ['queued', 600, 1000], ['ran', 1000, 2000]])
  expect(flat({ createdAt: 0, queuedAt: 3000, runs: [run(1, 1000, 2000), run(2, 5000, 6000)], endedAt: 6000, state: 'finished' }, 9900)).toEqual([['waited', 0, 1000], ['ran', 1000, 2000], ['waited', 2000, 3000], ['queued', 3000, 5000], ['ran', 5000, 6000]])
  expect(flat({ createdAt: 0, queuedAt: null, runs: [], endedAt: 900, state: 'finished' }, 9900)).toEqual([['blocked', 0, 900]])
})

test('what is alive goes on until now', () => {
  expect(flat({ createdAt: 0, queuedAt: 0, runs: [run(1, 1000, null)], endedAt: null, state: 'running' }, 3000)).toEqual([['queued', 0, 1000], ['ran', 1000, 3000]])
  expect(flat({ createdAt: 0, queuedAt: 0, runs: [], endedAt: null, state: 'queued' }, 3000)).toEqual([['queued', 0, 3000]])
})

test('a run whose engine died ends with its job', () => {
  expect(flat({ createdAt: 0, queuedAt: 0, runs: [run(1, 1000, null)], endedAt: 4000, state: 'finished' }, 9900)).toEqual([['queued', 0, 1000], ['ran', 1000, 4000]])
})

test('the moment the engine takes to start a job is no wait', () => {
  expect(flat({ createdAt: 0, queuedAt: 0, runs: [run(1, 40, 2000)], endedAt: 2000, state: 'finished' }, 9900)).toEqual([['ran', 40, 2000]])
})
