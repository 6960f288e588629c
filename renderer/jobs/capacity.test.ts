import { expect, test } from 'vitest'
import { EMPTY_WORLD } from '../state/world.ts'
import { useStore, type Store } from '../state/store.ts'
import { makeJob } from '../state/testing.ts'
import { readCapacity } from './capacity.ts'

const status = { paused: false, slots: { used: 0, total: 4 }, profiles: [{ name: 'default', running: 0, slots: 1, queued: 0, paused: false }] } as unknown as Store['status']
const storeOf = (...jobs: ReturnType<typeof makeJob>[]): Store => ({ ...useStore.getState(), status, world: { ...EMPTY_WORLD, jobs: new Map(jobs.map((job) => [job.id, job])) } })

test('what is used is counted from the jobs, and waiting ones use nothing', () => {
  const capacity = readCapacity(storeOf(makeJob({ id: 'a', state: 'running' }), makeJob({ id: 'b', state: 'waiting' }), makeJob({ id: 'c', state: 'starting', profile: 'careful' })))
  expect(capacity).toMatchObject({ used: 2, total: 4 })
  expect(capacity!.profiles.get('default')).toEqual({ used: 1, slots: 1, paused: false })
})

test('it is the same object as long as it says the same', () => {
  const one = readCapacity(storeOf(makeJob({ id: 'a', state: 'running' })))
  expect(readCapacity(storeOf(makeJob({ id: 'a', state: 'running', costUsd: 1 })))).toBe(one)
  expect(readCapacity(storeOf())).not.toBe(one)
})
