import { expect, test } from 'vitest'
import { makeJob } from '../../state/testing.ts'
import { EMPTY_WORLD } from '../../state/world.ts'
import { hasNoJobs } from './first.ts'

const store = { loaded: true, world: EMPTY_WORLD, next: null }

test('only a queue that was read and is empty has no jobs', () => {
  expect(hasNoJobs(store)).toBe(true)
  expect(hasNoJobs({ ...store, loaded: false })).toBe(false)
  expect(hasNoJobs({ ...store, next: 'older' })).toBe(false)
  expect(hasNoJobs({ ...store, world: { ...EMPTY_WORLD, jobs: new Map([['j1', makeJob({ id: 'j1' })]]) } })).toBe(false)
})
