import { expect, test } from 'vitest'
import { HOME, parseRoute, toHash } from './route.ts'

test('reads what it writes', () => {
  const hash = toHash('job', ['j4k9', 'log', 'a b/ü'], { run: '2', q: 'x=y&z', empty: '' })
  expect(hash).toBe('#/job/j4k9/log/a%20b%2F%C3%BC?run=2&q=x%3Dy%26z')
  expect(parseRoute(hash)).toEqual({ name: 'job', path: ['j4k9', 'log', 'a b/ü'], query: { run: '2', q: 'x=y&z' } })
})

test('anything else leads home', () => {
  for (const hash of ['', '#', '#/', '#//']) expect(parseRoute(hash)).toEqual(HOME)
  expect(parseRoute('#/job/%zz').path).toEqual(['%zz'])
})
