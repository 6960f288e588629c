import { expect, test } from 'vitest'
import { CALLS } from './api.ts'
import { ROUTES } from './routes.ts'

test('the plain routes are those of the call table', () => {
  const expected = Object.fromEntries(Object.entries(CALLS).map(([name, call]) => [name, [call.method, call.path]]))
  expect(ROUTES).toEqual(expected)
})
