import { expect, test } from 'vitest'
import { makeJob } from '../../state/testing.ts'
import { jobsOf, newestJobs } from './summary.ts'

const JOBS = [makeJob({ id: 'a', seq: 1, schedule: 's1' }), makeJob({ id: 'b', seq: 3, schedule: 's1' }), makeJob({ id: 'c', seq: 2, schedule: 's2' }), makeJob({ id: 'd', seq: 9 })]

test('the newest job of each schedule, and all of one', () => {
  expect([...newestJobs(JOBS)].map(([id, job]) => [id, job.id])).toEqual([['s1', 'b'], ['s2', 'c']])
  expect(jobsOf('s1', JOBS).map((job) => job.id)).toEqual(['b', 'a'])
})
