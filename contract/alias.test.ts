import { expect, test } from 'vitest'
import { CALLS } from './api.ts'
import { JobSpec } from './job.ts'

const told = (parsed: { error?: { issues: { path: PropertyKey[]; message: string }[] } | undefined }) => parsed.error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)

test.each(['ä', 'a b', '', '.a', 'a'.repeat(65), 'a}}'])('an edge cannot be called %j: its name could stand in no prompt', (alias) => {
  const expected = ['after.0.alias: expected letters, digits, dash, underscore or dot']
  expect(told(JobSpec.safeParse({ prompt: 'x', repository: '/r', after: [{ job: 'j1', alias }] }))).toEqual(expected)
  expect(told(CALLS['jobs.edit'].args.safeParse({ id: 'j2', after: [{ job: 'j1', alias }] }))).toEqual(expected)
})

test('an edge is called as a job of a plan may be', () => {
  expect(JobSpec.parse({ prompt: 'x', repository: '/r', after: ['j1', { job: 'j2', alias: 'v1.2_b-c' }] }).after).toEqual(['j1', { job: 'j2', alias: 'v1.2_b-c' }])
  expect(told(JobSpec.safeParse({ prompt: 'x', repository: '/r', after: [5, { job: 'j1', wen: 'done' }] }))).toEqual(['after.0: expected a job id or {job, when, otherwise}', 'after.1: wen: this key is not known. Take it out, or look for a misspelling'])
})
