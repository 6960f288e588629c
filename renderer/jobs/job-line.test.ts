import { expect, test } from 'vitest'
import { makeJob } from '../state/testing.ts'
import { toPlace, toShort } from './job-line.tsx'

test('where and as whom are left out where they tell nothing apart, unless nothing else is said', () => {
  const job = makeJob({ id: 'a', repository: '/code/api', profile: 'careful' })
  expect(toPlace(job, true, false, false)).toBe('api · careful')
  expect(toPlace(job, true, false, true)).toBe('api')
  expect(toPlace(job, false, true, false)).toBe('careful')
  expect(toPlace(job, true, true, true)).toBe('')
  expect(toPlace(job, false, true, true)).toBe('api · careful')
})

test('in a line a job goes by its title alone', () => {
  expect(toShort('Held: jey64e9k35 ‘Shout’ failed its check (`npm test` exited 1).')).toBe('Held: ‘Shout’ failed its check (npm test exited 1).')
  expect(toShort('Blocked: after jzrcsp8pkn and 2 more.')).toBe('Blocked: after jzrcsp8pkn and 2 more.')
})
