import { expect, test } from 'vitest'
import type { Run } from '../../../../contract/job.ts'
import { toSpans } from './timings.ts'

const run = (number: number, startedAt: number, endedAt: number | null): Run => ({ number, startedAt, endedAt, sessionId: null, execution: null, claimed: null, verified: null, costUsd: 0, usage: null })
const flat = (job: Parameters<typeof toSpans>[0], now: number): [string, number, number][] => toSpans(job, now).map(({ kind, from, to }) => [kind, from, to])

test('waited, ran, waited, ran', () => {
  expect(flat({ createdAt: 0, runs: [run(1, 10, 20), run(2, 50, 60)], endedAt: 60, state: 'finished' }, 99)).toEqual([['waited', 0, 10], ['ran', 10, 20], ['waited', 20, 50], ['ran', 50, 60]])
})

test('what is alive goes on until now', () => {
  expect(flat({ createdAt: 0, runs: [run(1, 10, null)], endedAt: null, state: 'running' }, 30)).toEqual([['waited', 0, 10], ['ran', 10, 30]])
  expect(flat({ createdAt: 0, runs: [], endedAt: null, state: 'queued' }, 30)).toEqual([['waited', 0, 30]])
})

test('a run whose engine died ends with its job', () => {
  expect(flat({ createdAt: 0, runs: [run(1, 10, null)], endedAt: 40, state: 'finished' }, 99)).toEqual([['waited', 0, 10], ['ran', 10, 40]])
})
