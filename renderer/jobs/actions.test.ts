import { expect, test } from 'vitest'
import { makeJob } from '../state/testing.ts'
import { countFallen } from './actions.ts'

const cancelled = { kind: 'cancelled', reason: 'dependency-failed', message: '' } as const

test('counts what fell with a job, once each, down to the leaves', () => {
  const jobs = [
    makeJob({ id: 'a', children: ['b', 'c', 'x'] }),
    makeJob({ id: 'b', state: 'finished', outcome: cancelled, children: ['d'] }), makeJob({ id: 'c', state: 'finished', outcome: cancelled, children: ['d'] }),
    makeJob({ id: 'd', state: 'finished', outcome: cancelled }), makeJob({ id: 'x', state: 'held', children: ['d'] }),
  ]
  const known = new Map(jobs.map((job) => [job.id, job]))
  expect(countFallen([jobs[0]!], known)).toBe(3)
  expect(countFallen([jobs[3]!], known)).toBe(0)
})
