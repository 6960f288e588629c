import { expect, test } from 'vitest'
import { toRequest } from './request.ts'

test('puts path parameters into the path, the rest of a GET into the query', () => {
  expect(toRequest('jobs.log', { id: 'j1/2', after: 5, grep: undefined })).toEqual({ method: 'GET', url: '/api/jobs/j1%2F2/log?after=5', body: null })
})

test('puts the rest of a POST into the body', () => {
  expect(toRequest('jobs.cancel', { id: 'j123', dryRun: true })).toEqual({ method: 'POST', url: '/api/jobs/j123/cancel', body: '{"dryRun":true}' })
})
