import { expect, test } from 'vitest'
import { makeApproval, makeJob } from '../state/testing.ts'
import type { Store } from '../state/store.ts'
import { NO_FILTER, type View } from '../state/view.ts'
import { EMPTY_WORLD } from '../state/world.ts'
import { fits, toContext } from './context.ts'

const jobs = new Map(['a', 'b', 'c'].map((id) => [id, makeJob({ id })]))
const approvals = new Map([makeApproval({ id: 'q2', job: 'b', askedAt: 2 }), makeApproval({ id: 'q1', job: 'a', askedAt: 1 })].map((each) => [each.id, each]))
const store: Store = { world: { ...EMPTY_WORLD, jobs, approvals }, status: null, profiles: [], connection: 'live', loaded: true, reading: null, trouble: null, next: null }
const view = (over: Partial<View>): View => ({ route: { name: 'jobs', path: [], query: {} }, filter: NO_FILTER, cursor: null, selected: new Set(), selectsAll: false, order: [], overlay: null, ...over })
const job = { name: 'job', path: ['b'], query: {} }
const ids = (over: Partial<View>, layout: 'wide' | 'narrow' = 'wide'): string[] => toContext(view(over), store, layout).targets.map((each) => each.id)

test('selected before pointed at before open', () => {
  expect(ids({ route: job })).toEqual(['b'])
  expect(ids({ route: job, cursor: 'a' })).toEqual(['a'])
  expect(ids({ route: job, cursor: 'a', selected: new Set(['c', 'gone']) })).toEqual(['c'])
})

test('what cannot be seen is not meant', () => {
  expect(ids({ route: job, cursor: 'a', selected: new Set(['c']) }, 'narrow')).toEqual(['b'])
  expect(ids({ route: { name: 'inbox', path: [], query: {} }, cursor: 'a' })).toEqual([])
})

test('the question of the inbox, or of the job in view', () => {
  const question = (over: Partial<View>): string | undefined => toContext(view(over), store, 'wide').approval?.id
  expect(question({ route: { name: 'inbox', path: [], query: {} } })).toBe('q1')
  expect(question({ route: { name: 'inbox', path: ['q2'], query: {} } })).toBe('q2')
  expect(question({ route: { name: 'inbox', path: ['gone'], query: {} } })).toBeUndefined()
  expect(question({ route: job })).toBe('q2')
  expect(question({ cursor: 'c' })).toBeUndefined()
})

test('nothing is changed while the engine is away', () => {
  const command = { id: 'x', title: 'x', group: 'job', changes: true, run: () => {} } as const
  expect(fits(command, toContext(view({}), store, 'wide'))).toBe(true)
  expect(fits(command, toContext(view({}), { ...store, connection: 'offline' }, 'wide'))).toBe(false)
})
